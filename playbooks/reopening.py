"""Reopening: what the customer's own word does to a case, also to one that we had closed. Pure.

A customer who writes back waits for us: the case needs contact, and that clock begins with their first word that
nobody has answered. A customer who says that it is not solved gets the case reopened, with its history, by the same
owner.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from playbooks.acts import awake
from playbooks.cases import Case, CaseState, Changed, Event, What

STILL_FRESH = timedelta(days=90)
"""How long after closing an answer reopens the case. After that it is a new story, and gets a case of its own."""


class Place(StrEnum):
    """Where a customer's answer belongs."""

    HERE = "here"  # the case that it answers is open
    REOPEN = "reopen"  # that case is closed, not long ago
    JOIN = "join"  # that case is closed, and the customer has another that is open
    ANEW = "anew"  # that case was closed long ago: a new one


def place_of(case: Case, *, another_open: bool, now: datetime) -> Place:
    """Where an answer to this case goes. A customer has one open case at most."""
    if case.is_open:
        return Place.HERE
    if another_open:
        return Place.JOIN
    closed_at = case.closed_at or case.opened_at
    return Place.REOPEN if now - closed_at <= STILL_FRESH else Place.ANEW


def answered(case: Case, now: datetime, words: str, details: Mapping[str, str] | None = None) -> Changed:
    """The customer wrote back to an open case: it needs contact again, and a sleep or a wait is over. Whose clock runs
    already (they wrote twice, or nobody has the case) keeps it. That they called it solved before is no longer their
    last word."""
    back = replace(awake(case, now), recovered_at=None)
    if case.state is CaseState.CONTACTED:
        back = replace(back, state=CaseState.CLAIMED, clock_from=now)
    return Changed(back, Event(now, None, What.ANSWERED, words or None, details or {}))


def reopened(case: Case, now: datetime, *, owner_is_here: bool, why: str | None = None) -> Changed:
    """A closed case is open again, for whoever had it; for anybody where they have left. It needs contact."""
    keeps = bool(case.owner) and owner_is_here
    again = replace(
        case,
        state=CaseState.CLAIMED if keeps else CaseState.OPEN,
        owner=case.owner if keeps else None,
        claimed_at=(case.claimed_at or now) if keeps else None,
        closed_at=None,
        closed_by=None,
        outcome=None,
        note=None,
        recovered_at=None,
        clock_from=now,
    )
    return Changed(again, Event(now, None, What.REOPENED, why))


def recovered(case: Case, now: datetime, words: str | None = None) -> Changed:
    """The customer says that it is solved. A case that is open, as they had said no before, is left to its owner, for
    whom nothing is to be done any more but to close it: that clock runs from here."""
    event = Event(now, None, What.RECOVERED, words)
    if not case.is_open:
        return Changed(replace(case, recovered_at=now), event)
    back = replace(awake(case, now), recovered_at=now)
    if case.state is CaseState.CLAIMED and case.contacted_at is not None:
        back = replace(back, state=CaseState.CONTACTED, clock_from=now)
    return Changed(back, event)


def unsolved(case: Case, now: datetime, words: str | None = None) -> Changed:
    """The customer says of an open case that it is not solved: it needs contact, as after anything they write."""
    return Changed(answered(case, now, "").case, Event(now, None, What.REOPENED, words))
