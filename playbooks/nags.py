"""Nags: what the ladder asks for about an open loop, and when to ask again. Pure; asked again at every look.

A rule that is asked again needs nobody to cancel anything: a claim, a contact, a close or a snooze gives another
answer, and so does a new policy. After a restart the answer is the same.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from playbooks.cases import Case, CaseState
from playbooks.clocks import Duty, begins_next, business_time_between, due_at
from playbooks.customers import Customer
from playbooks.daily import DAILY, line_of_the_day
from playbooks.duties import DUTIES, Running, running
from playbooks.ladder import GIVEN_BACK, KEPT_FIRST, LADDER, Audience, Rung
from playbooks.policy import Policy


class Reason(StrEnum):
    """Why this is the answer."""

    IMPORTANT = "a customer of theirs needs somebody"
    GIVEN = "they were given it and may not know"
    ABSENT = "its owner is not there"
    SOON = "most of the time is used"
    DUE = "the time is used up"
    LATE = "it waits far too long"
    STILL = "all has been said, and it is still open"
    SILENT = "nobody got in touch within the limit"
    CLOSED = "it is closed"
    ASLEEP = "it sleeps"
    IN_TIME = "nothing is due yet"
    SAID_ALL = "all has been said"


WHY = {
    Rung.OPENING: Reason.IMPORTANT,
    Rung.GIVEN: Reason.GIVEN,
    Rung.ABSENT: Reason.ABSENT,
    Rung.SOFT: Reason.SOON,
    Rung.MENTION: Reason.DUE,
    Rung.MANAGER: Reason.LATE,
    Rung.DAILY: Reason.STILL,
    Rung.DAILY_LEADERS: Reason.STILL,
}


@dataclass(frozen=True)
class Said:
    """That a rung was said: of which clock, which began when, for the how-manieth time; a daily line, on which day.
    That the owner is absent is said of their absence, whatever clock runs: `since` is when that began."""

    duty: Duty
    since: datetime
    rung: Rung
    count: int


@dataclass(frozen=True)
class Nag:
    """Something is to be said to these people (user ids), or to a channel."""

    said: Said
    to: tuple[str, ...]
    reason: Reason

    @property
    def rung(self) -> Rung:
        return self.said.rung


@dataclass(frozen=True)
class Release:
    """The case goes back to the channel."""

    reason: Reason


@dataclass(frozen=True)
class Wait:
    """Nothing is to be said before `until`; None: nothing ever, as things stand."""

    until: datetime | None
    reason: Reason


def decide(
    case: Case,
    customer: Customer,
    leaders: Sequence[str],
    policy: Policy,
    said: Collection[Said],
    now: datetime,
    away_since: datetime | None = None,
) -> Nag | Release | Wait:
    """What the ladder asks for now. Each audience hears the last rung that has come, never one that it is past.

    `leaders` are those who hear of late cases, `said` what was said of this case so far, `away_since` when the absence
    of its owner began, if there is one.
    """
    clock = running(case, customer.touch, policy)
    if clock is None:
        return Wait(case.snoozed_until, Reason.ASLEEP) if case.is_open else Wait(None, Reason.CLOSED)
    gone = business_time_between(clock.start, now, clock.calendar)
    if clock.duty is Duty.CONTACT and gone >= _share(clock, GIVEN_BACK):
        return Release(Reason.SILENT)
    mornings: list[datetime] = []
    heard = {(one.rung, one.count) for one in said if _counts(one, clock, away_since)}
    ahead = [_share(clock, GIVEN_BACK)] if clock.duty is Duty.CONTACT else []
    ahead += [first] if case.kept_for and (first := _share(clock, KEPT_FIRST)) > gone else []
    for audience in Audience:
        every = _steps(clock, audience)
        steps = _unsaid(every, heard)
        came = [step for step in steps if step[0] <= gone]
        if came and (to := _people(case, customer, leaders, policy, came[-1][1])):
            _after, rung, count = came[-1]
            since = away_since if rung is Rung.ABSENT and away_since else clock.start
            return Nag(Said(clock.duty, since, rung, count), to, WHY[rung])
        ahead += [
            after for after, rung, _count in steps if after > gone and _people(case, customer, leaders, policy, rung)
        ]
        daily = DAILY.get(audience)
        if daily and every[-1][0] <= gone and (to := _people(case, customer, leaders, policy, daily)):
            today = line_of_the_day(clock, every[-1][0], now)
            if today and (daily, today) not in heard:
                return Nag(Said(clock.duty, clock.start, daily, today), to, WHY[daily])
            mornings.append(begins_next(clock.calendar, now))
    if ahead:
        mornings.append(due_at(clock.start, max(min(ahead), timedelta()), clock.calendar))
    return Wait(min(mornings), Reason.IN_TIME) if mornings else Wait(None, Reason.SAID_ALL)


def _counts(said: Said, clock: Running, away_since: datetime | None) -> bool:
    """Whether it was said of the clock that runs now, or of the absence that lasts."""
    if said.rung is Rung.ABSENT and away_since:
        return said.since == away_since
    return (said.duty, said.since) == (clock.duty, clock.start)


def _share(clock: Running, percent: int) -> timedelta:
    return clock.limit * percent / 100


def _steps(clock: Running, audience: Audience) -> list[tuple[timedelta, Rung, int]]:
    """After how much business time an audience hears which rung for the how-manieth time, in order."""
    return [
        (_share(clock, step.percent) + step.every * (count - 1), step.rung, count)
        for step in LADDER
        if step.audience is audience
        for count in range(1, step.most + 1)
    ]


def _unsaid(
    steps: list[tuple[timedelta, Rung, int]], heard: set[tuple[Rung, int]]
) -> list[tuple[timedelta, Rung, int]]:
    """What comes after the last step that was said: nobody is told softly what they were told plainly."""
    last = max((place for place, (_after, *step) in enumerate(steps, 1) if tuple(step) in heard), default=0)
    return steps[last:]


def _people(case: Case, customer: Customer, leaders: Sequence[str], policy: Policy, rung: Rung) -> tuple[str, ...]:
    """Who hears a rung; nobody, where it does not apply."""
    important = is_person(customer.owner) and case.state is CaseState.OPEN
    theirs = (customer.owner,) if important and customer.owner else ()
    channel = policy.team(case.team).channel
    match rung:
        case Rung.OPENING:
            return (case.kept_for,) if case.kept_for and not case.owner else ()
        case Rung.GIVEN:
            return (case.owner,) if case.owner and case.given and case.away is None else ()
        case Rung.ABSENT:
            return tuple(one for one in leaders if one != case.owner) if case.away else ()
        case Rung.MANAGER:
            return tuple(one for one in leaders if one != case.owner) or (channel,)
        case Rung.DAILY_LEADERS:
            return tuple(one for one in leaders if one != case.owner)
        case _ if case.owner:
            return () if case.away else (case.owner,)
        case Rung.SOFT if case.kept_for:
            return (case.kept_for,)
        case Rung.MENTION | Rung.DAILY:
            return (channel, *theirs)
        case _:
            return (channel,)


def is_person(target: str | None) -> bool:
    """Whether this is a Slack user's id, and not a channel or whatever a customer list calls an owner."""
    return target is not None and len(target) > 2 and target[0] in "UW" and target.isalnum() and target.isupper()


