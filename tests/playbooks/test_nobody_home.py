"""Nobody home: a case whose person is not there does not wait for them, and one day off moves no case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from playbooks.absence import Away
from playbooks.cases import Absence, Case, CaseKind, CaseState
from playbooks.customers import Customer, Touch
from playbooks.nobody_home import Because, Needs, look_for
from playbooks.policy import Policy

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 09:00 in Oslo
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INGRID = Customer(id=7, touch=Touch.HIGH, owner="U0LEILA")
POLICY = Policy.model_validate(
    {
        "company": {"name": "Acme", "timezone": "Europe/Oslo"},
        "teams": [{"name": "support", "channel": "#support"}],
        "limits": {"high": {"claim": "2h", "contact": "4h", "close": "5d"}},
    }
)
NEW = Case(1, 7, "support", CaseKind.RESCUE, CaseState.OPEN, MONDAY)
KEPT = replace(NEW, kept_for="U0LEILA")
ANAS = replace(NEW, state=CaseState.CLAIMED, owner="U0ANA", claimed_at=MONDAY)
HOLIDAY = Away(Absence.LEAVE, MONDAY + 14 * DAY)
GONE = Away(Absence.GONE)


@pytest.mark.parametrize(
    ("case", "customer", "away", "after", "needs", "because"),
    [
        (NEW, INGRID, None, HOUR, Needs.KEEPING, Because.IMPORTANT),
        (NEW, INGRID, HOLIDAY, HOUR, Needs.NOTHING, Because.ALL_WELL),
        (NEW, INGRID, None, 1.5 * HOUR, Needs.NOTHING, Because.ALL_WELL),
        (NEW, replace(INGRID, touch=Touch.LOW), None, HOUR, Needs.NOTHING, Because.ALL_WELL),
        (NEW, replace(INGRID, owner=None), None, HOUR, Needs.NOTHING, Because.ALL_WELL),
        (replace(NEW, clock_from=MONDAY), INGRID, None, HOUR, Needs.NOTHING, Because.ALL_WELL),
        (KEPT, INGRID, None, HOUR, Needs.NOTHING, Because.ALL_WELL),
        (KEPT, INGRID, None, 1.4 * HOUR, Needs.NOTHING, Because.ALL_WELL),
        (KEPT, INGRID, None, 1.5 * HOUR, Needs.TEAM, Because.NOT_IN_TIME),
        (KEPT, INGRID, None, 2 * HOUR, Needs.TEAM, Because.NOT_IN_TIME),
        (KEPT, INGRID, HOLIDAY, HOUR, Needs.TEAM, Because.NOT_THERE),
        (KEPT, replace(INGRID, owner="U0NIA"), None, HOUR, Needs.TEAM, Because.NOT_THERE),
        (ANAS, INGRID, None, HOUR, Needs.NOTHING, Because.ALL_WELL),
        (ANAS, INGRID, HOLIDAY, HOUR, Needs.TAKING_OVER, Because.NOT_THERE),
        (ANAS, INGRID, GONE, HOUR, Needs.TAKING_OVER, Because.NOT_THERE),
        (ANAS, INGRID, Away(Absence.STATUS), HOUR, Needs.TAKING_OVER, Because.NOT_THERE),
        (ANAS, INGRID, Away(Absence.STATUS, MONDAY + 3 * HOUR), HOUR, Needs.NOTHING, Because.BACK_IN_TIME),
        (replace(ANAS, away=Absence.LEAVE), INGRID, None, HOUR, Needs.WELCOME, Because.BACK),
        (replace(ANAS, snoozed_until=MONDAY + DAY), INGRID, GONE, HOUR, Needs.NOTHING, Because.ALL_WELL),
        (replace(ANAS, state=CaseState.CLOSED), INGRID, GONE, HOUR, Needs.NOTHING, Because.ALL_WELL),
    ],
)
def test_what_a_case_needs(
    case: Case, customer: Customer, away: Away | None, after: timedelta, needs: Needs, because: Because
) -> None:
    answer = look_for(case, customer, POLICY, away, MONDAY + after)
    assert (answer.needs, answer.because) == (needs, because)
