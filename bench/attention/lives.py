"""What became of each case, in any world, and the figures that follow."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.attention.people import WORKERS
from bench.numbers import quantile
from playbooks.clocks import Calendar, Duty, business_time_between, due_at
from playbooks.customers import Touch
from playbooks.duties import calendar_of
from playbooks.policy import USUAL_LIMITS, Policy

REMIND_WITHIN = timedelta(hours=8)
"""Working time after a limit within which somebody must have been reminded: until the next day's work, whose it is."""


Clock = tuple[Duty, datetime, datetime | None]
"""Which, from when, until when; None: it still runs."""


@dataclass
class Life:
    """A case's clocks, one after another; when somebody was reminded of it, and who (a person or a channel); who had it
    from when on, and when it was kept for an account manager."""

    id: int
    touch: Touch
    team: str
    opened: datetime
    glad: bool = False
    clocks: list[Clock] = field(default_factory=list)
    reminded: list[tuple[datetime, str]] = field(default_factory=list)
    hands: list[tuple[datetime, str | None]] = field(default_factory=list)
    kept: list[tuple[datetime, datetime]] = field(default_factory=list)
    contacted: datetime | None = None

    def turn(self, duty: Duty | None, at: datetime) -> None:
        """The running clock ends, and this one begins; None: the case is closed."""
        if self.clocks and self.clocks[-1][2] is None:
            last, since, _end = self.clocks.pop()
            self.clocks.append((last, since, at))
        if duty:
            self.clocks.append((duty, at, None))

    def holder_at(self, at: datetime) -> str | None:
        """Who had it just before this moment."""
        return next((who for since, who in reversed(self.hands) if since < at), None)


@dataclass(frozen=True)
class Ping:
    who: str
    at: datetime


@dataclass(frozen=True)
class Figures:
    """`daily` are the pings of each person on each of their working days that they were not on leave."""

    world: str
    cases: int
    pings: int
    daily: tuple[float, ...]
    in_time: float
    overdue: int
    late: tuple[tuple[Life, Clock], ...]
    forgotten: int
    outside: int
    on_leave: int

    @property
    def median(self) -> float:
        return quantile(self.daily, 0.5)

    @property
    def p95(self) -> float:
        return quantile(self.daily, 0.95)

    @property
    def most(self) -> float:
        return max(self.daily, default=0.0)

    @property
    def mean(self) -> float:
        return sum(self.daily) / max(1, len(self.daily))


def figures(
    world: str, lives: Iterable[Life], pings: Sequence[Ping], policy: Policy, span: tuple[datetime, datetime]
) -> Figures:
    """`span` is from the first moment to the last."""
    start, end = span
    all_lives = list(lives)
    judged = [life for life in all_lives if (limit := _contact_by(life, policy)) and limit <= end]
    in_time = sum(1 for one in judged if one.contacted and one.contacted <= _contact_by(one, policy))
    overdue = [(one, clock) for one in all_lives for clock in one.clocks if _overdue(one, clock, policy, end)]
    people = {worker.id: worker for worker in WORKERS}
    mine = [ping for ping in pings if ping.who in people]
    return Figures(
        world=world,
        cases=len(all_lives),
        pings=len(mine),
        daily=_daily(mine, start, end),
        in_time=in_time / max(1, len(judged)),
        overdue=len({id(one) for one, _clock in overdue}),
        late=tuple(overdue),
        forgotten=sum(1 for one, clock in overdue if _forgotten(one, clock, policy, end)),
        outside=sum(1 for ping in mine if not people[ping.who].works_at(ping.at)),
        on_leave=sum(1 for ping in mine if people[ping.who].is_away(ping.at)),
    )


def _calendar(life: Life, policy: Policy) -> Calendar:
    return calendar_of(policy.team(life.team), policy.company)


def _limit(life: Life, duty: Duty) -> timedelta:
    limit: timedelta = getattr(USUAL_LIMITS[life.touch], duty.value)
    return limit


def _contact_by(life: Life, policy: Policy) -> datetime:
    """When the customer should have heard from us: the limits to the claim and to the contact, one after another."""
    whole = _limit(life, Duty.CLAIM) + _limit(life, Duty.CONTACT)
    return due_at(life.opened, whole, _calendar(life, policy))


def ends_at(life: Life, clock: Clock, policy: Policy) -> datetime:
    """When its limit is reached."""
    duty, since, _until = clock
    return due_at(since, _limit(life, duty), _calendar(life, policy))


def _overdue(life: Life, clock: Clock, policy: Policy, end: datetime) -> bool:
    return ends_at(life, clock, policy) < (clock[2] or end)


def _forgotten(life: Life, clock: Clock, policy: Policy, end: datetime) -> bool:
    """Nobody was reminded of it in time, and it went on waiting."""
    _duty, since, until = clock
    due = ends_at(life, clock, policy)
    waited = business_time_between(due, until or end, _calendar(life, policy))
    by = due_at(due, REMIND_WITHIN, _calendar(life, policy))
    return waited > REMIND_WITHIN and not any(since <= at <= by for at, _to in life.reminded)


def _daily(pings: Sequence[Ping], start: datetime, end: datetime) -> tuple[float, ...]:
    """Each person's pings on each day; working days count also when there were none, so nothing is flattered by
    leaving them out: days off count only when there was a ping."""
    counted: Counter[tuple[str, object]] = Counter((ping.who, ping.at.date()) for ping in pings)
    day = start
    while day < end:
        for worker in WORKERS:
            if day.weekday() < 5 and not worker.is_away(day + timedelta(hours=12)):
                counted[worker.id, day.date()] += 0
        day += timedelta(days=1)
    return tuple(float(n) for n in counted.values())
