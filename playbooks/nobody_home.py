"""Nobody home: what becomes of a case whose owner, or whose account manager, is not there or does not act in time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from playbooks.absence import Away
from playbooks.cases import Case, CaseState
from playbooks.clocks import Due, Duty, due_at
from playbooks.customers import Customer, Touch
from playbooks.duties import next_due, running
from playbooks.ladder import KEPT_FIRST
from playbooks.nags import is_person
from playbooks.policy import Policy


class Needs(StrEnum):
    """What a case needs because of who is, or is not, there."""

    NOTHING = "nothing"
    KEEPING = "keeping"
    TEAM = "team"
    TAKING_OVER = "taking over"
    WELCOME = "welcome"


class Because(StrEnum):
    """Why."""

    IMPORTANT = "its customer has an account manager, who hears of it first"
    NOT_IN_TIME = "the account manager did not act in time"
    NOT_THERE = "who should act is not there"
    BACK = "the owner is there again"
    BACK_IN_TIME = "the owner is there again before anything is due"
    ALL_WELL = "whoever should act is there"


@dataclass(frozen=True)
class Answer:
    needs: Needs
    because: Because


def look_for(case: Case, customer: Customer, policy: Policy, away: Away | None, now: datetime) -> Answer:
    """What a case needs. `away` tells of its owner or, while nobody has it, of the customer's account manager."""
    if case.snoozed_until is not None or not case.is_open:
        return Answer(Needs.NOTHING, Because.ALL_WELL)
    if case.owner is None:
        return _nobody_has_it(case, customer, policy, away, now)
    if away is None:
        return Answer(Needs.WELCOME, Because.BACK) if case.away else Answer(Needs.NOTHING, Because.ALL_WELL)
    if is_back_in_time(away, next_due(case, customer.touch, policy)):
        return Answer(Needs.NOTHING, Because.BACK_IN_TIME)
    return Answer(Needs.TAKING_OVER, Because.NOT_THERE)


def is_back_in_time(away: Away, due: Due | None) -> bool:
    """Whether nothing is due before they are there again: who takes a day off keeps their cases."""
    return away.until is not None and due is not None and away.until < due.at


def _nobody_has_it(case: Case, customer: Customer, policy: Policy, away: Away | None, now: datetime) -> Answer:
    manager = account_manager(case, customer)
    if case.kept_for is not None:
        if away is not None or manager != case.kept_for:
            return Answer(Needs.TEAM, Because.NOT_THERE)
        if _is_over(first_until(case, customer, policy), now):
            return Answer(Needs.TEAM, Because.NOT_IN_TIME)
    elif manager and away is None and not _is_over(first_until(case, customer, policy), now):
        return Answer(Needs.KEEPING, Because.IMPORTANT)
    return Answer(Needs.NOTHING, Because.ALL_WELL)


def account_manager(case: Case, customer: Customer) -> str | None:
    """Who hears of a new case first: the owner of a high-touch customer. Nobody, once somebody has had the case."""
    first = case.state is CaseState.OPEN and case.clock_from is None and customer.touch is Touch.HIGH
    return customer.owner if first and is_person(customer.owner) else None


def first_until(case: Case, customer: Customer, policy: Policy) -> datetime | None:
    """Until when an open case may wait for its account manager, and for nobody else; None while no claim is due."""
    clock = running(case, customer.touch, policy)
    if clock is None or clock.duty is not Duty.CLAIM:
        return None
    return due_at(clock.start, clock.limit * KEPT_FIRST / 100, clock.calendar)


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is not None and until <= now
