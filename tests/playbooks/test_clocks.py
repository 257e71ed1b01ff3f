from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbooks.clocks import HORIZON, Calendar, WorkingHours, business_time_between, due_at, holidays_of
from playbooks.hours import WEEKDAYS, parse_duration, parse_hours

ZONES = (
    "UTC",
    "Europe/Oslo",
    "Europe/Bucharest",
    "America/New_York",
    "America/St_Johns",  # changed its clocks a minute after midnight until 2011
    "America/Sao_Paulo",  # changed them at midnight until 2019
    "America/Havana",
    "Asia/Beirut",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # left out 30 December 2011
)


def hours(table: dict[str, list[str]]) -> WorkingHours:
    parsed = parse_hours(table)
    assert parsed is not None
    return parsed


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def spans(draw: st.DrawFn) -> list[str]:
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [f"{clock(start * 15)}-{clock(end * 15)}" for start, end in pairs]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    table = draw(st.dictionaries(st.sampled_from(WEEKDAYS), spans(), min_size=1))
    own = draw(st.frozensets(st.dates(date(2008, 1, 1), date(2031, 1, 1)), max_size=5))
    return Calendar(
        draw(st.sampled_from(ZONES)), hours(table), draw(st.sampled_from([None, "NO", "US", "RO", "IR"])), own
    )


moments = st.timedeltas(timedelta(), timedelta(days=8400)).map(lambda since: datetime(2008, 1, 1, tzinfo=UTC) + since)
limits = st.timedeltas(timedelta(microseconds=1), timedelta(hours=12))


@given(calendars(), moments, limits)
@settings(deadline=None)
def test_a_limit_is_never_shorter_or_longer_than_promised(
    calendar: Calendar, start: datetime, limit: timedelta
) -> None:
    due = due_at(start, limit, calendar)
    assert due.tzinfo is UTC
    assert due < start + HORIZON
    assert business_time_between(start, due, calendar) == limit
    assert business_time_between(start, due - timedelta(microseconds=1), calendar) < limit


@given(calendars(), moments, st.timedeltas(timedelta(), timedelta(days=40)))
@settings(deadline=None)
def test_time_counted_so_far_leads_back_to_the_same_working_moment(
    calendar: Calendar, a: datetime, gap: timedelta
) -> None:
    b = a + gap
    back = due_at(a, business_time_between(a, b, calendar), calendar)
    assert back <= b
    assert business_time_between(back, b, calendar) == timedelta()


@given(calendars(), moments, moments, moments)
@settings(deadline=None, max_examples=30)
def test_no_working_time_is_lost_or_counted_twice_between_two_looks(
    calendar: Calendar, a: datetime, b: datetime, c: datetime
) -> None:
    a, b, c = sorted((a, b, c))
    c = min(c, b + timedelta(days=300))
    a = max(a, b - timedelta(days=300))
    whole = business_time_between(a, c, calendar)
    assert whole == business_time_between(a, b, calendar) + business_time_between(b, c, calendar)
    assert business_time_between(c, a, calendar) == -whole


@given(moments, st.integers(0, 600))
@settings(deadline=None, max_examples=40)
def test_counting_quarters_of_an_hour_on_the_wall_gives_the_same_time(start: datetime, quarters: int) -> None:
    zone = ZoneInfo("Europe/Oslo")
    oslo = Calendar("Europe/Oslo", hours({"mon-sun": ["00:00-01:00", "04:00-12:00", "13:00-24:00"]}), "NO")
    start = start.replace(minute=0, second=0, microsecond=0)
    quarter = timedelta(minutes=15)

    def works(at: datetime) -> bool:
        local = at.astimezone(zone)
        return local.hour not in (1, 2, 3, 12) and local.date() not in holidays_of("NO", local.year)

    counted = sum((quarter for n in range(quarters) if works(start + n * quarter)), timedelta())
    assert business_time_between(start, start + quarters * quarter, oslo) == counted


SHIFTS = ["00:00-00:15", "00:15-01:30", "01:30-02:15", "02:15-02:30", "02:30-23:30", "23:30-24:00"]


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Oslo", date(2026, 3, 29)),
        ("Europe/Oslo", date(2026, 10, 25)),
        ("America/Sao_Paulo", date(2018, 11, 4)),
        ("America/St_Johns", date(2010, 11, 7)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Pacific/Apia", date(2011, 12, 30)),
    ],
)
def test_shifts_around_the_clock_leave_no_gap_and_no_overlap_when_the_clocks_change(zone: str, change: date) -> None:
    calendar = Calendar(zone, hours({"mon-sun": SHIFTS}))
    midnight = datetime(change.year, change.month, change.day, tzinfo=UTC)
    quarters = [midnight + n * timedelta(minutes=15) for n in range(-96, 192)]
    hour = timedelta(hours=1)
    assert [business_time_between(at, at + hour, calendar) for at in quarters] == [hour] * len(quarters)
    assert [due_at(at, hour, calendar) for at in quarters] == [at + hour for at in quarters]


NIGHT = hours({"sun": ["01:00-02:30", "02:30-04:00"]})


@pytest.mark.parametrize(
    ("sunday", "worked"),
    [
        (date(2026, 3, 22), timedelta(hours=3)),
        (date(2026, 3, 29), timedelta(hours=2)),
        (date(2026, 10, 25), timedelta(hours=4)),
    ],
)
def test_a_night_shift_over_a_clock_change_counts_the_hours_really_worked(sunday: date, worked: timedelta) -> None:
    start = datetime(sunday.year, sunday.month, sunday.day, tzinfo=ZoneInfo("Europe/Oslo")) - timedelta(hours=5)
    calendar = Calendar("Europe/Oslo", NIGHT)
    assert business_time_between(start, start + timedelta(days=2), calendar) == worked
    assert business_time_between(start, due_at(start, worked, calendar), calendar) == worked


OFFICE = Calendar("Europe/Oslo", hours({"mon-thu": ["08:00-12:00", "13:00-17:00"], "fri": ["08:00-15:00"]}), "NO")


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-11-23 11:30", "1h", "2026-11-23 13:30"),  # over lunch
        ("2026-11-20 14:00", "1h", "2026-11-20 15:00"),  # due when the team goes home, not on Monday
        ("2026-11-20 14:30", "1h", "2026-11-23 08:30"),  # over the weekend
        ("2026-11-21 03:00", "30m", "2026-11-23 08:30"),  # on a Saturday night
        ("2026-05-13 16:00", "2h", "2026-05-15 09:00"),  # Ascension Day
        ("2026-03-27 14:00", "2h", "2026-03-30 09:00"),  # the clocks go forward on that Sunday
    ],
)
def test_nobody_is_late_during_lunch_at_night_on_weekends_or_on_holidays(start: str, limit: str, due: str) -> None:
    zone = ZoneInfo("Europe/Oslo")
    found = due_at(datetime.fromisoformat(start).replace(tzinfo=zone), parse_duration(limit), OFFICE)
    assert found == datetime.fromisoformat(due).replace(tzinfo=zone)


def test_a_team_that_never_works_stops_no_tick() -> None:
    never = Calendar("UTC", WorkingHours(((),) * 7))
    start = datetime(2026, 11, 21, tzinfo=UTC)
    assert due_at(start, timedelta(hours=1), never) == start + HORIZON
    assert business_time_between(start, start + HORIZON, never) == timedelta()


def test_an_unknown_country_is_named_instead_of_working_on_its_holidays() -> None:
    with pytest.raises(ValueError, match="'XX' is not a country"):
        holidays_of("XX", 2026)
