"""Assignment: finds somebody of a team for a case that nobody claims, one after the other."""

from collections.abc import Collection, Iterable
from datetime import datetime

from handlers.absence import absences
from playbooks.assignment import Chosen, Nobody, assign, helpers
from playbooks.cases import Case, Changed
from playbooks.customers import Customer
from playbooks.giving import give, keep
from playbooks.nobody_home import account_manager
from playbooks.policy import Assign, Policy, Team
from storage import cases, people, turns
from storage.database import Connection

HELPERS = 2
"""How many a manager is offered to give a case to with one click."""


def first_hands(db: Connection, policy: Policy, case: Case, customer: Customer, now: datetime) -> Case:
    """A new case as it is after it was kept for its account manager, or assigned; saved."""
    manager = account_manager(case, customer)
    if manager:
        found = absences(db, policy, [manager], now)
        if manager in found.colleagues and manager not in found.away:
            return cases.save(db, keep(case, manager, now))
    return assigned(db, policy, case, now)


def assigned(db: Connection, policy: Policy, case: Case, now: datetime) -> Case:
    """The case as it is after its team's way of assigning; unchanged where people claim, or nobody is there."""
    team = policy.team(case.team)
    if team.assign is Assign.CLAIM or case.owner is not None:
        return case
    chosen = choose(db, policy, team, now, how=team.assign)
    if isinstance(chosen, Chosen):
        changed = give(case, chosen.person, now, chosen.why)
        if isinstance(changed, Changed):
            return cases.save(db, changed)
    return case


def choose(
    db: Connection, policy: Policy, team: Team, now: datetime, how: Assign, without: Collection[str] = ()
) -> Chosen | Nobody:
    """Who gets the next case of this team. The turn is theirs; another process that asks waits until it is saved."""
    last = turns.take(db, team.name)
    members = [person for person in members_of(db, team) if person not in without]
    away = absences(db, policy, members, now).away
    chosen = assign(how, members, away, cases.count_open(db, members), last)
    if isinstance(chosen, Chosen):
        turns.gave(db, team.name, chosen.person)
    return chosen


def members_of(db: Connection, team: Team) -> list[str]:
    """Who is given cases, in the order of their turns: the rotation, or else the members by id. Guests, and who has
    left the company, are not."""
    if team.rotation:
        named: Iterable[str] = team.rotation
    else:
        groups = people.groups(db)
        named = sorted({one for name in team.members for one in groups.get(name, [name] if name[0] != "@" else [])})
    known = people.find_all(db, named)
    return [person for person in named if person not in known or not known[person].stranger]


def helpers_for(db: Connection, policy: Policy, case: Case, now: datetime, without: str) -> list[tuple[str, int]]:
    """Who could take this case off its owner, or at all, with how many open cases each has; those with the fewest
    first. `without` asks, and can claim it without being offered themselves."""
    nobody_new = (case.owner, without)
    members = [person for person in members_of(db, policy.team(case.team)) if person not in nobody_new]
    open_cases = cases.count_open(db, members)
    away = absences(db, policy, members, now).away
    return [(person, open_cases.get(person, 0)) for person in helpers(members, away, open_cases, HELPERS)]
