from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from playbooks.cases import Case, CaseKind, CaseState
from playbooks.clocks import Due, Duty, business_time_between
from playbooks.customers import Touch
from playbooks.days_off import Holidays
from playbooks.duties import calendar_of, digest_of, next_due
from playbooks.policy import Policy

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 09:00 in Oslo


def policy(**team: Any) -> Policy:
    return Policy.model_validate(
        {
            "company": {"name": "Acme", "timezone": "Europe/Oslo"},
            "teams": [{"name": "support", "channel": "#customer-feedback"} | team],
            "limits": {"high": {"claim": "1h", "contact": "4h", "close": "5d"}},
        }
    )


def case(state: CaseState = CaseState.OPEN, **news: Any) -> Case:
    return Case(1, 7, "support", CaseKind.RESCUE, state, MONDAY, **news)


def test_an_unclaimed_case_is_due_an_hour_after_it_came_in() -> None:
    assert next_due(case(), Touch.HIGH, policy()) == Due(Duty.CLAIM, MONDAY + timedelta(hours=1))


def test_a_claimed_and_silent_case_still_has_a_clock() -> None:
    claimed = case(CaseState.CLAIMED, owner="U0ANA", claimed_at=MONDAY + timedelta(hours=2))
    assert next_due(claimed, Touch.HIGH, policy()) == Due(Duty.CONTACT, MONDAY + timedelta(hours=6))


def test_a_contacted_case_is_due_to_be_closed_a_working_week_later() -> None:
    contacted = case(CaseState.CONTACTED, owner="U0ANA", claimed_at=MONDAY, contacted_at=MONDAY + timedelta(hours=1))
    due = next_due(contacted, Touch.HIGH, policy())
    assert due == Due(Duty.CLOSE, MONDAY + timedelta(days=7, hours=1))


@pytest.mark.parametrize(
    "quiet", [case(CaseState.CLOSED, closed_at=MONDAY), case(snoozed_until=MONDAY + timedelta(days=1))]
)
def test_nobody_is_hurried_about_a_closed_or_snoozed_case(quiet: Case) -> None:
    assert next_due(quiet, Touch.HIGH, policy()) is None


def test_a_touch_without_limits_of_its_own_keeps_the_usual_ones() -> None:
    due = next_due(case(), Touch.LOW, policy())
    assert due == Due(Duty.CLAIM, MONDAY + timedelta(hours=8))


def test_a_team_without_hours_works_from_nine_to_five_where_the_company_is() -> None:
    plain = policy()
    calendar = calendar_of(plain.teams[0], plain.company)
    assert calendar.timezone == "Europe/Oslo"
    assert business_time_between(MONDAY, MONDAY + timedelta(days=7), calendar) == timedelta(hours=40)
    assert next_due(case(), Touch.HIGH, plain) == Due(Duty.CLAIM, MONDAY + timedelta(hours=1))


def test_a_team_abroad_is_measured_by_its_own_hours_and_holidays() -> None:
    abroad = policy(timezone="America/New_York", hours={"mon-fri": ["09:00-17:00"]}, holidays="US")
    evening_before_thanksgiving = datetime(2026, 11, 25, 21, 30, tzinfo=UTC)  # 16:30 in New York
    late = Case(1, 7, "support", CaseKind.RESCUE, CaseState.OPEN, evening_before_thanksgiving)
    assert next_due(late, Touch.HIGH, abroad) == Due(Duty.CLAIM, datetime(2026, 11, 27, 14, 30, tzinfo=UTC))


ROUTES = [
    {"team": "support", "when": {"touchpoint": "renewal"}, "limits": {"claim": "30m"}},
    {"team": "support", "when": {"band": "detractor"}},
]


def routed(*routes: dict[str, Any]) -> Policy:
    return Policy.model_validate(policy().model_dump(exclude={"bands"}) | {"routes": routes})


def test_a_route_has_limits_of_its_own_and_leaves_the_others() -> None:
    by = routed(*ROUTES)
    urgent, other = (case(route=route.key) for route in by.routes)
    assert next_due(urgent, Touch.HIGH, by) == Due(Duty.CLAIM, MONDAY + timedelta(minutes=30))
    assert next_due(other, Touch.HIGH, by) == Due(Duty.CLAIM, MONDAY + timedelta(hours=1))
    claimed = case(CaseState.CLAIMED, claimed_at=MONDAY, route=urgent.route)
    assert next_due(claimed, Touch.HIGH, by) == Due(Duty.CONTACT, MONDAY + timedelta(hours=4))


def test_a_route_is_found_again_wherever_it_stands_and_its_new_limits_count() -> None:
    urgent = case(route=routed(*ROUTES).routes[0].key)
    moved = routed(ROUTES[1], ROUTES[0] | {"limits": {"claim": "20m"}})
    assert next_due(urgent, Touch.HIGH, moved) == Due(Duty.CLAIM, MONDAY + timedelta(minutes=20))
    assert next_due(urgent, Touch.HIGH, routed(ROUTES[1])) == Due(Duty.CLAIM, MONDAY + timedelta(hours=1))


def test_days_off_of_a_team_s_own_are_free() -> None:
    off = policy(holidays={"country": "NO", "dates": ["2026-11-23", "2026-11-24"]})
    assert next_due(case(), Touch.HIGH, off) == Due(Duty.CLAIM, MONDAY + timedelta(days=2, hours=1))
    assert policy(holidays={"dates": [date(2026, 11, 23)]}).teams[0].holidays == Holidays(dates=(date(2026, 11, 23),))


@pytest.mark.parametrize(
    "other",
    [
        policy(hours={"mon": ["09:00-12:00"]}),
        policy(holidays="NO"),
        policy(timezone="UTC"),
        routed(ROUTES[0]),
        Policy.model_validate(policy().model_dump(exclude={"bands"}) | {"limits": {"low": {"claim": "3h"}}}),
    ],
)
def test_whatever_moves_a_due_time_is_a_change_of_the_clocks(other: Policy) -> None:
    assert digest_of(other.teams[0], other) != digest_of(policy().teams[0], policy())


@pytest.mark.parametrize("other", [policy(managers=["U0MIRA"]), policy(channel="#new"), routed(ROUTES[1])])
def test_what_moves_no_due_time_is_none(other: Policy) -> None:
    """A card that speaks of other limits, where there are none, is not believed the next time."""
    assert digest_of(other.teams[0], other) == digest_of(policy().teams[0], policy())
    assert digest_of(other.teams[0], routed(*ROUTES)) == digest_of(other.teams[0], routed(*reversed(ROUTES)))


def test_a_case_of_a_team_that_left_the_file_is_still_due() -> None:
    orphan = Case(1, 7, "gone", CaseKind.RESCUE, CaseState.OPEN, MONDAY)
    assert next_due(orphan, Touch.HIGH, policy()) is not None
