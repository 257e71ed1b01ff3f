"""Check-ins: the customers whose day has come are asked, by mail, whether it is solved."""

from datetime import datetime

from handlers import mails
from handlers.mails import Queued
from handlers.views.check_in_words import mail_words, spoken_by
from playbooks.check_ins import GOOD_FOR, CheckIn, why_not_ask
from playbooks.links import Purpose
from playbooks.mails import MailKind, Outgoing, Post
from playbooks.policy import Policy
from playbooks.wording import first_name
from storage import cases, check_ins, customers, responses
from storage.database import Connection

PAGE = "feedback"


def ask_due(db: Connection, policy: Policy, post: Post, now: datetime, limit: int) -> int:
    """Writes to the customers whose day has come. How many were looked at; asking twice changes nothing."""
    due = check_ins.due(db, now, limit)
    for check_in in due:
        refused = _ask(db, policy, post, check_in, now)
        if refused is None:
            check_ins.asked(db, check_in.id, now)
        else:
            check_ins.drop(db, check_in.id, refused)
    return len(due)


def _ask(db: Connection, policy: Policy, post: Post, check_in: CheckIn, now: datetime) -> str | None:
    """Why this customer is not asked; None when the mail is on its way."""
    case = cases.find(db, check_in.case_id)
    assert case is not None
    link = post.link(PAGE, Purpose.CHECK_IN, str(check_in.id), now + GOOD_FOR)
    another = cases.open_case_of(db, case.customer_id) is not None
    if no := why_not_ask(check_in, case, another_open=another, linked=link is not None, now=now):
        return no.value
    customer = customers.get(db, case.customer_id)
    answers = responses.of_customers(db, [customer.id]).get(customer.id, [])
    language = spoken_by(customer, answers)
    subject, text = mail_words(language, policy.company.name, first_name(customer.name), link or "")
    outgoing = Outgoing(
        key=f"{check_ins.KEY}{check_in.id}",
        kind=MailKind.CHECK_IN,
        case_id=case.id,
        customer_id=customer.id,
        subject=subject,
        text=text,
        language=language,
        from_name=policy.company.name,
        playbook=check_in.playbook,
    )
    queued = mails.queue(db, post, outgoing, now)
    return None if isinstance(queued, Queued) else queued.value
