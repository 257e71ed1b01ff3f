"""Attention: when a person may be reminded, and how often. Nobody is spoken to outside their working hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from playbooks.clocks import Calendar, due_at
from playbooks.duties import calendar_of
from playbooks.nags import is_person
from playbooks.names import known_zones
from playbooks.policy import Policy, Team
from playbooks.roles import Person

MOMENT = timedelta(microseconds=1)


class How(StrEnum):
    """How what is due is said: in a new message, which Slack announces, or quietly in today's last one."""

    AFRESH = "afresh"
    QUIETLY = "quietly"


@dataclass(frozen=True)
class Later:
    """Not now: the recipient's next working moment."""

    at: datetime


def hours_of(target: str, person: Person | None, policy: Policy, team: str) -> Calendar:
    """When this recipient works: the hours of their team, in their own zone. A channel keeps its team's hours, and so
    does a person whose zone Slack has not told us. `team` is whose case it is, for people in no team."""
    home = policy.team(team)
    if person is not None and is_person(target):
        home = _home_of(person, policy) or home
    calendar = calendar_of(home, policy.company)
    zone = person.timezone if person else None
    return Calendar(zone, calendar.hours, calendar.holidays) if zone in known_zones() and zone else calendar


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


def speak(now: datetime, hours: Calendar, said_today: int, limit: int) -> How | Later:
    """How a recipient is told what is due at this moment. Over the limit of the day it joins today's last message."""
    works_at = next_working_moment(now, hours)
    if works_at > now:
        return Later(works_at)
    return How.AFRESH if said_today < limit else How.QUIETLY


def day_began(now: datetime, hours: Calendar) -> datetime:
    """When the recipient's day began. Aware UTC."""
    zone = ZoneInfo(hours.timezone)
    return datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
