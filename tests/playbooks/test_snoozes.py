"""Snoozes: "tomorrow" and "Monday" are nine in the morning where the person is, on every day of every zone's year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.snoozes import CHOICES, choices, until

ZONES = st.sampled_from(
    ["Europe/Oslo", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC", "Asia/Gaza"]
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, ZONES, st.sampled_from(["tomorrow", "monday"]))
def test_a_day_begins_at_nine_where_the_person_is(now: datetime, zone: str, choice: str) -> None:
    end = until(choice, None, now, zone)
    assert end is not None
    here, there = now.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    assert there.time() == time(9)
    assert end.tzinfo is UTC
    days = (there.date() - here.date()).days
    assert days == 1 if choice == "tomorrow" else (1 <= days <= 7 and there.weekday() == 0)


@given(MOMENTS, ZONES)
def test_an_hour_is_an_hour_even_when_clocks_change(now: datetime, zone: str) -> None:
    assert until("1h", None, now, zone) == now + timedelta(hours=1)


@given(MOMENTS, ZONES, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_chosen_day_is_that_day(now: datetime, zone: str, day: date) -> None:
    end = until("date", day, now, zone)
    assert end is not None
    assert end.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, time(9))


@pytest.mark.parametrize(
    ("now", "choice", "end"),
    [
        ("2026-03-28T20:00+01:00", "tomorrow", "2026-03-29T09:00+02:00"),  # clocks go forward in the night
        ("2026-10-24T20:00+02:00", "tomorrow", "2026-10-25T09:00+01:00"),  # and back
        ("2026-03-02T08:00+01:00", "monday", "2026-03-09T09:00+01:00"),  # a Monday: the next one
        ("2026-03-01T23:30+01:00", "monday", "2026-03-02T09:00+01:00"),  # a Sunday night
        ("2026-12-31T23:59+01:00", "tomorrow", "2027-01-01T09:00+01:00"),
    ],
)
def test_days_that_people_remember(now: str, choice: str, end: str) -> None:
    assert until(choice, None, datetime.fromisoformat(now), "Europe/Oslo") == datetime.fromisoformat(end)


@given(MOMENTS, ZONES)
def test_no_two_choices_mean_the_same_moment(now: datetime, zone: str) -> None:
    """On a Sunday, "Tomorrow morning" and "Monday morning" had people wonder what the difference is."""
    ends = [end for choice in choices(now, zone) if (end := until(choice, None, now, zone))]
    assert len(set(ends)) == len(ends)
    assert [choice for choice in CHOICES if choice not in choices(now, zone)] in ([], ["monday"])


def test_what_nobody_can_choose_is_no_moment() -> None:
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert until("date", None, now, "UTC") is None
    assert until("someday", date(2026, 3, 3), now, "UTC") is None
