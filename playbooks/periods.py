"""Periods: the stretch of days that a report or a rehearsal is about, and the one it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Word = Literal["week", "month", "quarter"]
DAYS: Mapping[Word, int] = {"week": 7, "month": 30, "quarter": 90}
USUAL_DAYS, MOST_DAYS = 30, 366
"""Of a rehearsal."""


@dataclass(frozen=True)
class Period:
    """The days up to `end`: later than `start`, and not later than `end`. Aware UTC."""

    word: Word
    start: datetime
    end: datetime
    timezone: str = "UTC"

    @property
    def previous(self) -> "Period":
        """As many days, just before."""
        return period(self.word, self.start, self.timezone)

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.start < at <= self.end


def period(word: Word, now: datetime, timezone: str) -> Period:
    """The last 7, 30 or 90 days up to `now`, which start at the same time of day in `timezone`.

    The end is a whole second (the one that `now` is in counts as over), so that a button can name it.
    """
    end = now.astimezone(UTC)
    if end.microsecond:
        end = end.replace(microsecond=0) + timedelta(seconds=1)
    start = end.astimezone(ZoneInfo(timezone)) - timedelta(days=DAYS[word])
    return Period(word, start.astimezone(UTC), end, timezone)


def days_of(words: str) -> int | None:
    """The number of days that somebody wrote; the usual one for nothing; None for what is no such number."""
    if not words:
        return USUAL_DAYS
    fits = words.isascii() and words.isdecimal() and len(words) < 5 and 1 <= int(words) <= MOST_DAYS
    return int(words) if fits else None
