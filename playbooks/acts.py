"""Acts: what people, customers and time do to a case. Each is decided here, purely, and comes out as the case that
follows from it, with the event to keep, or as a refusal with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from playbooks.cases import MAIL, Case, CaseKind, CaseState, Changed, Event, Outcome, Refusal, Refused, What
from playbooks.responses import Band

CONTACTS = frozenset({What.REPLIED, What.CALL_LOGGED})
IN_NEW_HANDS: dict[str, Any] = {"kept_for": None, "given": None, "away": None, "away_until": None}
"""What was true of the hands that a case was in before."""


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


def anew(case: Case, now: datetime) -> dict[str, Any]:
    """The clock begins again; a sleeping case stands still from there."""
    return {"clock_from": now, "snoozed_at": now if case.snoozed_until else None}


def attach(
    case: Case,
    band: Band | None,
    now: datetime,
    *,
    first: bool,
    before: Band | None = None,
    details: Mapping[str, str] | None = None,
) -> Changed:
    """The customer answered again, or revised an answer. An unhappy answer makes any case a rescue and ends its
    snooze; a happier one does not undo a rescue. Until they have heard from us, any other case follows what they say:
    nobody is to thank for a ten that has become a seven. Who is unhappy again after we were in touch waits for us anew,
    as after a mail of theirs. `first`: it is a new answer; else `before` is the band that the revised one had."""
    worse = band is Band.DETRACTOR and case.kind is not CaseKind.RESCUE
    follows = case.kind is not CaseKind.RESCUE and band is not None and (worse or case.contacted_at is None)
    changed = replace(case, kind=kind_for(band)) if follows else case
    if band is Band.DETRACTOR:
        changed = replace(changed, recovered_at=None)
    if first or worse or (band is Band.DETRACTOR and before is not Band.DETRACTOR):
        changed = awake(changed, now)
        if band is Band.DETRACTOR and changed.state is CaseState.CONTACTED:
            changed = replace(changed, state=CaseState.CLAIMED, clock_from=now)
    return Changed(changed, Event(now, None, What.ATTACHED if first else What.REVISED, details=details or {}))


def calls_back(before: Case, after: Case) -> bool:
    """Whether what the customer said makes an owner wanted again who had done their part, or had put it off."""
    woken = before.snoozed_until is not None and after.snoozed_until is None
    return woken or (before.state is CaseState.CONTACTED and after.state is CaseState.CLAIMED)


def in_hands(case: Case) -> CaseState:
    """Where an open case stands once somebody has it: to get in touch; or only to close it, where we have been in touch
    and the customer calls it solved."""
    if case.state is not CaseState.OPEN:
        return case.state
    return CaseState.CONTACTED if case.recovered_at and case.contacted_at else CaseState.CLAIMED


def claim(case: Case, who: str, now: datetime) -> Changed | Refused:
    """The first click wins; there is always exactly one owner."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if case.owner == who:
        return Refused(Refusal.ALREADY_YOURS, case.owner)
    if case.owner:
        return Refused(Refusal.ALREADY_CLAIMED, case.owner)
    state = in_hands(case)
    since = None if state is CaseState.CLAIMED else now
    claimed = replace(awake(case, now), state=state, owner=who, claimed_at=now, clock_from=since, **IN_NEW_HANDS)
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
    state = in_hands(case)
    handed = replace(case, state=state, owner=to, claimed_at=case.claimed_at or now, **IN_NEW_HANDS)
    if state is CaseState.CLAIMED or case.state is CaseState.OPEN:
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
