"""Cases: one open loop with one customer, what happened to it, and why an act may be refused. What each act does to it
stands in `playbooks/acts.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CaseKind(StrEnum):
    """Why a case was opened: somebody fell in, somebody is delighted, or a rule wants to hear more."""

    RESCUE = "rescue"
    THANKS = "thanks"
    ASK = "ask"


class CaseState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    CONTACTED = "contacted"
    CLOSED = "closed"


class Outcome(StrEnum):
    SOLVED = "solved"
    EXPLAINED = "explained"
    NO_ANSWER = "no_answer"
    NO_CONTACT = "no_contact"
    FALSE_ALARM = "false_alarm"


class What(StrEnum):
    """The kinds of case event."""

    OPENED = "opened"
    ATTACHED = "attached"
    REVISED = "revised"
    CLAIMED = "claimed"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    CALL_LOGGED = "call_logged"
    REPLIED = "replied"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    WOKE = "woke"
    REMINDED = "reminded"
    STEP_DONE = "step_done"
    STEP_UNDONE = "step_undone"
    GIVEN = "given"
    KEPT = "kept"
    TO_TEAM = "to_team"
    OWNER_AWAY = "owner_away"
    OWNER_BACK = "owner_back"
    ANSWERED = "answered"
    REOPENED = "reopened"
    RECOVERED = "recovered"
    MAIL_REFUSED = "mail_refused"
    MAIL_UNCERTAIN = "mail_uncertain"
    MAIL_SENT_AGAIN = "mail_sent_again"
    MAIL_ARRIVED = "mail_arrived"


class Given(StrEnum):
    """Why the bot gave a case to somebody."""

    TURN = "turn"
    FEWEST = "fewest"
    STAND_IN = "stand_in"


class Absence(StrEnum):
    """Why somebody is not there: they have left, are on leave, or their Slack status says that they are away."""

    GONE = "gone"
    LEAVE = "leave"
    STATUS = "status"


@dataclass(frozen=True)
class Case:
    """`owner` is a Slack user id; `well` names the root cause, or is ONE_OFF. All times aware UTC.

    `clock_from` is since when the running clock runs, where that is not simply the opening, the claim or the first
    contact: after a release, a handing over, a sleep or the customer's answer. `recovered_at` is when the customer said
    that it is solved. `version` counts the saved changes; a change is saved only over the version that it was decided
    on.

    `kept_for` is the account manager for whom an open case waits first; `given` is why the bot gave it to its owner,
    where nobody claimed it; `away` is why the owner is not there while nobody else has been found, and `away_until`
    until when, where that is known. `route` tells by which rule it came, so that its limits are found again.
    """

    id: int
    customer_id: int
    team: str
    kind: CaseKind
    state: CaseState
    opened_at: datetime
    owner: str | None = None
    claimed_at: datetime | None = None
    contacted_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    outcome: Outcome | None = None
    well: str | None = None
    note: str | None = None
    snoozed_until: datetime | None = None
    snooze_reason: str | None = None
    snoozed_at: datetime | None = None
    clock_from: datetime | None = None
    kept_for: str | None = None
    given: Given | None = None
    away: Absence | None = None
    away_until: datetime | None = None
    route: str | None = None
    recovered_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.state is not CaseState.CLOSED

    @property
    def clock_start(self) -> datetime:
        """Since when the clock of the present state runs."""
        began = {CaseState.CLAIMED: self.claimed_at, CaseState.CONTACTED: self.contacted_at}.get(self.state)
        return self.clock_from or began or self.opened_at


ONE_OFF = "one-off"


ANSWER = "answer"
"""The detail of an event that names the response (its id) which opened or joined the case."""


MAIL = "mail"
"""The detail of an event that names the mail (its Message-ID) which it is about."""


@dataclass(frozen=True)
class Event:
    """One step in a case's life. `who` is a Slack user id, or None for the bot itself."""

    at: datetime
    who: str | None
    what: What
    why: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


class Refusal(StrEnum):
    """Why an act was refused; `handlers/views/refusals.py` puts it into words."""

    ALREADY_CLAIMED = "already_claimed"
    ALREADY_YOURS = "already_yours"
    CLOSED = "closed"
    NOT_CLAIMED = "not_claimed"
    NOT_YOURS = "not_yours"
    NOT_IN_TEAM = "not_in_team"
    STRANGER = "stranger"
    UNMET = "unmet"
    MANAGERS_ONLY = "managers_only"
    ADMINS_ONLY = "admins_only"
    NO_EVIDENCE = "no_evidence"
    NO_WELL = "no_well"
    NO_REASON = "no_reason"
    IN_THE_PAST = "in_the_past"
    SAME_OWNER = "same_owner"
    NOT_A_COLLEAGUE = "not_a_colleague"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class Changed:
    """The act is allowed: the case as it is to be saved, and the event that says so."""

    case: Case
    event: Event


@dataclass(frozen=True)
class Refused:
    """The act is refused. `owner` has the case, where that is the reason."""

    reason: Refusal
    owner: str | None = None
