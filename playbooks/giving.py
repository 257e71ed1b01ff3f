"""Giving: what the bot does with a case by itself. It gives one to somebody, keeps it for the account manager for a
while, and notices when an owner is not there. Pure; when each is done is decided in `assignment` and `nobody_home`."""

from dataclasses import replace
from datetime import datetime

from playbooks.acts import IN_NEW_HANDS, anew, in_hands
from playbooks.cases import Absence, Case, Changed, Event, Given, Refusal, Refused, What


def give(case: Case, to: str, now: datetime, why: Given, instead: str | None = None) -> Changed | Refused:
    """Somebody gets a case that nobody has or, `instead` of its owner, one whose owner is not there or has been silent
    too long. Who has it now gets the whole time for what is due next."""
    if not case.is_open:
        return Refused(Refusal.CLOSED)
    if case.owner != instead:
        return Refused(Refusal.ALREADY_CLAIMED, case.owner)
    if case.owner == to:
        return Refused(Refusal.SAME_OWNER, case.owner)
    hands = {**IN_NEW_HANDS, "given": why, **anew(case, now)}
    given = replace(case, state=in_hands(case), owner=to, claimed_at=case.claimed_at or now, **hands)
    details = {"to": to, "how": why.value} | ({"instead": instead} if instead else {})
    return Changed(given, Event(now, None, What.GIVEN, details=details))


def keep(case: Case, person: str, now: datetime) -> Changed:
    """An open case waits first for the customer's account manager. Nobody is kept from claiming it."""
    return Changed(replace(case, kept_for=person), Event(now, None, What.KEPT, details={"to": person}))


def to_team(case: Case, now: datetime, why: str) -> Changed:
    """The account manager has not come: the case is the whole team's. `why` is said on the card."""
    return Changed(replace(case, kept_for=None), Event(now, None, What.TO_TEAM, why, {"from": case.kept_for or ""}))


def owner_away(case: Case, now: datetime, why: Absence, until: datetime | None) -> Changed:
    """The owner is not there, and nobody has been found who takes the case: those who lead the team are asked."""
    details = {"to": case.owner or "", "how": why.value}
    return Changed(replace(case, away=why, away_until=until), Event(now, None, What.OWNER_AWAY, details=details))


def owner_back(case: Case, now: datetime) -> Changed:
    """The owner is there again."""
    back = replace(case, away=None, away_until=None)
    return Changed(back, Event(now, None, What.OWNER_BACK, details={"to": case.owner or ""}))
