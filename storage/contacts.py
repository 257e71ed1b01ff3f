"""Contacts: when we last got in touch with a customer, about whatever case, and when they last wrote to us."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from playbooks.cases import What
from playbooks.inbound import Became
from playbooks.mails import FAILED, MailKind
from storage.cases import cases, events
from storage.check_ins import check_ins
from storage.inbound_mails import inbound_mails as inbound
from storage.mails import mails
from storage.responses import responses

BY_PEOPLE = (What.REPLIED, What.CALL_LOGGED)
ASKED_FOR = (MailKind.REPLY, MailKind.OUTREACH)


def last_contacts(db: Connection, customer_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of these customers last heard from a person, mails that are still in the outbox included. Who never did
    is left out; our question after closing does not count."""
    wanted = set(customer_ids)
    said = select(cases.c.customer_id, func.max(events.c.at)).join(cases, cases.c.id == events.c.case_id)
    said = said.where(cases.c.customer_id.in_(wanted), events.c.what.in_(BY_PEOPLE)).group_by(cases.c.customer_id)
    last: dict[int, datetime] = {row[0]: row[1] for row in db.execute(said)}
    made = select(mails.c.customer_id, func.max(mails.c.made_at)).where(
        mails.c.customer_id.in_(wanted), mails.c.kind.in_(ASKED_FOR), mails.c.state.not_in(FAILED)
    )
    for customer, at in db.execute(made.group_by(mails.c.customer_id)):
        last[customer] = max(at, last.get(customer, at))
    return last


def last_word(db: Connection, customer_id: int) -> datetime | None:
    """When this customer last wrote to us, by themselves: a survey answered, a mail, a button with which they answered
    our question. None when they never did."""
    theirs = (
        select(func.max(responses.c.received_at)).where(responses.c.customer_id == customer_id),
        select(func.max(check_ins.c.word_at)).where(check_ins.c.customer_id == customer_id),
        select(func.max(inbound.c.received_at)).where(
            inbound.c.customer_id == customer_id, inbound.c.became.in_((Became.ANSWER, Became.UNMATCHED))
        ),
    )
    return max((at for chosen in theirs if (at := db.execute(chosen).scalar_one())), default=None)
