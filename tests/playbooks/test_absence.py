"""Absence: whoever is on holiday, ill or gone is not counted on, and whoever is back is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.absence import AWAY_EMOJI, NOTHING_SAID, Away, Leave, Word, away, changes_at
from playbooks.cases import Absence

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
ZONES = st.sampled_from(["Europe/Oslo", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe", "UTC"])
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
LEAVES = st.none() | st.builds(
    lambda first, length: Leave(first, first + timedelta(days=length), "U0BEN"), DAYS, st.integers(0, 60)
)
WORDS = st.builds(Word, st.booleans(), st.sampled_from(["", ":calendar:", *sorted(AWAY_EMOJI)]), st.none() | MOMENTS)


@given(DAYS, st.integers(0, 30), ZONES, MOMENTS)
def test_a_leave_is_exactly_its_days_where_the_person_is(first: date, length: int, zone: str, now: datetime) -> None:
    leave = Leave(first, first + timedelta(days=length))
    today = now.astimezone(ZoneInfo(zone)).date()
    found = away(NOTHING_SAID, leave, zone, now)
    assert (found is not None) == (leave.first <= today <= leave.last)
    if found and found.until:
        assert found.until.astimezone(ZoneInfo(zone)).date() == leave.last + DAY


@given(WORDS, LEAVES, ZONES, MOMENTS, st.floats(0, 1, exclude_max=True))
def test_the_answer_stays_until_it_is_said_to_change(
    word: Word, leave: Leave | None, zone: str, now: datetime, part: float
) -> None:
    """A look between two changes would be wasted, one after them too late."""
    changes = changes_at(word, leave, zone, now)
    until = changes or now + 1000 * DAY
    between = min(now + (until - now) * part, until - MICROSECOND)
    assert away(word, leave, zone, between) == away(word, leave, zone, now)


@pytest.mark.parametrize(
    ("word", "leave", "expected"),
    [
        (Word(), None, None),
        (Word(gone=True), None, Away(Absence.GONE)),
        (Word(gone=True), Leave(date(2026, 1, 1), date(2026, 1, 2), "U0BEN"), Away(Absence.GONE, None, "U0BEN")),
        (Word(status=":palm_tree:"), None, Away(Absence.STATUS)),
        (Word(status=":palm_tree:", status_until=NOON + DAY), None, Away(Absence.STATUS, NOON + DAY)),
        (Word(status=":palm_tree:", status_until=NOON), None, None),
        (Word(status=":house_with_garden:"), None, None),
        (Word(status=":spiral_calendar_pad:"), None, None),
        (Word(idle=True, quiet_until=NOON + DAY), None, None),
        (
            Word(status=":palm_tree:"),
            Leave(date(2026, 3, 4), date(2026, 3, 4), "U0BEN"),
            Away(Absence.LEAVE, datetime(2026, 3, 4, 23, tzinfo=UTC), "U0BEN"),
        ),
    ],
)
def test_own_leave_goes_before_status_and_leaving_before_both(
    word: Word, leave: Leave | None, expected: Away | None
) -> None:
    assert away(word, leave, "Europe/Oslo", NOON) == expected


def test_the_last_day_there_is_and_a_zone_that_is_gone_break_nothing() -> None:
    assert away(Word(), Leave(date(2026, 1, 1), date.max), "Mars/Base", NOON) is not None
