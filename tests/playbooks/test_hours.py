import re
from datetime import UTC, datetime, timedelta

import pytest

from playbooks.clocks import Calendar, business_time_between
from playbooks.hours import parse_duration, parse_hours


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30s", timedelta(seconds=30)),
        ("30m", timedelta(minutes=30)),
        (" 4H ", timedelta(hours=4)),
        ("2d", timedelta(hours=16)),
        (timedelta(hours=3), timedelta(hours=3)),
    ],
)
def test_a_limit_written_in_the_file_is_the_limit_that_counts(text: object, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "bad", ["", "0h", "-1h", "4", 4, None, True, "1.5h", "4 weeks", "٤h", "999999999d", timedelta()]
)
def test_a_limit_that_cannot_be_is_refused_with_what_can(bad: object) -> None:
    with pytest.raises(ValueError, match=r'"30m", "4h" or "2d"'):
        parse_duration(bad)


def test_hours_over_the_end_of_the_week_and_around_the_clock_are_understood() -> None:
    wrapped = parse_hours({"fri-mon": ["13:00-17:00", "8:00-12:00"], "wed": ["00:00-24:00"]})
    assert wrapped is not None
    assert [len(day) for day in wrapped.days] == [2, 0, 1, 0, 2, 2, 2]
    assert wrapped.days[0][0][0].hour == 8
    week = timedelta(days=7)
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert business_time_between(monday, monday + week, Calendar("UTC", wrapped)) == timedelta(hours=4 * 8 + 24)
    assert parse_hours(None) is None
    assert parse_hours(wrapped) is wrapped


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ({}, "by day"),
        (["09:00-17:00"], "by day"),
        ({"monday": ["09:00-17:00"]}, "'monday'"),
        ({"mon-": ["09:00-17:00"]}, "'mon-'"),
        ({"mon-tue-wed": ["09:00-17:00"]}, "'mon-tue-wed'"),
        ({"mon": []}, "mon: "),
        ({"mon": "09:00-17:00"}, "mon: "),
        ({"mon": [9]}, "mon: 9"),
        ({"mon": ["9-17"]}, "'9-17'"),
        ({"mon": ["09:00-25:00"]}, "'09:00-25:00'"),
        ({"mon": ["09:00-09:00"]}, "'09:00-09:00' is empty"),
        ({"mon": ["22:00-06:00"]}, "'22:00-06:00' ends before"),
        ({"mon": ["09:00-12:00", "11:30-17:00"]}, "'11:30-17:00' overlap"),
        ({"mon-fri": ["09:00-17:00"], "wed": ["09:00-12:00"]}, "wed is given twice"),
        ({"mon": ["09:00-17:00"], "Mon": ["09:00-12:00"]}, "mon is given twice"),
    ],
)
def test_hours_that_cannot_be_worked_are_refused_by_name(bad: object, named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        parse_hours(bad)


def test_every_mistake_in_the_hours_is_told_at_once() -> None:
    """Who mends one and starts again is not to meet the next."""
    with pytest.raises(ValueError, match=r"mon: '9-17' is not a span.*; 'tues' is not a day.*; 'someday' is not a day"):
        parse_hours({"mon": ["9-17"], "tues": ["09:00-17:00"], "someday": ["09:00-17:00"], "wed": ["09:00-12:00"]})
