"""Inbound mails: the customer answered. Under the card, and the case needs contact again.

What counts is both: the mail refers to one of ours by its Message-ID, and comes from the customer's address. Neither
alone is enough, since an address is easily written by others. What is not taken for an answer is kept and shown to
people, and changes no case.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import cards, mails
from handlers.language import _
from handlers.views import customer_says
from playbooks.cases import Case, CaseKind, CaseState, Event, What
from playbooks.customers import Customer, Identifier
from playbooks.inbound import Became, InboundMail, Written, concerns, judge, sent_by
from playbooks.mails import Mail, MailState
from playbooks.outbox import Answer, Heard
from playbooks.policy import Policy
from playbooks.quotes import answer_of
from playbooks.recipients import RecipientState
from playbooks.reopening import Place, answered, place_of, reopened
from storage import cards as card_rows
from storage import cases, customers, inbound_mails, mail_tokens, mailings, notices, people, recipients
from storage import mails as outbox
from storage.database import Connection
from storage.inbound_mails import InboundMailRow

LONGEST_WORDS = 20_000
"""Characters of an answer in the case's history."""
MOST_UNMATCHED = 20
"""Messages a day about mails that belong to no case: an address that is known to spammers must not flood people."""


@dataclass(frozen=True)
class Taken:
    """What became of a mail. `known`: it had come before, and nothing has changed. `forged`: what proves it has brought
    another mail before, so nothing was kept."""

    became: Became
    known: bool = False
    forged: bool = False


def receive(db: Connection, policy: Policy, mail: InboundMail, now: datetime) -> Taken:
    """Keeps a mail and all that follows from it, in one transaction. Never the same one twice."""
    if mail.token is not None and not mail_tokens.use(
        db, _sha256(mail.token), _sha256(repr(replace(mail, token=None))), now
    ):
        return Taken(Became.UNMATCHED, forged=True)
    key = mail.message_id or "sha256:" + _digest(mail)
    judged = judge(mail)
    if inbound_mails.known(db, key):
        return Taken(Became.UNMATCHED, known=True)
    row = InboundMailRow(
        key=key,
        received_at=now,
        from_address=mail.from_address,
        from_name=mail.from_name,
        to_address=mail.to_address,
        subject=mail.subject,
        text=mail.text,
        answer=answer_of(mail.text)[:LONGEST_WORDS],
        became=Became.AUTOMATIC,
        why=judged.why,
    )
    match judged.written:
        case Written.ANSWER:
            _person(db, policy, mail, row, now)
        case Written.BOUNCE:
            _bounce(db, policy, mail, row, now)
    inbound_mails.add(db, row)
    return Taken(row.became)


def _digest(mail: InboundMail) -> str:
    """Without an id, equal words from one sender are the same mail."""
    return _sha256("\0".join((mail.from_address, mail.to_address, mail.subject, mail.text)))


def _sha256(told: str) -> str:
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _person(db: Connection, policy: Policy, mail: InboundMail, row: InboundMailRow, now: datetime) -> None:
    """A person wrote: the customer to us, somebody else, or about nothing that we know."""
    known = {one.message_id: one for one in outbox.by_message_id(db, mail.answers_to)}
    ours = next((known[one] for one in mail.answers_to if one in known), None)
    if ours is None:
        _unmatched(db, policy, mail, row, now)
        return
    customer = customers.get(db, ours.customer_id)
    row.mail_id, row.case_id, row.customer_id = ours.id, ours.case_id, ours.customer_id
    if not sent_by(mail, customer.email, ours.to_address):
        row.became, row.why = Became.SOMEBODY_ELSE, "another address wrote it"
        _under_card(db, ours.case_id, row, customer_says.somebody_else(mail, row.answer), now)
        return
    row.became = Became.ANSWER
    row.case_id = _answer(db, policy, ours, customer, row, now).id


