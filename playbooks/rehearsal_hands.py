"""The hands of a rehearsal: for whom a case is kept, and to whom the rules of today give it. Pure.

Everybody is taken to be there: the past does not tell who was on leave or away.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from playbooks.absence import Away
from playbooks.assignment import Chosen, assign
from playbooks.cases import Absence, Case, Changed, Given, Refused, release
from playbooks.customers import Customer
from playbooks.giving import give, keep, to_team
from playbooks.nags import is_person
from playbooks.nobody_home import Needs, account_manager, look_for
from playbooks.policy import Assign, Policy, Team
from playbooks.roles import Person


@dataclass(frozen=True)
class Cast:
    """Who works here: `person` by Slack user id, `members` of a user group by its handle."""

    person: Callable[[str], Person]
    members: Callable[[str], Collection[str]]


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
        if manager and self._works_here(manager):
            return keep(case, manager, now).case
        return self._assigned(case, now)

    def settled(self, case: Case, customer: Customer, now: datetime) -> Case:
        """A case at which the bot looks: the account manager may have let it lie, or may be another one by now."""
        there = bool(case.owner) or self._works_here(customer.owner)
        match look_for(case, customer, self.policy, None if there else Away(Absence.GONE), now).needs:
            case Needs.KEEPING if customer.owner:
                return keep(case, customer.owner, now).case
            case Needs.TEAM:
                return self._assigned(to_team(case, now, "").case, now)
        return case

    def passed_on(self, case: Case, now: datetime) -> Changed | Refused:
        """A silent case goes to the next of the rotation, or back to the channel."""
        team = self.policy.team(case.team)
        if team.rotation and (heir := self._chosen(team, Assign.ROUND_ROBIN, without=case.owner)):
            return give(case, heir.person, now, Given.TURN, instead=case.owner)
        return release(case, None, now)

    def _assigned(self, case: Case, now: datetime) -> Case:
        team = self.policy.team(case.team)
        if case.owner is None and (heir := self._chosen(team, team.assign)):
            changed = give(case, heir.person, now, heir.why)
            return changed.case if isinstance(changed, Changed) else case
        return case

    def _chosen(self, team: Team, how: Assign, without: str | None = None) -> Chosen | None:
        named = team.rotation or sorted({one for name in team.members for one in self._named(name)})
        members = [one for one in named if one != without and not self.cast.person(one).stranger]
        chosen = assign(how, members, (), self._held() if how is Assign.LEAST_OPEN else {}, self.last.get(team.name))
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
