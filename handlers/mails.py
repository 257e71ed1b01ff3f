"""Mails: writes to customers. A mail is saved together with what it is about; the outbox sends it afterwards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from handlers.cards import want_card
from handlers.cases import done, look_up
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction, say
from playbooks.acts import CONTACTS, not_reached
from playbooks.cards import CaseFile
from playbooks.cases import MAIL, Event, Refused, What
from playbooks.mailings import MailingState
from playbooks.mails import Mail, MailKind, MailState, NoMail, Outgoing, Post, Way, sendable, silence, why_not
from playbooks.outbox import Heard, next_step
from playbooks.policy import Policy
from playbooks.roles import Act
from storage import cases, contacts, customers, mailings, mails
from storage.database import Connection


@dataclass(frozen=True)
class Queued:
    """The mail is saved and will be sent. `is_new` is False when its key was known: then nothing was added."""

    mail: Mail
    is_new: bool = True


def queue(db: Connection, post: Post, outgoing: Outgoing, now: datetime) -> Queued | NoMail:
    """Saves a mail in the transaction of the moment, or says why this customer cannot be written to.

    The address is the customer's own. A mail follows the latest one of its case, so that mail programs show them as
    one conversation.
    """
    if known := mails.by_key(db, outgoing.key):
        return Queued(known, is_new=False)
    customer = customers.get(db, outgoing.customer_id)
    way = post.way_for(outgoing.kind)
    if refused := why_not(customer, outgoing.kind, way, contacts.last_word(db, customer.id)):
        return refused
    if not outgoing.text.strip():
        return NoMail.EMPTY
    values = dict(vars(outgoing))
    values["in_reply_to"] = outgoing.in_reply_to or _latest(db, outgoing.case_id)
    mail = Mail(
        id=0,
        **values,
        way=way or Way.MAIL,
        to_address=sendable(customer.email) or "",
        message_id=f"{uuid4().hex}@{post.domain}",
        state=MailState.WAITING,
        attempts=0,
        next_try_at=now,
        problem=None,
        made_at=now,
        sent_at=None,
    )
    return Queued(mails.add(db, mail))


def _latest(db: Connection, case_id: int) -> str | None:
    sent = [mail.message_id for mail in mails.of_case(db, case_id) if mail.state is MailState.SENT]
    return sent[-1] if sent else None


def next_to_send(db: Connection, way: Way, now: datetime) -> tuple[Mail, tuple[str, ...]] | None:
    """The mail whose turn it is, and the Message-IDs that it follows, oldest first."""
    mail = mails.due(db, now, way)
    if mail is None:
        return None
    before = [one.message_id for one in mails.of_case(db, mail.case_id) if one.id < mail.id and one.sent_at]
    follows = [*(one for one in before if one != mail.in_reply_to), *filter(None, [mail.in_reply_to])]
    return mail, tuple(follows)


def begin(db: Connection, policy: Policy, mail: Mail, now: datetime) -> bool:
    """Whether its words may go now, and that they do, before they do. A customer may have asked for silence since it
    was written, and somebody may have stopped it."""
    if silence(customers.get(db, mail.customer_id), mail.kind, contacts.last_word(db, mail.customer_id)):
        _not_reached(db, policy, mail, MailState.STOPPED, "", now)
        return False
    return mails.begin(db, mail.id)


def heard(db: Connection, policy: Policy, mail: Mail, heard: Heard, now: datetime) -> Mail | None:
    """What the other side said is kept, with what follows from it. Returns the mail as it is now."""
    follows = next_step(heard.answer, mail, now)
    attempts = mail.attempts + 1
    match follows.state:
        case MailState.SENT:
            mails.settle(db, mail.id, MailState.SENT, None, sent_at=now, attempts=attempts)
        case MailState.WAITING if _stopped(db, mail):
            mails.settle(db, mail.id, MailState.STOPPED, None, attempts=attempts)
        case MailState.WAITING:
            mails.retry(db, mail.id, heard.words, follows.try_at or now, attempts)
        case MailState.UNCERTAIN:
            _uncertain(db, mail, heard.words, now)
        case failed:
            _not_reached(db, policy, mail, failed, heard.words, now)
    _card_follows(db, policy, mail)
    return mails.find(db, mail.id)


def _stopped(db: Connection, mail: Mail) -> bool:
    """Whether somebody has stopped it, or its mailing, while it was with the other side: then it is not tried again."""
    now = mails.find(db, mail.id)
    mailing = mailings.find(db, mail.mailing_id) if mail.mailing_id else None
    return (now is not None and now.state is MailState.STOPPED) or (
        mailing is not None and mailing.state is MailingState.STOPPED
    )


def recover(db: Connection, policy: Policy, now: datetime) -> int:
    """After a start: what was on the line when the last run ended may have arrived. A person decides; a helpdesk knows
    a repeat when it sees one. Returns how many there were."""
    left = mails.left_sending(db)
    for mail in left:
        if mail.way is Way.WEBHOOK:
            mails.retry(db, mail.id, None, now, mail.attempts)
        else:
            _uncertain(db, mail, "", now)
            _card_follows(db, policy, mail)
    return len(left)


def on_send_again(db: Connection, at: Moment, mail_id: int) -> Reaction:
    """A person says that an uncertain mail is to go once more. It keeps its Message-ID: many mail programs then show
    it once."""
    return _decided(db, at, mail_id, What.MAIL_SENT_AGAIN)


def on_arrived(db: Connection, at: Moment, mail_id: int) -> Reaction:
    """A person knows that an uncertain mail arrived."""
    return _decided(db, at, mail_id, What.MAIL_ARRIVED)


def _decided(db: Connection, at: Moment, mail_id: int, what: What) -> Reaction:
    mail = mails.find(db, mail_id)
    file = look_up(db, at, mail.case_id, Act.REPLY) if mail else None
    if mail is None or not isinstance(file, CaseFile):
        return done(db, file if isinstance(file, Refused) else None)
    if mail.state is not MailState.UNCERTAIN:
        return say(_("Somebody has already decided this. The card says what became of it."))
    if what is What.MAIL_ARRIVED:
        mails.settle(db, mail.id, MailState.SENT, None, sent_at=at.now)
    else:
        mails.settle(db, mail.id, MailState.WAITING, None, next_try_at=at.now, made_at=at.now, attempts=0)
    cases.record(db, mail.case_id, Event(at.now, at.person.id, what, None, {MAIL: mail.message_id}))
    want_card(db, at.policy, file.case, file.customer)
    return NOTHING


def _uncertain(db: Connection, mail: Mail, words: str, now: datetime) -> None:
    mails.settle(db, mail.id, MailState.UNCERTAIN, words or None, attempts=mail.attempts + 1)
    cases.record(db, mail.case_id, Event(now, None, What.MAIL_UNCERTAIN, words, {MAIL: mail.message_id}))


def _not_reached(db: Connection, policy: Policy, mail: Mail, state: MailState, words: str, now: datetime) -> None:
    """The customer has not heard from us: a reply counts no more as a contact."""
    mails.settle(db, mail.id, state, words or None, attempts=mail.attempts + 1)
    case = cases.find(db, mail.case_id)
    assert case is not None
    history = cases.events_of(db, [case.id]).get(case.id, [])
    changed = not_reached(case, history, mail.message_id, now, words)
    other = cases.open_case_of(db, case.customer_id)
    # one of many is a contact once it has left; a check-in never is
    counted = any(one.what in CONTACTS and one.details.get(MAIL) == mail.message_id for one in history)
    if not (counted or mail.kind is MailKind.REPLY) or (other and other.id != case.id):  # one open case of a customer
        cases.record(db, case.id, changed.event)
    else:
        cases.save(db, changed)
    _card_follows(db, policy, mail)


def _card_follows(db: Connection, policy: Policy, mail: Mail) -> None:
    case = cases.find(db, mail.case_id)
    assert case is not None
    want_card(db, policy, case, customers.get(db, mail.customer_id))
