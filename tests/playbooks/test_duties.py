from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playbooks.cases import Case, CaseKind, CaseState
from playbooks.clocks import Due, Duty, business_time_between
from playbooks.customers import Touch
from playbooks.duties import calendar_of, next_due
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


def test_a_case_of_a_team_that_left_the_file_is_still_due() -> None:
    orphan = Case(1, 7, "gone", CaseKind.RESCUE, CaseState.OPEN, MONDAY)
    assert next_due(orphan, Touch.HIGH, policy()) is not None
