"""Nobody home, assignment and changed clocks: what a look does, over a database and without a Slack."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from handlers import cards as drawing
from handlers.assignment import first_hands
from handlers.lists import files_of
from handlers.moment import Moment
from handlers.nags import look, speak_up, to_meet
from handlers.people import groups_are_gone, person, remember, remember_groups
from handlers.policies import follow, is_news
from handlers.settings import keep as keep_settings
from playbooks.absence import Leave, Word
from playbooks.acts import contact
from playbooks.cases import Absence, Case, CaseKind, CaseState, Changed, Event, Given, What
from playbooks.customers import Customer, Touch
from playbooks.hours import parse_hours
from playbooks.ladder import Rung
from playbooks.policy import Assign, Policy
from playbooks.settings import Settings
from storage import cards, cases, customers, looks, nag_messages, nags, notices, policies
from storage.people import Known, hear_quiet
from storage.waiting import Kind
from tests.handlers.conftest import POLICY
from tests.handlers.test_nags import DAY, HOUR, MINUTE, MONDAY
from tests.waits import waits

STAFF = ("U0ANA", "U0BEN", "U0CAT", "U0LEILA", "U0MIRA")


@pytest.fixture(autouse=True)
def staff(db: Connection) -> None:
    for one in STAFF:
        knows(db, one)


def knows(db: Connection, person: str, **word: Any) -> None:
    remember(db, Known(person, person[2:].title(), "Europe/Oslo", stranger=False, seen_at=MONDAY, word=Word(**word)))


def policy(**team: Any) -> Policy:
    return POLICY.model_copy(update={"teams": (POLICY.teams[0].model_copy(update=team), *POLICY.teams[1:])})


def assigning(how: str, members: tuple[str, ...] = ("U0CAT", "U0ANA", "U0BEN")) -> Policy:
    return policy(assign=Assign(how), members=members)


def opened(db: Connection, by: Policy, at: datetime = MONDAY, **customer: Any) -> Case:
    whom = customers.add(db, Customer(id=0, **customer), [], at)
    case = Case(0, whom.id, "support", CaseKind.RESCUE, CaseState.OPEN, at)
    added = cases.add(db, case, Event(at, None, What.OPENED))
    return first_hands(db, by, added, whom, at)


def anas(db: Connection, by: Policy = POLICY) -> Case:
    """A case that Ana got at the beginning of the week."""
    case = opened(db, assigning("round_robin", members=("U0ANA",)))
    assert case.owner == "U0ANA"
    look(db, by, MONDAY, 9)
    return now_is(db, case)


def now_is(db: Connection, case: Case) -> Case:
    found = cases.find(db, case.id)
    assert found is not None
    return found


def wanted(db: Connection) -> dict[int, int]:
    return {row[0]: row[1] for row in db.execute(select(cards.cards.c.case_id, cards.cards.c.wanted))}


def whats(db: Connection, case: Case) -> list[What]:
    return [event.what for event in cases.events_of(db, [case.id])[case.id]]


def test_cases_are_given_in_turn_and_to_nobody_who_is_away(db: Connection) -> None:
    by = assigning("round_robin")
    keep_settings(db, "U0BEN", Settings(leave=Leave(date(2026, 3, 8), date(2026, 3, 15))), MONDAY)
    given = [opened(db, by) for _case in range(4)]
    assert [case.owner for case in given] == ["U0ANA", "U0CAT", "U0ANA", "U0CAT"]
    assert {case.given for case in given} == {Given.TURN}
    assert whats(db, given[0]) == [What.OPENED, What.GIVEN]


def test_who_has_the_fewest_gets_the_next_and_hears_of_it_in_their_hours(db: Connection) -> None:
    by = assigning("least_open")
    night = MONDAY + 10 * HOUR
    first, second = opened(db, by, night), opened(db, by, night)
    assert {first.owner, second.owner} == {"U0ANA", "U0BEN"}
    assert opened(db, by, night).owner == "U0CAT"
    look(db, by, night, 9)
    speak_up(db, by, night, 9)
    assert waits(db, Kind.NAG) == {}
    speak_up(db, by, MONDAY + DAY, 9)
    assert set(waits(db, Kind.NAG)) == {"U0ANA", "U0BEN", "U0CAT"}


def test_where_everybody_is_away_a_case_waits_for_whoever_claims_it(db: Connection) -> None:
    for one in ("U0ANA", "U0BEN", "U0CAT"):
        knows(db, one, status=":palm_tree:")
    assert opened(db, assigning("round_robin")).owner is None


def test_an_account_manager_is_first_and_the_team_has_the_case_while_there_is_time_left(db: Connection) -> None:
    case = opened(db, POLICY, touch=Touch.HIGH, owner="U0LEILA")
    assert case.kept_for == "U0LEILA"
    look(db, POLICY, MONDAY + 44 * MINUTE, 9)
    assert set(db.scalars(select(nags.nags.c.target))) == {"U0LEILA"}
    look(db, POLICY, MONDAY + 45 * MINUTE, 9)
    assert now_is(db, case).kept_for is None
    assert whats(db, case)[-1] is What.TO_TEAM
    assert "#support" in set(db.scalars(select(nags.nags.c.target)))
    look(db, POLICY, MONDAY + HOUR, 9)
    assert now_is(db, case).kept_for is None


def test_what_waits_for_an_account_manager_is_in_their_list_also_where_they_are_in_no_team(db: Connection) -> None:
    case = opened(db, policy(members=("U0ANA",)), touch=Touch.HIGH, owner="U0LEILA")
    closed = POLICY.model_copy(update={"teams": (policy(members=("U0ANA",)).teams[0],)})
    leila = Moment(MONDAY, person(db, closed, "U0LEILA"), closed)
    assert leila.person.teams == frozenset()
    assert [file.case for file in files_of(db, leila, "open")] == [case]


@pytest.mark.parametrize("word", [{"gone": True}, {"status": ":face_with_thermometer:"}])
def test_an_account_manager_who_is_not_there_is_not_waited_for(db: Connection, word: dict[str, Any]) -> None:
    case = opened(db, POLICY, touch=Touch.HIGH, owner="U0LEILA")
    knows(db, "U0LEILA", **word)
    look(db, POLICY, MONDAY + MINUTE, 9)
    assert now_is(db, case).kept_for is None
    assert opened(db, POLICY, touch=Touch.HIGH, owner="U0LEILA").kept_for is None


def test_after_the_account_manager_a_team_that_assigns_gives_it_to_somebody(db: Connection) -> None:
    by = assigning("least_open")
    case = opened(db, by, touch=Touch.HIGH, owner="U0LEILA")
    look(db, by, MONDAY + HOUR, 9)
    assert now_is(db, case).given is Given.FEWEST


def test_the_stand_in_gets_the_cases_of_who_goes_on_leave(db: Connection) -> None:
    case = anas(db)
    leave = Leave(date(2026, 3, 10), date(2026, 3, 20), "U0BEN")
    keep_settings(db, "U0ANA", Settings(leave=leave), MONDAY)
    look(db, POLICY, MONDAY, 9)
    assert now_is(db, case).owner == "U0ANA"  # it has not begun
    look(db, POLICY, datetime.fromisoformat("2026-03-10T00:00+01:00"), 9)
    assert (now_is(db, case).owner, now_is(db, case).given) == ("U0BEN", Given.STAND_IN)


def test_a_stand_in_who_is_away_as_well_gets_nothing(db: Connection) -> None:
    case = anas(db)
    keep_settings(db, "U0ANA", Settings(leave=Leave(date(2026, 3, 1), date(2026, 3, 20), "U0BEN")), MONDAY)
    knows(db, "U0BEN", status=":palm_tree:")
    look(db, POLICY, MONDAY, 9)
    assert (now_is(db, case).owner, now_is(db, case).away) == ("U0ANA", Absence.LEAVE)


def test_without_anybody_the_managers_are_asked_until_the_owner_is_back(db: Connection) -> None:
    case = anas(db)
    knows(db, "U0ANA", status=":palm_tree:")
    look(db, POLICY, MONDAY + MINUTE, 9)
    assert now_is(db, case).away is Absence.STATUS
    rungs = {(row[0], row[1]) for row in db.execute(select(nags.nags.c.target, nags.nags.c.rung))}
    assert ("U0MIRA", Rung.ABSENT) in rungs
    knows(db, "U0ANA")
    look(db, POLICY, MONDAY + 2 * MINUTE, 9)
    assert now_is(db, case).away is None
    assert whats(db, case)[-2:] == [What.OWNER_AWAY, What.OWNER_BACK]


def test_that_an_owner_is_away_is_told_once_for_each_absence_whatever_clock_runs(db: Connection) -> None:
    """A manager who has answered in their place is not told again that they are away; of the next absence they are."""
    case = anas(db)

    def told(now: datetime, **word: Any) -> int:
        knows(db, "U0ANA", **word)
        look(db, POLICY, now, 9)
        return len(db.execute(select(nags.nags.c.id).where(nags.nags.c.rung == Rung.ABSENT)).all())

    away = {"status": ":palm_tree:"}
    assert told(MONDAY + MINUTE, **away) == 1
    replied = contact(now_is(db, case), "U0MIRA", MONDAY + HOUR, What.REPLIED, "Sorry")
    assert isinstance(replied, Changed)
    cases.save(db, replied)
    assert told(MONDAY + 2 * HOUR, **away) == 1
    assert told(MONDAY + 3 * HOUR, status=":palm_tree:", status_until=MONDAY + 40 * DAY) == 1
    assert told(MONDAY + 4 * HOUR) == 1
    assert told(MONDAY + 5 * HOUR, **away) == 2


def test_one_day_off_moves_no_case(db: Connection) -> None:
    case = anas(db)
    knows(db, "U0ANA", status=":palm_tree:", status_until=MONDAY + 7 * HOUR)
    look(db, POLICY, MONDAY + MINUTE, 9)
    assert now_is(db, case).owner == "U0ANA"
    assert now_is(db, case).away is None


def test_the_rotation_takes_over_from_who_left_and_from_who_is_silent(db: Connection) -> None:
    by = policy(rotation=("U0CAT", "U0BEN"))
    case = anas(db, by)
    knows(db, "U0ANA", gone=True)
    look(db, by, MONDAY + MINUTE, 9)
    assert now_is(db, case).owner == "U0CAT"
    look(db, by, MONDAY + 10 * DAY, 9)
    assert (now_is(db, case).owner, now_is(db, case).given) == ("U0BEN", Given.TURN)


def test_where_nobody_leads_the_case_of_who_left_is_free_for_all(db: Connection) -> None:
    alone = policy(managers=())
    by = alone.model_copy(update={"company": alone.company.model_copy(update={"admins": ()})})
    case = anas(db, by)
    knows(db, "U0ANA", gone=True)
    look(db, by, MONDAY + MINUTE, 9)
    assert now_is(db, case).state is CaseState.OPEN


def test_who_wants_quiet_is_reminded_when_it_is_over(db: Connection) -> None:
    anas(db)
    knows(db, "U0ANA")
    quiet = MONDAY + 3 * HOUR
    known = Known("U0ANA", "Ana", "Europe/Oslo", stranger=False, seen_at=MONDAY)
    remember(db, known)
    hear_quiet(db, "U0ANA", quiet, idle=False)
    speak_up(db, POLICY, MONDAY + MINUTE, 9)
    assert waits(db, Kind.NAG) == {}
    speak_up(db, POLICY, quiet, 9)
    assert list(waits(db, Kind.NAG)) == ["U0ANA"]


def test_a_change_of_the_clocks_is_said_on_open_cards_after_all_that_is_new(db: Connection) -> None:
    """A thousand updates at once would keep new customers waiting for a quarter of an hour."""
    follow(db, POLICY, MONDAY, 4)
    assert not is_news(db, POLICY)
    for _case in range(6):
        case = opened(db, POLICY)
        cards.want(db, case.id, "#support", 7, MONDAY)
        cards.shown(db, case.id, 1, "C0SUPPORT", f"{case.id}.5")
    before = wanted(db)
    by = policy(hours=parse_hours({"mon-fri": ["10:00-14:00"]}))
    assert is_news(db, by)
    assert follow(db, by, MONDAY + HOUR, 4)
    assert policies.since(db, ["support", "key-accounts"]) == {"support": MONDAY + HOUR}
    after = wanted(db)
    assert sum(after[case] > before[case] for case in before) == 4
    assert not follow(db, by, MONDAY + HOUR + MINUTE, 4)
    assert len(looks.due(db, MONDAY + HOUR + MINUTE, 99)) == 6
    last = wanted(db)
    assert all(last[case] == before[case] + 1 for case in before)
    assert not is_news(db, by)
    changed = case
    case = opened(db, POLICY, MONDAY + HOUR)
    cards.want(db, case.id, "#support", 1_209_999, MONDAY)
    assert next_card(db, by) == (case.id, None)
    cards.shown(db, case.id, 1, "C0SUPPORT", "9.5")
    assert next_card(db, by) is None
    assert next_card(db, by, later=True) == (min(before), MONDAY + HOUR)
    cards.want(db, changed.id, "#support", 7, MONDAY)
    assert next_card(db, by) == (changed.id, MONDAY + HOUR)


def next_card(db: Connection, by: Policy, *, later: bool = False) -> tuple[int, datetime | None] | None:
    """Which card goes next to the channel, and since when it says that other limits hold."""
    drawn = drawing.draw(db, by, "#support", MONDAY + HOUR, later=later)
    return (drawn[0].case_id, drawn[1].rules_since) if drawn else None


def test_what_was_said_of_closed_cases_is_let_go_after_a_while_and_nothing_else(db: Connection) -> None:
    case = anas(db)
    speak_up(db, POLICY, MONDAY + MINUTE, 9)
    assert nags.forget(db, MONDAY + 99 * DAY, 9) == 0
    db.execute(cases.cases.update().where(cases.cases.c.id == case.id).values(state="closed", closed_at=MONDAY))
    assert nags.forget(db, MONDAY, 9) == 0
    assert nag_messages.since(db, "U0ANA", MONDAY) != []
    assert nags.forget(db, MONDAY + DAY, 9) == 1
    assert nags.forget_messages(db, MONDAY + DAY, 9) == 1


def test_an_account_manager_whom_we_have_not_met_is_asked_for_and_then_waited_for(db: Connection) -> None:
    case = opened(db, POLICY, touch=Touch.HIGH, owner="U0NORA")
    assert case.kept_for is None
    assert to_meet(db, MONDAY, 9) == ["U0NORA"]
    look(db, POLICY, MONDAY, 9)
    knows(db, "U0NORA")
    assert to_meet(db, MONDAY, 9) == []
    look(db, POLICY, MONDAY + 10 * MINUTE, 9)
    assert now_is(db, case).kept_for == "U0NORA"


def test_a_user_group_that_is_gone_is_told_to_the_admins_once_a_month(db: Connection) -> None:
    """Its people still count: nobody is locked out because somebody renamed a group."""
    remember_groups(db, {"@agents": ["U0ANA", "U0BEN"]})
    for at in (MONDAY, MONDAY + DAY):
        groups_are_gone(db, POLICY, ["@agents"], at)
    said = [row.words for row in db.execute(select(notices.notices).where(notices.notices.c.target == "U0ADMIN"))]
    assert len(said) == 1
    assert "the 2 people who were in it last still count" in said[0]
    by = assigning("round_robin", members=("@agents", "@never-was"))
    assert [opened(db, by).owner for _case in range(3)] == ["U0ANA", "U0BEN", "U0ANA"]
