"""Hours: a team's working hours, lengths of business time and of stay, as `loopwell.toml` writes them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from typing import Any, TypeVar

Span = tuple[time, time]
T = TypeVar("T")


@dataclass(frozen=True)
class WorkingHours:
    """For each weekday (Monday first) the spans in which the team works, in order, local time. An end of
    00:00 means midnight at the end of that day."""

    days: tuple[tuple[Span, ...], ...]


NINE_TO_FIVE = ((time(9), time(17)),)
USUAL_HOURS = WorkingHours((NINE_TO_FIVE,) * 5 + ((), ()))

UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(hours=8),
}
LONGEST = 365 * UNITS["d"]
DURATIONS = 'write a whole number and s, m, h or d, such as "30m", "4h" or "2d" (a day is 8 business hours)'


def parse_duration(value: Any) -> timedelta:
    """ "30s", "30m", "4h" or "2d" of the file as business time; a timedelta as it is. A day is eight business hours.

    Raises ValueError that says what is accepted.
    """
    if isinstance(value, timedelta):
        length = value
    elif isinstance(value, str) and (match := re.fullmatch(r"([0-9]{1,9})\s*([smhd])", value.strip().lower())):
        length = int(match[1]) * UNITS[match[2]]
    else:
        raise ValueError(f"{value!r} is not a length of time: {DURATIONS}")
    if length <= timedelta():
        raise ValueError(f"{value!r} is no time at all: {DURATIONS}")
    if length > LONGEST:
        raise ValueError(f"{value!r} is too long: at most 365d; {DURATIONS}")
    return length


CALENDAR_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST_STAY = timedelta(days=3650)
STAYS = 'write a whole number and h, d or w, such as "30d" (a day is 24 hours here)'


def parse_stay(value: Any) -> timedelta:
    """ "12h", "30d" or "8w" of the file by the calendar, for what is kept and not worked on; a timedelta as it is.

    Raises ValueError that says what is accepted.
    """
    if isinstance(value, timedelta):
        length = value
    elif isinstance(value, str) and (match := re.fullmatch(r"([0-9]{1,6})\s*([hdw])", value.strip().lower())):
        length = int(match[1]) * CALENDAR_UNITS[match[2]]
    else:
        raise ValueError(f"{value!r} is not a length of time: {STAYS}")
    if length <= timedelta():
        raise ValueError(f"{value!r} is no time at all: {STAYS}")
    if length > LONGEST_STAY:
        raise ValueError(f"{value!r} is too long: at most 3650d; {STAYS}")
    return length


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]|24:00"
SPAN = re.compile(rf"\s*({CLOCK})\s*-\s*({CLOCK})\s*")


def parse_hours(value: Any) -> WorkingHours | None:
    """`{ mon-thu = ["08:00-12:00"], fri = [...] }` of the file. Raises ValueError that names every bad part."""
    if value is None or isinstance(value, WorkingHours):
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError('hours are given by day: { mon-thu = ["08:00-12:00", "13:00-17:00"], fri = ["08:00-15:00"] }')
    days: dict[int, tuple[Span, ...]] = {}
    wrong: list[str] = []
    for key, texts in value.items():
        spans = _tried(wrong, _parse_spans, str(key), texts)
        for day in _tried(wrong, _parse_days, str(key)):
            if day in days:
                wrong.append(f"{WEEKDAYS[day]} is given twice (the second time by {key!r})")
            days[day] = spans
    if wrong:
        raise ValueError("; ".join(wrong))
    return WorkingHours(tuple(days.get(day, ()) for day in range(7)))


def _tried(wrong: list[str], parse: Callable[..., tuple[T, ...]], *args: Any) -> tuple[T, ...]:
    """What is parsed; nothing, and a word more in `wrong`, where that cannot be: all mistakes are told at once."""
    try:
        return parse(*args)
    except ValueError as error:
        wrong.append(str(error))
        return ()


def _parse_days(key: str) -> tuple[int, ...]:
    """ "mon", "mon-thu" or, over the week's end, "fri-mon" as weekdays; Monday is 0."""
    names = [name.strip() for name in key.lower().split("-")]
    if len(names) > 2 or not all(name in WEEKDAYS for name in names):
        raise ValueError(f"{key!r} is not a day or a range of days: use {', '.join(WEEKDAYS)}, or mon-thu")
    first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _parse_spans(key: str, texts: Any) -> tuple[Span, ...]:
    """The spans of one entry, earliest first."""
    if not isinstance(texts, list | tuple) or not texts:
        raise ValueError(f'{key}: give a list such as ["08:00-12:00", "13:00-17:00"], or leave out a day without work')
    spans = sorted((_parse_span(key, text), text) for text in texts)
    for ((_, end), earlier), ((start, _), later) in pairwise(spans):
        if start < end:
            raise ValueError(f"{key}: {earlier!r} and {later!r} overlap")
    return tuple((_time(start), _time(end)) for (start, end), _ in spans)


def _parse_span(key: str, text: Any) -> tuple[int, int]:
    """ "08:00-12:00" as minutes since midnight."""
    match = SPAN.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f'{key}: {text!r} is not a span such as "08:00-12:00" (midnight at the end is 24:00)')
    start, end = (int(hour) * 60 + int(minute) for hour, minute in (clock.split(":") for clock in match.groups()))
    if start == end:
        raise ValueError(f'{key}: {text!r} is empty: it ends when it starts (all day is "00:00-24:00")')
    if start > end:
        raise ValueError(
            f"{key}: {text!r} ends before it starts; over midnight, give each day its own part, up to 24:00"
        )
    return start, end


def _time(minutes: int) -> time:
    """Minutes since midnight as a time of day; the midnight at the day's end is 00:00."""
    return time(minutes // 60 % 24, minutes % 60)
