"""The hands of a rehearsal: for whom a case is kept, and to whom the rules of today give it. Pure.

Who has leave in their settings is away meanwhile. What Slack said of people in the past is not known any more.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from playbooks.absence import NOTHING_SAID, Away, away, changes_at
from playbooks.acts import release
from playbooks.assignment import Chosen, assign
from playbooks.cases import Absence, Case, Changed, Given, Refused
from playbooks.customers import Customer
from playbooks.giving import give, keep, owner_away, owner_back, to_team
from playbooks.nags import everybody_who_leads, is_person, leaders_of
from playbooks.nobody_home import Needs, account_manager, look_for
from playbooks.policy import Assign, Policy, Team
from playbooks.roles import Person
from playbooks.settings import USUAL, Settings


@dataclass(frozen=True)
class Cast:
    """Who works here: `person` by Slack user id, `members` of a user group by its handle; and what a person has
    decided about their reminders."""

    person: Callable[[str], Person]
    members: Callable[[str], Collection[str]]
    settings: Callable[[str], Settings] = lambda _person: USUAL


@dataclass
class Hands:
    """`open_cases` gives all cases that are open; `last` is who had each team's latest turn."""

    policy: Policy
    cast: Cast
    open_cases: Callable[[], Iterable[Case]]
    last: dict[str, str] = field(default_factory=dict)

    def first(self, case: Case, customer: Customer, now: datetime) -> Case:
        """A new case: kept for its account manager, or assigned."""
        manager = account_manager(case, customer)
        if manager and self._works_here(manager) and not self.away(manager, now):
            return keep(case, manager, now).case
        return self._assigned(case, now)

    def settled(self, case: Case, customer: Customer, now: datetime) -> Case:
        """A case at which the bot looks: the account manager may have let it lie, or may be another one by now; who
        has it may be on leave."""
        whom = case.owner or customer.owner
        absent = self.away(whom, now) if whom and (case.owner or self._works_here(whom)) else Away(Absence.GONE)
        match look_for(case, customer, self.policy, absent, now).needs:
            case Needs.KEEPING if customer.owner:
                return keep(case, customer.owner, now).case
            case Needs.TEAM:
                return self._assigned(to_team(case, now, "").case, now)
            case Needs.WELCOME:
                return owner_back(case, now).case
            case Needs.TAKING_OVER if absent:
                changed = self._taken_over(case, absent, now)
                return changed.case if isinstance(changed, Changed) else case
        return case

    def away(self, person: str, now: datetime) -> Away | None:
        """Whether they have leave now."""
        return away(NOTHING_SAID, self.cast.settings(person).leave, self._zone(person), now)

    def changes_at(self, case: Case, customer: Customer, now: datetime) -> datetime | None:
        """When the leave of who should act begins or ends next."""
        whom = case.owner or customer.owner
        return changes_at(NOTHING_SAID, self.cast.settings(whom).leave, self._zone(whom), now) if whom else None

    def leaders(self, case: Case, now: datetime) -> tuple[str, ...]:
        """Who hears of a late case."""
        gone = [one for one in everybody_who_leads(self.policy, self.cast.members) if self.away(one, now)]
        return leaders_of(case, self.policy, self.cast.members, gone)

    def _zone(self, person: str) -> str:
        return self.cast.person(person).timezone or self.policy.company.timezone

    def _taken_over(self, case: Case, absent: Away, now: datetime) -> Changed | Refused:
        """As `nobody_home` does it: the stand-in, the next of the rotation, whom a manager says, whoever claims it."""
        stand_in = absent.stand_in
        if stand_in and stand_in != case.owner and self._works_here(stand_in) and not self.away(stand_in, now):
            return give(case, stand_in, now, Given.STAND_IN, instead=case.owner)
        team = self.policy.team(case.team)
        if team.rotation and (heir := self._chosen(team, Assign.ROUND_ROBIN, now, without=case.owner)):
            return give(case, heir.person, now, Given.TURN, instead=case.owner)
        if not self.leaders(case, now):
            return release(case, None, now)
        return owner_away(case, now, absent.why, absent.until)

    def passed_on(self, case: Case, now: datetime) -> Changed | Refused:
        """A silent case goes to the next of the rotation, or back to the channel."""
        team = self.policy.team(case.team)
        if team.rotation and (heir := self._chosen(team, Assign.ROUND_ROBIN, now, without=case.owner)):
            return give(case, heir.person, now, Given.TURN, instead=case.owner)
        return release(case, None, now)

    def _assigned(self, case: Case, now: datetime) -> Case:
        team = self.policy.team(case.team)
        if case.owner is None and (heir := self._chosen(team, team.assign, now)):
            changed = give(case, heir.person, now, heir.why)
            return changed.case if isinstance(changed, Changed) else case
        return case

    def _chosen(self, team: Team, how: Assign, now: datetime, without: str | None = None) -> Chosen | None:
        named = team.rotation or sorted({one for name in team.members for one in self._named(name)})
        members = [one for one in named if one != without and not self.cast.person(one).stranger]
        gone = [one for one in members if self.away(one, now)]
        held = self._held() if how is Assign.LEAST_OPEN else {}
        chosen = assign(how, members, gone, held, self.last.get(team.name))
        if not isinstance(chosen, Chosen):
            return None
        self.last[team.name] = chosen.person
        return chosen

    def _named(self, name: str) -> Collection[str]:
        return self.cast.members(name) if name.startswith("@") else [name]

    def _held(self) -> Counter[str]:
        return Counter(case.owner for case in self.open_cases() if case.owner)

    def _works_here(self, who: str | None) -> bool:
        return who is not None and is_person(who) and not self.cast.person(who).stranger
