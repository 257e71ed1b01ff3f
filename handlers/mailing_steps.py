"""Mailing steps: makes the next mail when its turn has come, and takes note of what came of those that are out.

What is due stands in the database. So a mailing goes on after a restart where it stopped, and nobody is written to
twice: a mail's key names its mailing and its case.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handlers import cards
from handlers.mails import queue
from handlers.moment import Moment
from handlers.people import person
from handlers.replies import sender_name
from playbooks.acts import claim, contact
from playbooks.cards import CaseFile
from playbooks.cases import MAIL, Changed, Event, What
from playbooks.letters import Letter, letter
from playbooks.mailings import IN_HAND, next_turn
from playbooks.mails import MailKind, NoMail, Outgoing, Post
from playbooks.policy import Policy
from playbooks.recipients import AFTER_MAIL, LeftOut, RecipientState, candidate_of, why_not
from playbooks.replies import Playbook
from storage import cases, contacts, mailings, recipients
from storage.database import Connection
from storage.mailings import Mailing
from storage.recipients import Settled

Refusal = LeftOut | Literal[NoMail.NO_WAY]
MOST_LEFT_OUT = 50  # in one transaction
TRY_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Means:
    """What a mailing is made of."""

    policy: Policy
    library: tuple[Playbook, ...]
    post: Post


def due_at(db: Connection, now: datetime) -> datetime | None:
    """When there is something to do for any mailing; None when only the outbox or a person can bring news."""
    if recipients.settled(db):
        return now
    times = []
    for mailing in mailings.going(db):
        in_hand = recipients.in_hand(db, mailing.id)
        if recipients.next_of(db, mailing.id) is None:
            times += [] if in_hand else [now]
        elif in_hand < IN_HAND:
            times.append(mailing.next_mail_at)
    return min(times, default=None)


def go_on(db: Connection, means: Means, now: datetime) -> None:
    """Takes note of what came of the mails, and makes the next one of each mailing whose time has come."""
    for one in recipients.settled(db):
        _settle(db, means.policy, one, now)
    for mailing in mailings.going(db):
        in_hand = recipients.in_hand(db, mailing.id)
        if in_hand < IN_HAND and mailing.next_mail_at <= now:
            _next(db, means, mailing, now)
        elif not in_hand and recipients.next_of(db, mailing.id) is None:
            mailings.end(db, mailing.id, now)


def _next(db: Connection, means: Means, mailing: Mailing, now: datetime) -> None:
    """The next mail. Who gets none after all costs no time."""
    for _turn in range(MOST_LEFT_OUT):
        case_id = recipients.next_of(db, mailing.id)
        if case_id is None:
            if not recipients.in_hand(db, mailing.id):
                mailings.end(db, mailing.id, now)
            return
        refused = _hand(db, means, mailing, case_id, now)
        if refused is NoMail.NO_WAY:
            mailings.next_mail(db, mailing.id, now + TRY_AGAIN)
            return
        mailings.want(db, mailing.id)
        if refused is None:
            mailings.next_mail(db, mailing.id, next_turn(mailing.next_mail_at, means.policy.mailings, now))
            return
        recipients.mark(db, mailing.id, case_id, RecipientState.LEFT_OUT, refused)


def _hand(db: Connection, means: Means, mailing: Mailing, case_id: int, now: datetime) -> Refusal | None:
    """Makes the mail for one case, asking again whether it may be; the case is the sender's from here on."""
    file = cards.case_file(db, means.policy, case_id, now)
    playbook = next((one for one in means.library if one.name == mailing.playbook), None)
    if file is None or playbook is None:
        return LeftOut.NOT_SAID
    who = person(db, means.policy, mailing.by)
    last = contacts.last_contacts(db, [file.customer.id]).get(file.customer.id)
    reason = why_not(candidate_of(file, who, playbook, last), who.id, means.policy.mailings, now)
    if reason is not None:
        return reason
    written = letter(playbook, file, means.policy.company.name, who.name)
    sender = sender_name(Moment(now, who, means.policy))
    queued = queue(db, means.post, _outgoing(mailing, file, written, sender), now)
    if isinstance(queued, NoMail):
        return AFTER_MAIL.get(queued, NoMail.NO_WAY)
    recipients.mark(db, mailing.id, case_id, RecipientState.HANDED)
    if file.case.owner is None and isinstance(claimed := claim(file.case, who.id, now), Changed):
        cards.want_card(db, means.policy, cases.save(db, claimed), file.customer)
    return None


def _outgoing(mailing: Mailing, file: CaseFile, written: Letter, sender: str) -> Outgoing:
    return Outgoing(
        key=f"mailing:{mailing.id}:{file.case.id}",
        kind=MailKind.OUTREACH,
        case_id=file.case.id,
        customer_id=file.customer.id,
        subject=written.filled.subject,
        text=written.filled.text,
        language=written.language,
        from_name=sender,
        mailing_id=mailing.id,
        playbook=mailing.playbook,
    )


def _settle(db: Connection, policy: Policy, one: Settled, now: datetime) -> None:
    """What came of a mail. One that was sent is a contact with the customer."""
    recipients.mark(db, one.mailing_id, one.case_id, one.state)
    mailings.want(db, one.mailing_id)
    mailing = mailings.find(db, one.mailing_id)
    file = cards.case_file(db, policy, one.case_id, now)
    if one.state is not RecipientState.SENT or mailing is None or file is None:
        return
    details = {"playbook": mailing.playbook, "mailing": str(mailing.id), MAIL: one.message_id}
    at = one.sent_at or now
    decided = contact(file.case, mailing.by, at, What.REPLIED, one.text, details)
    if isinstance(decided, Changed):
        cards.want_card(db, policy, cases.save(db, decided), file.customer)
    else:  # closed while the mail was on its way: its history says that the mail went out
        cases.record(db, file.case.id, Event(at, mailing.by, What.REPLIED, one.text, details))
        cards.want_card(db, policy, file.case, file.customer)