def leaders_of(
    case: Case, policy: Policy, members: Callable[[str], Collection[str]], away: Collection[str] = ()
) -> tuple[str, ...]:
    """Who hears of late cases: the team's managers; where there are none, or none of them is there, the admins; where
    nobody is there, the managers when they are back; perhaps nobody.

    `members` says who is in a user group; it is empty for a group that is gone. `away` are those who are not there.
    """
    teams = policy.team(case.team).managers, policy.company.admins
    named = [dict.fromkeys(one for name in names for one in _expanded(name, members)) for names in teams]
    for absent in ((case.owner, *away), (case.owner,)):
        for people in named:
            if found := tuple(one for one in people if one not in absent):
                return found
    return ()


def everybody_who_leads(policy: Policy, members: Callable[[str], Collection[str]]) -> set[str]:
    """All managers and admins."""
    names = {*policy.company.admins, *(name for team in policy.teams for name in team.managers)}
    return {one for name in names for one in _expanded(name, members)}


def _expanded(name: str, members: Callable[[str], Collection[str]]) -> list[str]:
    return sorted(members(name)) if name.startswith("@") else [name]


def is_moot(said: Said, to: str, case: Case) -> bool:
    """Whether a reminder has lost its reason: the case moved on, sleeps, or is in other hands."""
    if not case.is_open or case.snoozed_until is not None:
        return True
    if said.rung is Rung.ABSENT:
        return case.away is None
    if (said.duty, said.since) != (DUTIES[case.state], case.clock_start):
        return True
    spoken_to_holder = said.rung in (Rung.GIVEN, Rung.SOFT, Rung.MENTION, Rung.DAILY) and case.owner is not None
    return spoken_to_holder and (to != case.owner or case.away is not None)
