"""Numbers: quantiles, and what became of a load, each survey matched with the Slack message that shows it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.sent import Sent

LATE = 10.0
"""Seconds after which a survey that Slack may show at once counts as late."""


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them do not exceed; nan where there are none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def middle(values: Sequence[float]) -> float:
    """The median of the runs that gave a number."""
    real = [value for value in values if not math.isnan(value)]
    return median(real) if real else math.nan


def acks(sent: Sequence[Sent]) -> list[float]:
    return [one.ack for one in sent if one.accepted]


@dataclass(frozen=True)
class Fate:
    """What became of the surveys that got a 2xx. `seconds` are from when each was due to when Slack showed it."""

    offered: int
    accepted: int
    lost: int
    doubled: int
    copies: int
    late: int
    seconds: tuple[float, ...]


def counted(waiting: Sequence[Sent], cards: Sequence[tuple[float, int]]) -> dict[str, float]:
    """When a storm card first counted each of these surveys. They are in the order in which they came, which is that
    in which a storm takes them in; `cards` are the times and counts of the card, oldest first."""
    found: dict[str, float] = {}
    for at, count in cards:
        for one in waiting[len(found) : count]:
            found[one.token] = at
    return found


def fate(sent: Sequence[Sent], shown: Mapping[str, tuple[float, int]]) -> Fate:
    """Matches each survey with the messages that show it."""
    accepted = [one for one in sent if one.accepted]
    seconds = [shown[one.token][0] - one.due for one in accepted if one.token in shown]
    extra = [shown[one.token][1] - 1 for one in sent if one.token in shown]
    return Fate(
        offered=len(sent),
        accepted=len(accepted),
        lost=len(accepted) - len(seconds),
        doubled=sum(1 for more in extra if more),
        copies=sum(extra),
        late=sum(1 for second in seconds if second > LATE),
        seconds=tuple(seconds),
    )
