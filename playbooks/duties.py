"""Duties: which of a case's three clocks is running, and when it runs out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from playbooks.cases import Case, CaseState
from playbooks.clocks import Calendar, Due, Duty, due_at
from playbooks.customers import Touch
from playbooks.hours import USUAL_HOURS
from playbooks.policy import USUAL_LIMITS, Company, Policy, RouteLimits, Team
from playbooks.routing import route_of


def calendar_of(team: Team, company: Company) -> Calendar:
    """When a team works: its own zone or the company's, its own hours or Monday to Friday, 09:00 to 17:00."""
    zone, off = team.timezone or company.timezone, team.holidays
    return Calendar(zone, team.hours or USUAL_HOURS, off.country if off else None, frozenset(off.dates if off else ()))


def limit_of(duty: Duty, touch: Touch, route: str | None, policy: Policy) -> timedelta:
    """The limit of a clock: that of the route by which the case came, if it sets one, or else that of the touch."""
    came_by = route_of(policy, route)
    own: timedelta | None = getattr(came_by.limits, duty.value) if came_by else None
    usual: timedelta = getattr(policy.limits.get(touch, USUAL_LIMITS[touch]), duty.value)
    return own or usual


@dataclass(frozen=True)
class Running:
    """The clock of a case that is running: since when, for how long, by whose working hours."""

    duty: Duty
    start: datetime
    limit: timedelta
    calendar: Calendar


DUTIES = {CaseState.OPEN: Duty.CLAIM, CaseState.CLAIMED: Duty.CONTACT, CaseState.CONTACTED: Duty.CLOSE}


def running(case: Case, touch: Touch, policy: Policy) -> Running | None:
    """The claim clock runs while the case is open, the contact clock from the claim, the close clock from the first
    contact. None when the case is closed, or snoozed: then nothing is due until it wakes."""
    duty = DUTIES.get(case.state)
    if case.snoozed_until is not None or duty is None:
        return None
    limit = limit_of(duty, touch, case.route, policy)
    return Running(duty, case.clock_start, limit, calendar_of(policy.team(case.team), policy.company))


def next_due(case: Case, touch: Touch, policy: Policy) -> Due | None:
    """What is due next on a case, in business time of its team. Aware UTC."""
    clock = running(case, touch, policy)
    return None if clock is None else Due(clock.duty, due_at(clock.start, clock.limit, clock.calendar))


def digest_of(team: Team, policy: Policy) -> str:
    """What decides when a case of this team is due, in short: another digest means that its clocks were changed."""
    limits = {touch.value: policy.limits.get(touch, usual).model_dump_json() for touch, usual in USUAL_LIMITS.items()}
    routes = {
        route.key: route.limits.model_dump_json(exclude_none=True)
        for route in policy.routes
        if route.team == team.name and route.limits != RouteLimits()
    }
    calendar = calendar_of(team, policy.company)
    off = (calendar.holidays, sorted(calendar.days_off))
    decided = repr((calendar.timezone, calendar.hours, off, sorted(limits.items()), sorted(routes.items())))
    return sha256(decided.encode()).hexdigest()[:16]
