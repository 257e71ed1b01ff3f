"""Attention: people are spoken to while they work, and not too often."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbooks.absence import Away, Word
from playbooks.attention import Ear, How, Later, day_began, hours_of, next_working_moment, speak
from playbooks.cases import Absence
from playbooks.clocks import Calendar, business_time_between
from playbooks.hours import parse_hours
from playbooks.policy import Policy
from playbooks.roles import Person
from playbooks.settings import Settings
from tests.playbooks.test_clocks import calendars, moments

FRIDAY_EVENING = datetime(2026, 3, 6, 19, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)  # 09:00 in Oslo
POLICY = Policy.model_validate(
    {
        "company": {"name": "Acme", "timezone": "Europe/Oslo"},
        "teams": [
            {"name": "support", "channel": "#feedback", "members": ["U0ANA"]},
            {"name": "keys", "channel": "#keys", "managers": ["U0MIRA"], "hours": {"mon-fri": ["07:00-15:00"]}},
        ],
    }
)


def someone(**facts: Any) -> Person:
    return Person(**{"id": "U0ANA", "teams": frozenset({"support"}), **facts})


def test_what_comes_due_at_night_waits_for_the_morning() -> None:
    hours = hours_of("U0ANA", someone(timezone="Europe/Oslo"), POLICY, "support")
    assert speak(FRIDAY_EVENING, hours, 0, 6) == Later(MONDAY)
    assert speak(MONDAY, hours, 0, 6) is How.AFRESH


def test_a_person_abroad_is_spoken_to_in_their_own_morning() -> None:
    hours = hours_of("U0ANA", someone(timezone="America/New_York"), POLICY, "support")
    assert speak(MONDAY, hours, 0, 6) == Later(datetime(2026, 3, 9, 13, tzinfo=UTC))  # daylight saving has begun there


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus"])
def test_who_has_no_zone_keeps_the_team_s(zone: str | None) -> None:
    assert hours_of("U0ANA", someone(timezone=zone), POLICY, "support").timezone == "Europe/Oslo"
    assert hours_of("U0NEW", None, POLICY, "support").timezone == "Europe/Oslo"


def test_a_channel_keeps_its_team_s_hours_and_a_manager_those_of_their_team() -> None:
    keys = hours_of("#keys", None, POLICY, "keys")
    mira = someone(id="U0MIRA", teams=frozenset(), manages=frozenset({"keys"}))
    assert hours_of("U0MIRA", mira, POLICY, "support") == keys
    assert hours_of("#feedback", None, POLICY, "support") != keys


def test_own_hours_go_before_those_of_the_team() -> None:
    early = Settings(hours=parse_hours({"mon-fri": ["06:00-10:00"]}))
    hours = hours_of("U0ANA", someone(timezone="Europe/Oslo"), POLICY, "support", early)
    assert speak(MONDAY + timedelta(hours=1), hours, 0, 6) == Later(datetime(2026, 3, 10, 5, tzinfo=UTC))


HOUR = timedelta(hours=1)
EARS = st.builds(
    Ear,
    st.builds(Word, quiet_until=st.none() | moments, idle=st.booleans()),
    st.none() | st.builds(Away, st.sampled_from(Absence), st.none() | moments),
    st.none() | moments,
)


@given(calendars(), moments, EARS, st.integers(0, 9))
@settings(deadline=None)
def test_nobody_is_spoken_to_outside_their_hours_on_leave_or_in_quiet(
    calendar: Calendar, now: datetime, ear: Ear, said: int
) -> None:
    how = speak(now, calendar, said, 6, ear)
    if isinstance(how, Later):
        assert how.at > now or (ear.away and ear.away.until and ear.away.until <= now)
        assert next_working_moment(how.at, calendar) == how.at
        return
    assert next_working_moment(now, calendar) == now
    assert ear.away is None
    assert ear.word.quiet_until is None or ear.word.quiet_until <= now


def test_who_always_seems_to_be_away_hears_of_it_within_an_hour_of_work() -> None:
    hours = hours_of("U0ANA", someone(), POLICY, "support")
    idle = Ear(Word(idle=True), None, MONDAY)
    assert speak(MONDAY, hours, 0, 6, idle) == Later(MONDAY + timedelta(minutes=10))
    assert speak(MONDAY + HOUR, hours, 0, 6, idle) is How.AFRESH


def test_over_the_day_s_limit_everything_joins_one_list() -> None:
    hours = hours_of("U0ANA", someone(), POLICY, "support")
    assert [speak(MONDAY, hours, said, 2) for said in range(4)] == [How.AFRESH, How.AFRESH, How.QUIETLY, How.QUIETLY]


def test_a_day_begins_at_midnight_where_the_person_is() -> None:
    hours = hours_of("U0ANA", someone(timezone="America/New_York"), POLICY, "support")
    assert day_began(datetime(2026, 3, 9, 3, tzinfo=UTC), hours) == datetime(2026, 3, 8, 5, tzinfo=UTC)


@given(calendars(), moments)
@settings(deadline=None)
def test_the_next_working_moment_is_the_first_one(calendar: Calendar, now: datetime) -> None:
    begins = next_working_moment(now, calendar)
    assert begins >= now
    assert business_time_between(now, begins, calendar) == timedelta()
    assert business_time_between(begins, begins + timedelta(microseconds=1), calendar) > timedelta()
    assert next_working_moment(begins, calendar) == begins
