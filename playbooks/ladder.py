"""The ladder: who is reminded of an open loop, when, and how often."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Rung(StrEnum):
    """The rungs of the ladder, from the softest to the last."""

    OPENING = "opening"
    GIVEN = "given"
    SOFT = "soft"
    MENTION = "mention"
    ABSENT = "absent"
    MANAGER = "manager"
    DAILY = "daily"
    DAILY_LEADERS = "daily_leaders"


class Audience(StrEnum):
    """Whom a rung speaks to. The holder is the case's owner; while nobody has it, the account manager for whom it is
    kept or else the team's channel."""

    ACCOUNT_MANAGER = "account manager"
    HOLDER = "holder"
    LEADERS = "leaders"


@dataclass(frozen=True)
class Step:
    """From `percent` of the limit on, `most` times, with `every` so much business time between."""

    rung: Rung
    percent: int
    audience: Audience
    every: timedelta = timedelta()
    most: int = 1


WORKING_DAY = timedelta(hours=8)
LADDER = (
    Step(Rung.OPENING, 0, Audience.ACCOUNT_MANAGER),  # only for high touch, when the case is new
    Step(Rung.GIVEN, 0, Audience.HOLDER),  # only who did not take it themselves
    Step(Rung.SOFT, 75, Audience.HOLDER),
    Step(Rung.MENTION, 100, Audience.HOLDER, every=WORKING_DAY, most=3),
    Step(Rung.ABSENT, 0, Audience.LEADERS),  # only while the owner is not there
    Step(Rung.MANAGER, 150, Audience.LEADERS, every=2 * WORKING_DAY, most=2),
)
KEPT_FIRST = 75
"""Percent of the claim limit after which a case that is kept for its account manager is the whole team's: while there
is time left for somebody to take it."""
GIVEN_BACK = 200
"""Percent of the contact limit after which a silent case goes back to the channel."""
TO_LEADERS = frozenset({step.rung for step in LADDER if step.audience is Audience.LEADERS} | {Rung.DAILY_LEADERS})
