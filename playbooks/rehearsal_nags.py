"""The reminders of a rehearsal: what is due for somebody is one message, in their hours and within a limit. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from playbooks.attention import Ear, How, Later, day_began, hours_of, next_working_moment, speak
from playbooks.cases import Case
from playbooks.clocks import Calendar
from playbooks.nags import Said, is_moot, is_person
from playbooks.policy import Policy
from playbooks.rehearsal_figures import Figures
from playbooks.rehearsal_hands import Cast, Hands


@dataclass(frozen=True)
class _Due:
    """A reminder of one customer's case, and from when on it may be said."""

    at: datetime
    said: Said
    customer: int


@dataclass
class _Told:
    """What waits to be said to somebody, and how often they were called on this day."""

    waiting: list[_Due] = field(default_factory=list)
    day: datetime | None = None
    times: int = 0


@dataclass
class Voice:
    """Counts in `figures` what it says. `case_of` gives the open case of a customer."""

    policy: Policy
    cast: Cast
    hands: Hands
    figures: Figures
    case_of: Callable[[int], Case | None]
    _told: dict[str, _Told] = field(default_factory=dict)
    _hours: dict[tuple[str, str], Calendar] = field(default_factory=dict)

    def wants(self, target: str, case: Case, said: Said, now: datetime) -> datetime:
        """Something is to be said to this person or channel; returns when they are to be called on."""
        at = next_working_moment(now, self._hours_of(target, case.team))
        self._told.setdefault(target, _Told()).waiting.append(_Due(at, said, case.customer_id))
        return at

    def speak(self, target: str, now: datetime) -> datetime | None:
        """Says all that is due for one recipient; returns when to call on them again where it must wait."""
        told = self._told[target]
        due = [one for one in told.waiting if one.at <= now]
        left = [(case, one) for one in due if (case := self._still(target, one))]
        told.waiting = [one for one in told.waiting if one.at > now]
        if not left or (is_person(target) and self.cast.person(target).stranger):
            return None
        how = self._how(target, left[0][0].team, told, now)
        if isinstance(how, Later):
            told.waiting += [_Due(how.at, one.said, one.customer) for _case, one in left]
            return how.at
        told.times += how is How.AFRESH
        self._count(target, left[0][0].team, how, now)
        return None

    def _how(self, target: str, team: str, told: _Told, now: datetime) -> How | Later:
        hours = self._hours_of(target, team)
        if told.day != (today := day_began(now, hours)):
            told.day, told.times = today, 0
        limit = self.cast.settings(target).limit(self.policy.nags.per_person_per_day)
        ear = Ear(away=self.hands.away(target, now) if is_person(target) else None)
        return speak(now, hours, told.times, limit, ear)

    def _count(self, target: str, team: str, how: How, now: datetime) -> None:
        tally = self.figures.of_person(target, now) if is_person(target) else self.figures.of_team(team, now)
        tally.pings += is_person(target) and how is How.AFRESH
        tally.lists += not is_person(target) and how is How.AFRESH
        tally.folded += how is How.QUIETLY

    def _still(self, target: str, due: _Due) -> Case | None:
        case = self.case_of(due.customer)
        return None if case is None or is_moot(due.said, target, case) else case

    def _hours_of(self, target: str, team: str) -> Calendar:
        if (target, team) not in self._hours:
            person = self.cast.person(target) if is_person(target) else None
            own = self.cast.settings(target) if person else None
            self._hours[target, team] = hours_of(target, person, self.policy, team, own)
        return self._hours[target, team]
