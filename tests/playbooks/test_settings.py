"""Settings: what somebody filled in is kept as they meant it, or they are told which field is wrong."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.absence import Leave
from playbooks.hours import USUAL_HOURS, WEEKDAYS, WorkingHours
from playbooks.settings import Settings, Slip, read

TODAY = date(2026, 3, 4)
WEEK = "mon,tue,wed,thu,fri"


def filled(**values: str) -> Settings | dict[str, Slip]:
    return read({"days": WEEK} | values, "U0ANA", TODAY, USUAL_HOURS)


def test_what_is_left_as_it_was_is_as_in_the_team() -> None:
    assert filled() == Settings()
    assert filled(pace="daily") == Settings(once_a_day=True)


def test_own_hours_with_lunch_and_a_day_off() -> None:
    own = filled(days="mon,tue", begin="07:00", end="15:00", lunch_begin="11:00", lunch_end="11:30")
    span = ((time(7), time(11)), (time(11, 30), time(15)))
    assert own == Settings(WorkingHours((span, span, (), (), (), (), ())))
    part_time = filled(days="mon,tue,wed,thu")
    assert isinstance(part_time, Settings)
    assert part_time.hours == WorkingHours((*USUAL_HOURS.days[:4], (), (), ()))


def test_midnight_is_an_end_and_no_beginning_of_a_lunch() -> None:
    night = filled(begin="16:00", end="00:00")
    assert isinstance(night, Settings)
    assert night.hours is not None
    assert night.hours.days[0] == ((time(16), time(0)),)


OUTSIDE = Slip.LUNCH_OUTSIDE
SLIPS: list[tuple[dict[str, str], str, Slip]] = [
    ({"days": ""}, "days", Slip.NO_DAYS),
    ({"days": "mon,sat"}, "begin", Slip.NO_HOURS),
    ({"begin": "09:00"}, "end", Slip.HALF),
    ({"end": "17:00"}, "begin", Slip.HALF),
    ({"begin": "17:00", "end": "09:00"}, "end", Slip.ENDS_FIRST),
    ({"begin": "09:00", "end": "09:00"}, "end", Slip.ENDS_FIRST),
    ({"begin": "nine", "end": "17:00"}, "begin", Slip.NOT_A_TIME),
    ({"begin": "09:00", "end": "17:00", "lunch_begin": "12:00"}, "lunch_end", Slip.HALF),
    ({"begin": "09:00", "end": "17:00", "lunch_begin": "13:00", "lunch_end": "12:00"}, "lunch_end", Slip.ENDS_FIRST),
    (
        {"begin": "09:00", "end": "12:00", "lunch_begin": "12:00", "lunch_end": "13:00"},
        "lunch_begin",
        Slip.LUNCH_OUTSIDE,
    ),
    ({"lunch_begin": "12:00", "lunch_end": "13:00"}, "begin", Slip.NO_HOURS),
    ({"leave_first": "2026-03-10"}, "leave_last", Slip.HALF),
    ({"leave_last": "2026-03-10"}, "leave_first", Slip.HALF),
    ({"leave_first": "2026-03-10", "leave_last": "2026-03-09"}, "leave_last", Slip.LEAVE_ENDS_FIRST),
    ({"leave_first": "2026-03-01", "leave_last": "2026-03-03"}, "leave_last", Slip.LEAVE_OVER),
    ({"leave_first": "soon", "leave_last": "2026-03-03"}, "leave_first", Slip.NOT_A_DAY),
    ({"stand_in": "U0BEN"}, "leave_first", Slip.NO_LEAVE),
    ({"leave_first": "2026-03-10", "leave_last": "2026-03-10", "stand_in": "U0ANA"}, "stand_in", Slip.OWN_STAND_IN),
]


@pytest.mark.parametrize(("values", "where", "slip"), SLIPS)
def test_a_slip_is_told_where_it_is(values: dict[str, str], where: str, slip: Slip) -> None:
    answer = filled(**values)
    assert isinstance(answer, dict)
    assert answer[where] is slip


def test_a_leave_that_has_begun_may_be_kept() -> None:
    leave = filled(leave_first="2026-03-01", leave_last="2026-03-04", stand_in="U0BEN")
    assert leave == Settings(leave=Leave(date(2026, 3, 1), TODAY, "U0BEN"))


CLOCKS = st.sampled_from(["", "00:00", "07:00", "09:00", "11:30", "12:00", "17:00", "24:00", "x", "23:59"])
DATES = st.sampled_from(["", "2026-03-03", "2026-03-04", "2026-12-31", "0000-00-00", "9999-12-31"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "days": st.lists(st.sampled_from([*WEEKDAYS, "x"])).map(",".join),
    **dict.fromkeys(("begin", "end", "lunch_begin", "lunch_end"), CLOCKS),
    **dict.fromkeys(("leave_first", "leave_last"), DATES),
    "stand_in": st.sampled_from(["", "U0ANA", "U0BEN"]),
    "pace": st.sampled_from(["", "daily", "now"]),
}


@given(st.fixed_dictionaries({}, optional=FIELDS))
def test_whatever_comes_in_is_kept_whole_or_refused(values: dict[str, str]) -> None:
    answer = read(values, "U0ANA", TODAY, USUAL_HOURS)
    if isinstance(answer, dict):
        assert answer
        assert set(answer) <= set(FIELDS)
        return
    if answer.hours:
        assert any(answer.hours.days)
        for day in answer.hours.days:
            edges = [edge for span in day for edge in span]
            assert edges[:-1] == sorted(set(edges[:-1]))
    if answer.leave:
        assert answer.leave.first <= answer.leave.last >= TODAY