def _answer(db: Connection, policy: Policy, ours: Mail, customer: Customer, row: InboundMailRow, now: datetime) -> Case:
    """The customer answered. Returns the case that has it now."""
    about = cases.find(db, ours.case_id)
    assert about is not None
    open_case = cases.open_case_of(db, customer.id)
    details = {"mail": row.key}
    words = customer_says.answered(customer, row.answer)
    match place_of(about, another_open=open_case is not None and open_case.id != about.id, now=now):
        case Place.HERE:
            case = cases.save(db, answered(about, now, row.answer, details))
        case Place.REOPEN:
            opened = cases.save(db, reopened(about, now, owner_is_here=_is_here(db, about.owner)))
            case = cases.save(db, answered(opened, now, row.answer, details))
        case Place.JOIN:
            assert open_case is not None
            case = cases.save(db, answered(open_case, now, row.answer, details))
            words = customer_says.answered_elsewhere(customer, row.answer, about.id)
        case Place.ANEW:
            case = cases.add(db, _anew(about, now), Event(now, None, What.OPENED, details=details))
            cases.record(db, case.id, Event(now, None, What.ANSWERED, row.answer, details))
            words = customer_says.answered_elsewhere(customer, row.answer, about.id)
    if ours.state is MailState.UNCERTAIN:  # now we know
        outbox.settle(db, ours.id, MailState.SENT, None, sent_at=now)
    cards.want_card(db, policy, case, customer)
    _under_card(db, case.id, row, words, now)
    if case.owner:
        words = customer_says.answer_for_owner(customer, case.id)
        notices.say_once(db, f"inbound:{row.key}:owner", case.owner, words, now)
    return case


def _anew(about: Case, now: datetime) -> Case:
    """The case that an answer from long ago opens. A rescue: somebody has to read it."""
    return Case(0, about.customer_id, about.team, CaseKind.RESCUE, CaseState.OPEN, now)


def _is_here(db: Connection, owner: str | None) -> bool:
    known = people.find(db, owner) if owner else None
    return known is None or not known.stranger


def _under_card(db: Connection, case_id: int, row: InboundMailRow, words: str, now: datetime) -> None:
    """Into the thread of the case's card; a case in a storm gets its own for it."""
    card_rows.set_apart(db, case_id)
    notices.say_in_thread(db, f"inbound:{row.key}", case_id, words, now)


def _unmatched(db: Connection, policy: Policy, mail: InboundMail, row: InboundMailRow, now: datetime) -> None:
    """It answers nothing of ours. From an address that we know it is shown under that customer's open card, else to
    those who hear of trouble; a case it changes never."""
    row.became, row.why = Became.UNMATCHED, "it answers no mail of ours"
    customer = customers.find(db, [Identifier("email", mail.from_address)])
    if customer is not None:
        row.customer_id = customer.id
        if case := cases.open_case_of(db, customer.id):
            row.case_id = case.id
            _under_card(db, case.id, row, customer_says.wrote_anew(mail, row.answer), now)
            return
    beginning = f"inbound-unmatched:{now:%Y-%m-%d}:"
    if notices.count_said(db, beginning) < MOST_UNMATCHED:
        for target in policy.company.told_of_trouble:
            words = customer_says.unmatched(mail, row.answer)
            notices.say_once(db, f"{beginning}{row.key}:{target}", target, words, now)


def _bounce(db: Connection, policy: Policy, mail: InboundMail, row: InboundMailRow, now: datetime) -> None:
    """A mail of ours came back: that mail is marked, and its case shows it. A report that names none of ours is kept
    and nothing else."""
    ours = next(iter(outbox.by_message_id(db, concerns(mail))), None)
    if ours is None:
        return
    row.became, row.mail_id, row.case_id, row.customer_id = Became.BOUNCE, ours.id, ours.case_id, ours.customer_id
    if ours.state in (MailState.SENT, MailState.UNCERTAIN):
        mails.heard(
            db, policy, ours, Heard(Answer.NEVER, _("it came back: {subject}").format(subject=mail.subject)), now
        )
        if ours.mailing_id:  # its message counted it as sent
            recipients.mark(db, ours.mailing_id, ours.case_id, RecipientState.REFUSED)
            mailings.want(db, ours.mailing_id)
