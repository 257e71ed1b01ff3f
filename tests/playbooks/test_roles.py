"""Who may do what: the whole table of role, act and owner."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.cases import Case, CaseKind, CaseState, Refusal
from playbooks.policy import Company, Policy, Team
from playbooks.roles import OWN_ONLY, Act, CaseOf, Person, Role, may, person_of, roles

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SUPPORT = frozenset({"support"})
AGENT = Person("U0ANA", teams=SUPPORT)
OUTSIDER = Person("U0OTTO", teams=frozenset({"sales"}))
ACCOUNT_MANAGER = Person("U0LEILA", teams=frozenset({"key-accounts"}))
MANAGER = Person("U0MIRA", manages=SUPPORT)
OTHER_MANAGER = Person("U0MARK", manages=frozenset({"sales"}))
ADMIN = Person("U0ADMIN", admin=True, manages=SUPPORT)
STRANGER = Person("U0SAM", teams=SUPPORT, manages=SUPPORT, admin=True, stranger=True)

IN_THE_TEAM = [Act.LOOK, Act.CLAIM]
ON_A_CASE = [act for act in Act if act not in (Act.REPORT, Act.SET_ASIDE, Act.REHEARSE)]


def case_of(owner: str | None, state: CaseState = CaseState.CLAIMED) -> CaseOf:
    case = Case(1, 1, "support", CaseKind.RESCUE, state if owner else CaseState.OPEN, NOW, owner=owner)
    return CaseOf(case, customer_owner="U0LEILA")


FREE, HERS, ANOTHERS = case_of(None), case_of("U0ANA"), case_of("U0BEA")
WHY_NOT: dict[tuple[str, str], Refusal | None] = {
    ("agent", "free"): None,
    ("agent", "hers"): None,
    ("outsider", "free"): Refusal.NOT_IN_TEAM,
    ("outsider", "hers"): Refusal.NOT_IN_TEAM,
    ("outsider", "another's"): Refusal.NOT_IN_TEAM,
    **{(leader, case): None for leader in ("account manager", "manager", "admin") for case in ("free", "another's")},
    ("other manager", "free"): Refusal.NOT_IN_TEAM,
    ("stranger", "free"): Refusal.STRANGER,
    ("stranger", "another's"): Refusal.STRANGER,
}
PEOPLE = {
    "agent": AGENT,
    "outsider": OUTSIDER,
    "account manager": ACCOUNT_MANAGER,
    "manager": MANAGER,
    "other manager": OTHER_MANAGER,
    "admin": ADMIN,
    "stranger": STRANGER,
}
CASES = {"free": FREE, "hers": HERS, "another's": ANOTHERS}


@pytest.mark.parametrize("act", ON_A_CASE)
@pytest.mark.parametrize(("who", "which"), WHY_NOT)
def test_who_may_act_on_which_case(who: str, which: str, act: Act) -> None:
    assert may(PEOPLE[who], act, CASES[which]) is WHY_NOT[who, which]


@pytest.mark.parametrize("act", ON_A_CASE)
def test_an_agent_looks_at_a_colleagues_case_and_leaves_it_alone(act: Act) -> None:
    assert may(AGENT, act, ANOTHERS) is (None if act in IN_THE_TEAM else Refusal.NOT_YOURS)
    assert (act in OWN_ONLY) == (act not in IN_THE_TEAM)


@pytest.mark.parametrize("act", ON_A_CASE)
def test_a_case_handed_to_somebody_of_another_team_is_theirs_to_work_on(act: Act) -> None:
    assert may(OUTSIDER, act, case_of("U0OTTO")) is None


def test_reports_are_for_those_who_lead() -> None:
    answers = {who: may(person, Act.REPORT) for who, person in PEOPLE.items()}
    assert {who for who, answer in answers.items() if answer is None} == {"manager", "other manager", "admin"}
    assert answers["stranger"] is Refusal.STRANGER


@given(st.sampled_from(list(PEOPLE)), st.sampled_from(ON_A_CASE), st.sampled_from(CaseState))
def test_rights_do_not_depend_on_the_state(who: str, act: Act, state: CaseState) -> None:
    assert may(PEOPLE[who], act, case_of("U0BEA", state)) is may(PEOPLE[who], act, ANOTHERS)


def test_a_stranger_holds_no_role_even_where_they_are_named() -> None:
    assert roles(STRANGER, "U0SAM", "support") == frozenset()
    assert roles(Person("U0X", teams=SUPPORT, manages=SUPPORT, admin=True), "U0X", "support") == frozenset(Role)


POLICY = Policy(
    company=Company(name="Acme", admins=("U0ADMIN", "@bosses")),
    teams=(
        Team(name="support", channel="#support", members=("@agents",), managers=("U0MIRA",)),
        Team(name="open", channel="#open"),
    ),
)
GROUPS = {"@agents": frozenset({"U0ANA"}), "@bosses": frozenset({"U0BO"})}


@pytest.mark.parametrize(
    ("user", "teams", "manages", "admin"),
    [
        ("U0ANA", {"support", "open"}, set(), False),
        ("U0MIRA", {"support", "open"}, {"support"}, False),
        ("U0BO", {"open"}, {"support", "open"}, True),
        ("U0ADMIN", {"open"}, {"support", "open"}, True),
        ("U0NEW", {"open"}, set(), False),
    ],
)
def test_the_file_says_who_is_who(user: str, teams: set[str], manages: set[str], admin: bool) -> None:
    person = person_of(user, "", None, policy=POLICY, groups=GROUPS)
    assert (set(person.teams), set(person.manages), person.admin) == (teams, manages, admin)


def test_a_group_that_slack_does_not_know_opens_nothing() -> None:
    person = person_of("U0ANA", "", None, policy=POLICY, groups={})
    assert person.teams == {"open"}


def test_only_admins_rehearse() -> None:
    """It names colleagues and how often they were late."""
    allowed = {who for who, person in PEOPLE.items() if may(person, Act.REHEARSE) is None}
    assert allowed == {who for who, person in PEOPLE.items() if person.admin and not person.stranger}
    assert allowed


def test_who_is_refused_because_slack_was_slow_is_told_to_try_again() -> None:
    """A colleague who hears that they do not work here would not try a second time."""
    slow = person_of("U0NEW", "", None, policy=POLICY, groups={}, stranger=None)
    assert may(slow, Act.CLAIM) is Refusal.UNMET
