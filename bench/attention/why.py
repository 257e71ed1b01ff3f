"""Why a clock of a case ran out: counted by the same rule in every world, from what is known of its people."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from bench.attention.answers import START, STORM_LASTS, STORMS
from bench.attention.lives import Clock, Life, ends_at
from bench.attention.people import STEP, WORKERS, Act, Habits, Worker
from playbooks.clocks import Duty
from playbooks.policy import Policy


class Why(StrEnum):
    """The first of these that is true of an overdue clock."""

    STORM = "it came in a storm"
    KEPT = "it was kept for the account manager"
    NOBODY = "nobody had taken it"
    ABSENT = "who had it was on leave"
    THINKING = "the answer needed that long"
    BUSY = "remembered, and hands full"
    UNTOLD = "forgotten, and no reminder before it was due"
    NO_HOURS = "forgotten, and reminded too late to act in their hours"
    UNHEEDED = "forgotten, and a reminder not heeded"


PEOPLE = {worker.id: worker for worker in WORKERS}
ACTS = {Duty.CONTACT: Act.REPLY, Duty.CLOSE: Act.CLOSE}
ENOUGH = 4
"""Quarters of an hour at work between a reminder and the limit, from which one can be asked to act on it."""


def why(life: Life, clock: Clock, policy: Policy, habits: Habits) -> Why:
    """Why this clock, which ran out, was overdue."""
    duty, since, _until = clock
    due = ends_at(life, clock, policy)
    if any(START + storm <= life.opened <= START + storm + STORM_LASTS + STEP for storm in STORMS):
        return Why.STORM
    holder = PEOPLE.get(life.holder_at(due) or "")
    if duty is Duty.CLAIM or holder is None:
        kept = any(begins < due and ends - begins > (due - since) / 2 for begins, ends in life.kept)
        return Why.KEPT if kept else Why.NOBODY
    if holder.is_away(due) or holder.is_away(since):
        return Why.ABSENT
    act = ACTS[duty]
    if habits.ripens(act, life.id, life.glad, since) >= due:
        return Why.THINKING
    if habits.chance(holder.id, life.id, act, "remembers") < holder.diligence:
        return Why.BUSY
    told = [at for at, to in life.reminded if to == holder.id and since <= at < due]
    if not told:
        return Why.UNTOLD
    return Why.UNHEEDED if _quarters(holder, min(told), due) >= ENOUGH else Why.NO_HOURS


def _quarters(worker: Worker, start: datetime, end: datetime) -> int:
    return sum(worker.works_at(start + STEP * n) for n in range((end - start) // STEP))


def reasons(late: Iterable[tuple[Life, Clock]], policy: Policy, habits: Habits) -> Counter[tuple[Duty, Why]]:
    """How many clocks ran out, by which clock and why."""
    return Counter((clock[0], why(life, clock, policy, habits)) for life, clock in late)
