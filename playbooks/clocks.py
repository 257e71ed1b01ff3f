"""Clocks: business time by a team's calendar, and what is due when.

Business time is real elapsed time inside the spans in which the team works: a span over a change to or from
daylight saving is an hour shorter or longer, as it is for the people who work it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from playbooks.hours import Span, WorkingHours, parse_duration, parse_hours

__all__ = [
    "Calendar",
    "Due",
    "Duty",
    "Span",
    "WorkingHours",
    "begins_next",
    "business_time_between",
    "due_at",
    "last_begun",
    "parse_duration",
    "parse_hours",
]

HORIZON = timedelta(days=3660)
"""How far ahead `due_at` looks. A calendar with too little work to get there is due then: never, in practice."""
LAST = datetime(9999, 12, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Calendar:
    """When a team works: its zone (IANA name), its hours, the ISO country whose holidays it keeps, and dates on which
    it does not work besides."""

    timezone: str
    hours: WorkingHours
    holidays: str | None = None
    days_off: frozenset[date] = frozenset()


class Duty(StrEnum):
    """What one of the three clocks waits for."""

    CLAIM = "claim"
    CONTACT = "contact"
    CLOSE = "close"


@dataclass(frozen=True)
class Due:
    """What is due next on a case, and when. Aware UTC."""

    duty: Duty
    at: datetime


def due_at(start: datetime, limit: timedelta, calendar: Calendar) -> datetime:
    """The first moment at which `limit` of business time has passed since `start`. Both aware; the answer is UTC.

    A limit that runs out when the team goes home is due then, not the next morning. Where the team does not work
    enough to reach the limit within HORIZON, that far date is the answer, so one odd calendar stops no tick.
    """
    if limit < timedelta():
        raise ValueError(f"a limit is at least zero, not {limit}")
    if not limit:
        return start.astimezone(UTC)
    latest = start.astimezone(UTC) + min(HORIZON, LAST - start)
    left = limit
    for opens, closes in _working(calendar, start, latest):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return latest


def business_time_between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """How much business time lies from `a` to `b`, both aware; negative when `b` is before `a`.

    The inverse of `due_at`: the time between `start` and `due_at(start, limit, calendar)` is exactly `limit`.
    """
    if b < a:
        return -business_time_between(b, a, calendar)
    return sum((closes - opens for opens, closes in _working(calendar, a, b)), timedelta())


def last_begun(calendar: Calendar, after: datetime, now: datetime) -> date | None:
    """The latest local date on which work began after `after` and not after `now`; None when there was none."""
    almanac = _almanac(calendar)
    day, first = (moment.astimezone(almanac.zone).date() for moment in (now, after))
    day += ONE_DAY  # clocks set back at midnight: its work may have begun
    while day >= first:
        if (spans := almanac.spans(day)) and after < spans[0][0] <= now:
            return day
        day -= ONE_DAY
    return None


def begins_next(calendar: Calendar, now: datetime) -> datetime:
    """When the next day's work begins, after `now`. Aware UTC; where nobody ever works, that is at the HORIZON."""
    almanac = _almanac(calendar)
    latest = now.astimezone(UTC) + min(HORIZON, LAST - now)
    day, last = (moment.astimezone(almanac.zone).date() for moment in (now, latest))
    while day <= last:
        if (spans := almanac.spans(day)) and spans[0][0] > now:
            return min(spans[0][0], latest)
        day += ONE_DAY
    return latest


def _working(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The team's spans between two moments, in order, cut to fit, aware UTC."""
    almanac = _almanac(calendar)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    day = start.astimezone(almanac.zone).date()
    last = end.astimezone(almanac.zone).date() + ONE_DAY  # clocks set back at midnight may reach into it
    while day <= last:
        for opens, closes in almanac.spans(day):
            if opens >= end:
                return
            if closes > start:
                yield max(opens, start), min(closes, end)
        day += ONE_DAY


class _Almanac:
    """A calendar worked out day by day. It remembers each day that it was asked for."""

    def __init__(self, calendar: Calendar) -> None:
        self.zone = ZoneInfo(calendar.timezone)
        self._hours = calendar.hours.days
        self._country = calendar.holidays
        self._days_off = calendar.days_off
        self._days: dict[date, tuple[tuple[datetime, datetime], ...]] = {}

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When the team works on this local date, in order, aware UTC; empty on a day off."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = tuple(self._work_out(day))
        return known

    def _work_out(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        spans = self._hours[day.weekday()]
        if not spans or day in self._days_off or (self._country and day in holidays_of(self._country, day.year)):
            return
        for start, end in spans:
            opens = _moment(day, start, self.zone)
            closes = _moment(day + ONE_DAY if end == time.min else day, end, self.zone)
            yield opens, closes


@lru_cache(maxsize=256)
def _almanac(calendar: Calendar) -> _Almanac:
    return _Almanac(calendar)


@lru_cache(maxsize=1024)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country (ISO 3166 code, as in "NO") in a year. Raises ValueError if it is unknown."""
    try:
        return frozenset(day for day in country_holidays(country, years=year) if day.year == year)
    except NotImplementedError as unknown:
        raise ValueError(
            f"{country!r} is not a country whose holidays are known: use its ISO code, as in NO"
        ) from unknown


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When a local clock first shows this time or a later one, aware UTC.

    A time that is skipped when clocks go forward is the moment of the change; one that comes twice is the first.
    """
    wall = datetime.combine(day, clock)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    while after - before > ONE_SECOND:
        middle = before + (after - before) // ONE_SECOND // 2 * ONE_SECOND
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after
