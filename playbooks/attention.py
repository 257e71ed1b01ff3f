"""Attention: when a person may be reminded, and how often. Nobody is spoken to outside their working hours."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from playbooks.absence import NOTHING_SAID, Away, Word
from playbooks.clocks import Calendar, business_time_between, due_at
from playbooks.duties import calendar_of
from playbooks.nags import is_person
from playbooks.names import known_zones
from playbooks.policy import Policy, Team
from playbooks.roles import Person
from playbooks.settings import Settings

MOMENT = timedelta(microseconds=1)


class How(StrEnum):
    """How what is due is said: in a new message, which Slack announces, or quietly in today's last one."""

    AFRESH = "afresh"
    QUIETLY = "quietly"


@dataclass(frozen=True)
class Later:
    """Not now: the recipient's next working moment."""

    at: datetime


def hours_of(
    target: str, person: Person | None, policy: Policy, team: str, settings: Settings | None = None
) -> Calendar:
    """When this recipient works: their own hours if they have set them, or those of their team, in their own zone. A
    channel keeps its team's hours; a person whose zone Slack has not told us is taken to be where their team is. `team`
    is whose case it is, for people in no team."""
    home = policy.team(team)
    if person is not None and is_person(target):
        home = _home_of(person, policy) or home
    calendar = calendar_of(home, policy.company)
    zone = person.timezone if person else None
    if settings and settings.hours:
        calendar = replace(calendar, hours=settings.hours)
    return replace(calendar, timezone=zone) if zone in known_zones() and zone else calendar


def _home_of(person: Person, policy: Policy) -> Team | None:
    """The team that a person works in; for one who leads several, the first that they lead."""
    for names in (person.teams, person.manages):
        named = [team for team in policy.teams if team.name in names and (team.members or team.managers)]
        if named:
            return named[0]
    return None


def next_working_moment(now: datetime, hours: Calendar) -> datetime:
    """Now, if this is a working moment; else when work begins next."""
    return due_at(now, MOMENT, hours) - MOMENT


@dataclass(frozen=True)
class Ear:
    """How a recipient can be reached now: what Slack says of them, whether they are away, and since when the oldest
    thing that is due waits for them."""

    word: Word = NOTHING_SAID
    away: Away | None = None
    waiting_since: datetime | None = None


OPEN_EAR = Ear()
IDLE_LOOK = timedelta(minutes=10)
IDLE_PATIENCE = timedelta(hours=1)
"""Who is at none of their devices is waited for, but no longer than that much of their working time: some people
always seem to be away."""
GONE_LOOK = timedelta(days=1)


def speak(now: datetime, hours: Calendar, said_today: int, limit: int, ear: Ear = OPEN_EAR) -> How | Later:
    """How a recipient is told what is due at this moment. Over the limit of the day it joins today's last message.

    Who is on leave is told when they work again, who wants quiet when that is over, who is at no device a little later.
    """
    if ear.away is not None:
        return Later(next_working_moment(ear.away.until or now + GONE_LOOK, hours))
    works_at = next_working_moment(now, hours)
    if works_at > now:
        return Later(works_at)
    if ear.word.quiet_until is not None and ear.word.quiet_until > now:
        return Later(next_working_moment(ear.word.quiet_until, hours))
    if ear.word.idle and business_time_between(ear.waiting_since or now, now, hours) < IDLE_PATIENCE:
        return Later(next_working_moment(now + IDLE_LOOK, hours))
    return How.AFRESH if said_today < limit else How.QUIETLY


def day_began(now: datetime, hours: Calendar) -> datetime:
    """When the recipient's day began. Aware UTC."""
    zone = ZoneInfo(hours.timezone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
