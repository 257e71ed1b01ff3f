"""Roles: who may do what to which case. One pure question, asked before every act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from playbooks.cases import Case, Refusal
from playbooks.policy import Policy, Team


class Role(StrEnum):
    AGENT = "agent"
    ACCOUNT_MANAGER = "account manager"
    MANAGER = "manager"
    ADMIN = "admin"


class Act(StrEnum):
    LOOK = "look"
    CLAIM = "claim"
    RELEASE = "release"
    HAND_OVER = "hand over"
    LOG_CALL = "log a call"
    REPLY = "reply"
    CLOSE = "close"
    NOT_A_CASE = "not a case"
    SNOOZE = "snooze"
    REPORT = "report"
    SET_ASIDE = "set aside"
    REHEARSE = "rehearse"


@dataclass(frozen=True)
class Person:
    """Somebody in Slack. `teams` are the teams they work in, `manages` those they lead; an admin leads all.

    `stranger` is true for people of another company (Slack Connect) and for guests: they see cards where they
    were let in, and act on none. So is whoever is `unmet`: Slack has not told us who they are.
    """

    id: str
    name: str = ""
    timezone: str | None = None
    teams: frozenset[str] = frozenset()
    manages: frozenset[str] = frozenset()
    admin: bool = False
    stranger: bool = False
    unmet: bool = False


def roles(person: Person, customer_owner: str | None, team: str) -> frozenset[Role]:
    """What this person is to a case of that team whose customer is owned by `customer_owner`."""
    if person.stranger:
        return frozenset()
    found = set()
    if team in person.teams:
        found.add(Role.AGENT)
    if person.id == customer_owner:
        found.add(Role.ACCOUNT_MANAGER)
    if team in person.manages:
        found.add(Role.MANAGER)
    if person.admin:
        found.add(Role.ADMIN)
    return frozenset(found)


@dataclass(frozen=True)
class CaseOf:
    """A case with what decides about rights: who owns its customer."""

    case: Case
    customer_owner: str | None = None


LEADERS = frozenset({Role.ACCOUNT_MANAGER, Role.MANAGER, Role.ADMIN})
OWN_ONLY = frozenset({Act.RELEASE, Act.HAND_OVER, Act.LOG_CALL, Act.REPLY, Act.CLOSE, Act.NOT_A_CASE, Act.SNOOZE})

FOR_ADMINS = frozenset({Act.SET_ASIDE, Act.REHEARSE})


def may(person: Person, act: Act, of: CaseOf | None = None) -> Refusal | None:
    """None when this person may do this; else why not.

    An agent acts on the cases of their teams, and on a claimed one only when it is theirs. The customer's account
    manager, the team's manager and an admin may do anything to it. Reports are for those who manage a team. What was
    set aside shows all that a customer sent, and is for admins; so is rehearsing the rules, which they write.
    """
    if person.stranger:
        return Refusal.UNMET if person.unmet else Refusal.STRANGER
    if act is Act.REPORT:
        return None if person.admin or person.manages else Refusal.MANAGERS_ONLY
    if act in FOR_ADMINS:
        return None if person.admin else Refusal.ADMINS_ONLY
    if of is None:
        return None
    held = roles(person, of.customer_owner, of.case.team)
    if held & LEADERS:
        return None
    if Role.AGENT not in held and of.case.owner != person.id:
        return Refusal.NOT_IN_TEAM
    if act in OWN_ONLY and of.case.owner not in (None, person.id):
        return Refusal.NOT_YOURS
    return None


def person_of(
    user: str,
    name: str,
    timezone: str | None,
    *,
    policy: Policy,
    groups: Mapping[str, frozenset[str]],
    stranger: bool | None = False,
) -> Person:
    """Who a Slack user is under this policy. `groups` maps "@handle" to the user ids in it.

    A team that names no members is open to everybody who works here. `stranger` None: Slack has not told us; then
    only those whom the policy names work here.
    """

    def among(names: Iterable[str]) -> bool:
        return any(n == user or user in groups.get(n, frozenset()) for n in names)

    def works_in(team: Team) -> bool:
        return not team.members or among(team.members) or among(team.managers)

    admin = among(policy.company.admins)
    named = admin or any(among((*team.members, *team.managers)) for team in policy.teams)
    return Person(
        id=user,
        name=name,
        timezone=timezone,
        teams=frozenset(team.name for team in policy.teams if works_in(team)),
        manages=frozenset(team.name for team in policy.teams if admin or among(team.managers)),
        admin=admin,
        stranger=not named if stranger is None else stranger,
        unmet=stranger is None,
    )
