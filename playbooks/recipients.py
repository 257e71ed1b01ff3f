"""Recipients: who gets a mail of a mailing, who is left out and why, and how far each of them is. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from playbooks.acts import CONTACTS
from playbooks.advice import case_facts
from playbooks.cards import CaseFile
from playbooks.cases import Case, Refusal, What
from playbooks.customers import Customer, Touch, normal_email
from playbooks.letters import suits
from playbooks.mails import MailState, NoMail, sendable
from playbooks.policy import Mailings
from playbooks.replies import Playbook
from playbooks.roles import Act, CaseOf, Person, may


class LeftOut(StrEnum):
    """Why a case gets no mail; `handlers/views/mailing_lines.py` puts it into words."""

    CLOSED = "closed"
    NOT_ALLOWED = "not_allowed"
    OTHERS = "others"
    HIGH_TOUCH = "high_touch"
    NO_CONTACT = "no_contact"
    NO_ADDRESS = "no_address"
    WROTE = "wrote"
    LATELY = "lately"
    ASLEEP = "asleep"
    ELSEWHERE = "elsewhere"
    UNFIT = "unfit"
    SAME_ADDRESS = "same_address"
    TOO_MANY = "too_many"
    NOT_SAID = "not_said"


class RecipientState(StrEnum):
    """How far one case of a mailing is. HANDED: its mail waits in the outbox or is on its way. DOUBT: the mail server
    fell silent after it had everything, so nobody knows."""

    WAITING = "waiting"
    HANDED = "handed"
    SENT = "sent"
    REFUSED = "refused"
    DOUBT = "doubt"
    LEFT_OUT = "left_out"
    STOPPED = "stopped"


AFTER_MAIL = {
    NoMail.DO_NOT_CONTACT: LeftOut.NO_CONTACT,
    NoMail.UNSUBSCRIBED: LeftOut.NO_CONTACT,
    NoMail.SAME_ADDRESS: LeftOut.NO_CONTACT,
    NoMail.NO_ADDRESS: LeftOut.NO_ADDRESS,
    NoMail.BAD_ADDRESS: LeftOut.NO_ADDRESS,
    NoMail.FOREIGN_ADDRESS: LeftOut.NO_ADDRESS,
    NoMail.EMPTY: LeftOut.NOT_SAID,
}
"""What the outbox says of a customer, in our words. NO_WAY is about the house and not about the customer."""

OUTCOMES = {
    MailState.SENT: RecipientState.SENT,
    MailState.REFUSED: RecipientState.REFUSED,
    MailState.GIVEN_UP: RecipientState.REFUSED,
    MailState.UNCERTAIN: RecipientState.DOUBT,
    MailState.STOPPED: RecipientState.STOPPED,
}
"""What came of a mail that is in the outbox no more."""


@dataclass(frozen=True)
class Candidate:
    """A case that might get a mail. `refusal` says why the person who sends may not answer it; `contacted_at` is when
    anybody last got in touch with this customer, about whatever case; `suits` whether the playbook is for such a case;
    `wrote` whether the customer has written to us since and waits for an answer of their own; `elsewhere` whether
    another mailing is about to write to them."""

    case: Case
    customer: Customer
    refusal: Refusal | None = None
    contacted_at: datetime | None = None
    suits: bool = True
    wrote: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class Selection:
    """Everybody who was looked at, each in one of the two, in the order in which they were given."""

    chosen: tuple[Candidate, ...]
    left_out: tuple[tuple[Candidate, LeftOut], ...]

    @property
    def reasons(self) -> Mapping[LeftOut, int]:
        return Counter(reason for _candidate, reason in self.left_out)


def candidate_of(file: CaseFile, person: Person, playbook: Playbook | None, contacted_at: datetime | None) -> Candidate:
    """What decides about a case. Without a `playbook`, which one it will be is still open."""
    return Candidate(
        case=file.case,
        customer=file.customer,
        refusal=may(person, Act.REPLY, CaseOf(file.case, file.customer.owner)),
        contacted_at=contacted_at,
        suits=playbook is None or suits(playbook.when, case_facts(file)),
        wrote=_wrote(file),
    )


def why_not(candidate: Candidate, who: str, rules: Mailings, now: datetime) -> LeftOut | None:
    """Why this case gets no mail from `who` now; None when it gets one. Asked when it is chosen, and again when its
    turn has come: much may have happened meanwhile."""
    case, customer = candidate.case, candidate.customer
    if not case.is_open:
        return LeftOut.CLOSED
    if case.owner not in (None, who):
        return LeftOut.OTHERS
    if candidate.refusal is not None:
        return LeftOut.NOT_ALLOWED
    if customer.do_not_contact or customer.unsubscribed_at:
        return LeftOut.NO_CONTACT
    if customer.touch is Touch.HIGH:
        return LeftOut.HIGH_TOUCH
    if not sendable(customer.email):
        return LeftOut.NO_ADDRESS
    if candidate.wrote:
        return LeftOut.WROTE
    if _lately(candidate.contacted_at, rules, now):
        return LeftOut.LATELY
    if case.snoozed_until is not None:
        return LeftOut.ASLEEP
    return None if candidate.suits else LeftOut.UNFIT


def choose(candidates: Iterable[Candidate], who: str, rules: Mailings, most: int, now: datetime) -> Selection:
    """Who gets a mail, at most `most` of them and the first ones first, and why the others get none. No address is
    written to twice."""
    chosen: list[Candidate] = []
    left_out: list[tuple[Candidate, LeftOut]] = []
    addresses: set[str | None] = set()
    for candidate in candidates:
        address = normal_email(candidate.customer.email or "")
        reason = why_not(candidate, who, rules, now)
        if reason is None and candidate.elsewhere:
            reason = LeftOut.ELSEWHERE
        if reason is None and address in addresses:
            reason = LeftOut.SAME_ADDRESS
        if reason is None and len(chosen) >= most:
            reason = LeftOut.TOO_MANY
        if reason is None:
            addresses.add(address)
            chosen.append(candidate)
        else:
            left_out.append((candidate, reason))
    return Selection(tuple(chosen), tuple(left_out))


@dataclass(frozen=True)
class Progress:
    """How far a mailing is. `left_out` says why those who were chosen got none after all."""

    states: Mapping[RecipientState, int] = field(default_factory=dict)
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)

    def count(self, *states: RecipientState) -> int:
        return sum(self.states.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def to_go(self) -> int:
        return self.count(RecipientState.WAITING, RecipientState.HANDED)


def _wrote(file: CaseFile) -> bool:
    """Whether the customer wrote to us and nobody has answered since."""
    steps = [event.what for event in file.events if event.what in (*CONTACTS, What.ANSWERED)]
    return bool(steps) and steps[-1] is What.ANSWERED


def _lately(contacted_at: datetime | None, rules: Mailings, now: datetime) -> bool:
    return contacted_at is not None and now - contacted_at < rules.again_after
