"""Outbox: a mail is saved together with what it is about, and sent afterwards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from playbooks.mails import Mail, MailState, NoMail, Outgoing, Post, Way, sendable, why_not
from storage import customers, mails
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
    if refused := why_not(customer.email, do_not_contact=customer.do_not_contact, way=way):
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
