"""Duties: which of a case's three clocks is running, and when it runs out."""

from datetime import time

from playbooks.cases import Case, CaseState
from playbooks.clocks import Calendar, Due, Duty, due_at
from playbooks.customers import Touch
from playbooks.hours import WorkingHours
from playbooks.policy import USUAL_LIMITS, Company, Policy, Team

NINE_TO_FIVE = ((time(9), time(17)),)
USUAL_HOURS = WorkingHours((NINE_TO_FIVE,) * 5 + ((), ()))


def calendar_of(team: Team, company: Company) -> Calendar:
    """When a team works: its own zone or the company's, its own hours or Monday to Friday, 09:00 to 17:00."""
    return Calendar(team.timezone or company.timezone, team.hours or USUAL_HOURS, team.holidays)


def next_due(case: Case, touch: Touch, policy: Policy) -> Due | None:
    """What is due next on a case, in business time of its team. Aware UTC.

    The claim clock runs from the opening while the case is open, the contact clock from the claim, the close clock
    from the first contact. None when the case is closed, or snoozed: then nothing is due until it wakes.
    """
    if case.snoozed_until is not None:
        return None
    limits = policy.limits.get(touch, USUAL_LIMITS[touch])
    running = {
        CaseState.OPEN: (Duty.CLAIM, case.opened_at, limits.claim),
        CaseState.CLAIMED: (Duty.CONTACT, case.claimed_at, limits.contact),
        CaseState.CONTACTED: (Duty.CLOSE, case.contacted_at, limits.close),
    }.get(case.state)
    if running is None:
        return None
    duty, start, limit = running
    calendar = calendar_of(policy.team(case.team), policy.company)
    return Due(duty, due_at(start or case.opened_at, limit, calendar))
