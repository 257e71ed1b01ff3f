"""Mails: what goes out to a customer, by which way, and who can be written to at all. Pure."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from playbooks.customers import Customer
from playbooks.links import Purpose, sign


class MailKind(StrEnum):
    """Why we write. What a person waits for goes before what is written to many."""

    REPLY = "reply"
    CHECK_IN = "check_in"
    OUTREACH = "outreach"


class Way(StrEnum):
    """By which way it leaves: by mail, or to a helpdesk which sends it for us."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class MailState(StrEnum):
    """Where a mail stands. SENDING is saved before the words go over the line: found after a crash, nobody knows
    whether they arrived. UNCERTAIN waits for a person; REFUSED, GIVEN_UP and STOPPED were never delivered."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    UNCERTAIN = "uncertain"
    STOPPED = "stopped"


FAILED = frozenset({MailState.REFUSED, MailState.GIVEN_UP, MailState.STOPPED})
"""The customer has not heard from us, and will not by this mail."""


class NoMail(StrEnum):
    """Why nothing is written to a customer; `handlers/views/mails.py` puts it into words."""

    NO_WAY = "no_way"
    DO_NOT_CONTACT = "do_not_contact"
    UNSUBSCRIBED = "unsubscribed"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    FOREIGN_ADDRESS = "foreign_address"
    EMPTY = "empty"


@dataclass(frozen=True)
class Outgoing:
    """What is to be written. `key` makes it once-only; `from_name` is "Ana from Acme"; `in_reply_to` is a Message-ID
    without its <>, and where it is None the latest mail of the same case. `text` is plain."""

    key: str
    kind: MailKind
    case_id: int
    customer_id: int
    subject: str
    text: str
    language: str
    from_name: str
    reply_to: str | None = None
    in_reply_to: str | None = None
    mailing_id: int | None = None
    playbook: str | None = None


@dataclass(frozen=True)
class Mail:
    """A mail as it is kept. `message_id` has no <>; `problem` is what the other side said, in its words."""

    id: int
    key: str
    kind: MailKind
    way: Way
    case_id: int
    customer_id: int
    mailing_id: int | None
    playbook: str | None
    to_address: str
    from_name: str
    reply_to: str | None
    subject: str
    text: str
    language: str
    message_id: str
    in_reply_to: str | None
    state: MailState
    attempts: int
    next_try_at: datetime
    problem: str | None
    made_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Post:
    """How this house writes. `address` is the sender's, None where no mail is configured; `webhook` says that a
    helpdesk sends the replies. Links to customers need both a `public_url` (no slash at its end) and a `secret`."""

    address: str | None = None
    webhook: bool = False
    public_url: str | None = None
    secret: str | None = field(default=None, repr=False)

    def way_for(self, kind: MailKind) -> Way | None:
        """A helpdesk takes the replies of people; whatever we write ourselves goes by mail."""
        if self.webhook and kind is MailKind.REPLY:
            return Way.WEBHOOK
        return Way.MAIL if self.address else None

    @property
    def domain(self) -> str:
        """The right-hand side of our Message-IDs."""
        return (sendable(self.address or "") or "@loopwell.invalid").rpartition("@")[2]

    def link(self, page: str, purpose: Purpose, subject: str, expires_at: datetime | None) -> str | None:
        """The address of one of our pages for customers (`page` such as "unsubscribe"); None where we can make none."""
        if not self.public_url or not self.secret:
            return None
        return f"{self.public_url}/{page}/{sign(self.secret, purpose, subject, expires_at)}"

    def unsubscribe_link(self, customer_id: int) -> str | None:
        """It does not run out: who wants no more mail may say so years later."""
        return self.link("unsubscribe", Purpose.UNSUBSCRIBE, str(customer_id), None)


NO_POST = Post()
"""Neither mail nor a helpdesk is configured."""

LOCAL = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


def sendable(address: str | None) -> str | None:
    """The address as a mail server takes it, its domain in ASCII ("post@bücher.example" is
    "post@xn--bcher-kva.example"); None when it is none that we can write to."""
    local, _at, domain = (address or "").strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        return None
    return f"{local}@{domain}" if LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain) else None


SILENT = frozenset({NoMail.DO_NOT_CONTACT, NoMail.UNSUBSCRIBED})
"""They are not to be written to at all, by whatever way."""


def silence(customer: Customer, kind: MailKind, wrote_at: datetime | None) -> NoMail | None:
    """Why this customer wants no mail of this kind; None when it may go. `wrote_at` is when they last wrote to us.

    Who unsubscribes wants nothing that we write by ourselves. Who then writes to us wants an answer, and a person may
    give it. What the company itself has said is kept to, whatever they write.
    """
    if customer.do_not_contact:
        return NoMail.DO_NOT_CONTACT
    if customer.unsubscribed_at is None:
        return None
    asked = kind is MailKind.REPLY and wrote_at is not None and wrote_at > customer.unsubscribed_at
    return None if asked else NoMail.UNSUBSCRIBED


def why_not(customer: Customer, kind: MailKind, way: Way | None, wrote_at: datetime | None) -> NoMail | None:
    """Why this customer cannot be written to; None when they can."""
    address = customer.email
    if silent := silence(customer, kind, wrote_at):
        return silent
    if way is None:
        return NoMail.NO_WAY
    if not (address or "").strip():
        return NoMail.NO_ADDRESS
    if sendable(address) is None:
        # names outside ASCII need SMTPUTF8, which much of the world's mail does not take: better said than lost
        local = (address or "").rpartition("@")[0]
        return NoMail.BAD_ADDRESS if local.isascii() else NoMail.FOREIGN_ADDRESS
    return None
