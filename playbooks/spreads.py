"""Spreads: how a set of times lies, from the middle one to the longest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Spread:
    """Elapsed times (nights and weekends count): how many, the middle one, the 90th percentile, the longest."""

    n: int
    median: timedelta
    p90: timedelta
    longest: timedelta


def spread(times: Iterable[timedelta]) -> Spread | None:
    """How a set of times lies, by nearest rank: each figure is a time that really occurred."""
    ordered = sorted(max(time, timedelta(0)) for time in times)
    if not ordered:
        return None
    return Spread(len(ordered), _nearest_rank(ordered, 50), _nearest_rank(ordered, 90), ordered[-1])


def _nearest_rank(ordered: Sequence[timedelta], percent: int) -> timedelta:
    return ordered[-(-percent * len(ordered) // 100) - 1]
