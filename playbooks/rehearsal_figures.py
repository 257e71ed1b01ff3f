"""What a rehearsal counts: per team and person and day, with totals and the worst day. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass
class Tally:
    """What one day brought to a team or a person. `pings` are messages that call a person, `lists` those in a channel
    that call nobody; `folded` joined an earlier one quietly. `in_storms` are cases that a storm card stood for.
    Overdue: a limit ran out on this day."""

    cards: int = 0
    in_storms: int = 0
    pings: int = 0
    lists: int = 0
    folded: int = 0
    overdue: int = 0


Days = dict[date, Tally]


@dataclass
class Figures:
    """`ended_early` is how far it came when there was no time for all. `quiet` answers opened no case; `unknown` cases
    did not exist in the past, so nobody acted on them; `given_back` is how often a silent case went back to its
    channel. Days are the company's."""

    timezone: str
    answers: int = 0
    quiet: int = 0
    opened: int = 0
    unknown: int = 0
    storms: int = 0
    given_back: int = 0
    still_open: int = 0
    ended_early: datetime | None = None
    teams: dict[str, Days] = field(default_factory=dict)
    people: dict[str, Days] = field(default_factory=dict)

    def of_team(self, team: str, at: datetime) -> Tally:
        """The tally of the day on which this happened."""
        return self.teams.setdefault(team, {}).setdefault(self._day(at), Tally())

    def of_person(self, person: str, at: datetime) -> Tally:
        return self.people.setdefault(person, {}).setdefault(self._day(at), Tally())

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True)
class Sum:
    """A number over all days, and the day that had most of it; None: no day had any."""

    total: int
    worst: int
    day: date | None


def sums(days: Mapping[date, Tally], of: Callable[[Tally], int]) -> Sum:
    """Among equal days the first is the worst."""
    counted = {day: of(tally) for day, tally in sorted(days.items())}
    worst = max(counted, key=lambda day: counted[day], default=None)
    if worst is None or not counted[worst]:
        return Sum(0, 0, None)
    return Sum(sum(counted.values()), counted[worst], worst)
