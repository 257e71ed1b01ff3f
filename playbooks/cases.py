"""Cases: one open loop with one customer, and what each act does to it. Pure; each answer carries its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from playbooks.responses import Band


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


def kind_for(band: Band | None) -> CaseKind:
    """What kind of case an answer in this band asks for."""
    if band is Band.PROMOTER:
        return CaseKind.THANKS
    return CaseKind.ASK if band is Band.PASSIVE else CaseKind.RESCUE


def awake(case: Case, now: datetime) -> Case:
    """The case without its snooze. The clock stood still meanwhile: it began as much later as the case slept. That is
    counted by the calendar, so a night's sleep gives a little more time than was left."""
    if case.snoozed_until is None:
        return case
    later = case.clock_start + (now - case.snoozed_at) if case.snoozed_at else case.clock_from
    return replace(case, snoozed_until=None, snooze_reason=None, snoozed_at=None, clock_from=later)


IN_NEW_HANDS: dict[str, Any] = {"kept_for": None, "given": None, "away": None, "away_until": None}
"""What was true of the hands that a case was in before."""


def anew(case: Case, now: datetime) -> dict[str, Any]:
    """The clock begins again; a sleeping case stands still from there."""
    return {"clock_from": now, "snoozed_at": now if case.snoozed_until else None}


def attach(
    case: Case, band: Band | None, now: datetime, *, first: bool, details: Mapping[str, str] | None = None
) -> Changed:
    """The customer answered again, or revised an answer. An unhappy answer makes any case a rescue and ends its
    snooze; a happier one does not undo a rescue. Until they have heard from us, any other case follows what they say:
    nobody is to thank for a ten that has become a seven."""
    worse = band is Band.DETRACTOR and case.kind is not CaseKind.RESCUE
    follows = case.kind is not CaseKind.RESCUE and band is not None and (worse or case.contacted_at is None)
    changed = replace(case, kind=kind_for(band)) if follows else case
    if band is Band.DETRACTOR:
        changed = replace(changed, recovered_at=None)
    if first or worse:
        changed = awake(changed, now)
    return Changed(changed, Event(now, None, What.ATTACHED if first else What.REVISED, details=details or {}))


def claim(case: Case, who: str, now: datetime) -> Changed | Refused:
    """The first click wins; there is always exactly one owner."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if case.owner == who:
        return Refused(Refusal.ALREADY_YOURS, case.owner)
    if case.owner:
        return Refused(Refusal.ALREADY_CLAIMED, case.owner)
    claimed = replace(awake(case, now), state=CaseState.CLAIMED, owner=who, claimed_at=now, clock_from=None)
    claimed = replace(claimed, **IN_NEW_HANDS)
    return Changed(claimed, Event(now, who, What.CLAIMED))


def release(case: Case, who: str | None, now: datetime, why: str | None = None) -> Changed | Refused:
    """Back to the channel, for anybody to claim: the claim clock begins anew. What was said to the customer stays
    said. `who` is None when the bot does it."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if not case.owner:
        return Refused(Refusal.NOT_CLAIMED)
    freed = replace(case, state=CaseState.OPEN, owner=None, claimed_at=None, **anew(case, now), **IN_NEW_HANDS)
    return Changed(freed, Event(now, who, What.RELEASED, why))


def hand_over(case: Case, who: str, to: str, now: datetime, why: str | None = None) -> Changed | Refused:
    """Another person takes the case as it stands; an open case is claimed for them. Who has it now gets the whole
    time to get in touch."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if case.owner == to:
        return Refused(Refusal.SAME_OWNER, case.owner)
    state = CaseState.CLAIMED if case.state is CaseState.OPEN else case.state
    handed = replace(case, state=state, owner=to, claimed_at=case.claimed_at or now, **IN_NEW_HANDS)
    if state is CaseState.CLAIMED:
        handed = replace(handed, **anew(case, now))
    return Changed(handed, Event(now, who, What.HANDED_OVER, why, {"to": to}))


def contact(
    case: Case, who: str, now: datetime, what: What, why: str, details: Mapping[str, str] | None = None
) -> Changed | Refused:
    """The customer heard from us: `what` is CALL_LOGGED or REPLIED, `why` the words. Contacting claims an open case."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if not why.strip():
        return Refused(Refusal.NO_REASON)
    roused = awake(case, now)
    contacted = replace(
        roused,
        state=CaseState.CONTACTED,
        owner=case.owner or who,
        kept_for=None,
        given=None,
        claimed_at=case.claimed_at or now,
        contacted_at=case.contacted_at or now,
        clock_from=roused.clock_from if case.state is CaseState.CONTACTED else now,
    )
    return Changed(contacted, Event(now, who, what, why, details or {}))


CONTACTS = frozenset({What.REPLIED, What.CALL_LOGGED})


def not_reached(case: Case, events: Iterable[Event], message_id: str, now: datetime, why: str) -> Changed:
    """A reply did not get through: what was counted as a contact is none. Without another contact the case waits for
    one again, awake, and a case that was closed on the strength of it is open once more. `events` is its history."""
    event = Event(now, None, What.MAIL_REFUSED, why, {MAIL: message_id})
    failed = {message_id} | {one.details.get(MAIL) for one in events if one.what is What.MAIL_REFUSED}
    heard = [one.at for one in events if one.what in CONTACTS and one.details.get(MAIL) not in failed]
    if heard or case.outcome in (Outcome.FALSE_ALARM, Outcome.NO_CONTACT):
        return Changed(replace(case, contacted_at=min(heard) if heard else None), event)
    again = replace(
        awake(case, now),
        state=CaseState.CLAIMED if case.owner else CaseState.OPEN,
        contacted_at=None,
        clock_from=now,
        closed_at=None,
        closed_by=None,
        outcome=None,
    )
    return Changed(again, event)


def close(
    case: Case, who: str, now: datetime, outcome: Outcome, well: str | None, note: str | None
) -> Changed | Refused:
    """Closing needs evidence: a contact, or that the customer wants none; a rescue also needs its well."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if outcome is Outcome.FALSE_ALARM:
        if not (note or "").strip():
            return Refused(Refusal.NO_REASON)
    elif outcome is not Outcome.NO_CONTACT and case.contacted_at is None:
        return Refused(Refusal.NO_EVIDENCE)
    elif case.kind is CaseKind.RESCUE and not (well or "").strip():
        return Refused(Refusal.NO_WELL)
    closed = replace(
        case,
        state=CaseState.CLOSED,
        owner=case.owner or who,
        closed_at=now,
        closed_by=who,
        outcome=outcome,
        well=(well or "").strip() or None,
        note=(note or "").strip() or None,
        snoozed_until=None,
        snooze_reason=None,
        snoozed_at=None,
        kept_for=None,
        away=None,
        away_until=None,
    )
    return Changed(closed, Event(now, who, What.CLOSED, closed.note, {"outcome": outcome.value}))


def snooze(case: Case, who: str, now: datetime, until: datetime, why: str) -> Changed | Refused:
    """Nothing is due until then, and the clock stands still; the card says until when and why."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if until <= now:
        return Refused(Refusal.IN_THE_PAST)
    if not why.strip():
        return Refused(Refusal.NO_REASON)
    asleep = replace(case, snoozed_until=until, snooze_reason=why.strip(), snoozed_at=case.snoozed_at or now)
    return Changed(asleep, Event(now, who, What.SNOOZED, why.strip(), {"until": until.isoformat()}))


def wake(case: Case, now: datetime) -> Changed | None:
    """Ends a snooze whose time has come; None while it has not."""
    if not case.is_open or case.snoozed_until is None or now < case.snoozed_until:
        return None
    return Changed(awake(case, now), Event(now, None, What.WOKE))
