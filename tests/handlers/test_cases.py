"""Cases: what a person does is saved with its event and its card, or refused in words, and nothing in between."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from handlers import cases as acts
from handlers.closing import on_close, on_not_a_case
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction
from handlers.snoozes import on_snooze, wake_all
from playbooks.cases import Case, CaseKind, CaseState, Event, Outcome, What
from playbooks.customers import Customer
from playbooks.roles import Person
from storage import cards, cases, customers, people
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SUPPORT = frozenset({"support"})
ANA = Person("U0ANA", "Ana Popescu", "Europe/Bucharest", teams=SUPPORT)
BEA = Person("U0BEA", "Bea", teams=SUPPORT)
OUTSIDER = Person("U0OTTO", "Otto")
GUEST = Person("U0GITA", "Gita", teams=SUPPORT, stranger=True)


@pytest.fixture
def case(db: Connection) -> Case:
    for person in (ANA, BEA):
        people.save(db, people.Known(person.id, person.name, person.timezone, person.stranger, NOW))
    customer = customers.add(db, Customer(id=0, name="Kari"), [], NOW)
    opened = Case(0, customer.id, "support", CaseKind.RESCUE, CaseState.OPEN, NOW)
    added = cases.add(db, opened, Event(NOW, None, What.OPENED))
    cards.want(db, added.id, "#support", 1, NOW)
    return added


def at(person: Person, now: datetime = NOW) -> Moment:
    return Moment(now, person, POLICY)


def words(reaction: Reaction) -> str:
    assert reaction.message is not None
    return reaction.message.text


def now_is(db: Connection, case: Case) -> Case:
    found = cases.find(db, case.id)
    assert found is not None
    return found


def test_the_second_to_claim_is_told_who_was_first(db: Connection, case: Case) -> None:
    assert acts.on_claim(db, at(ANA), case.id) == NOTHING
    assert words(acts.on_claim(db, at(BEA), case.id)) == "Ana Popescu already has this one."
    assert words(acts.on_claim(db, at(ANA), case.id)) == "You already have this one."
    assert now_is(db, case).owner == "U0ANA"
    card = cards.find(db, case.id)
    assert card is not None
    assert card.wanted == 2


Do = Callable[[Connection, Moment, int], Reaction]
EVERYTHING: dict[str, Do] = {
    "claim": acts.on_claim,
    "release": acts.on_release,
    "hand over": lambda db, at, id_: acts.on_hand_over(db, at, id_, {"to": "U0BEA"}),
    "log a call": lambda db, at, id_: acts.on_log_call(db, at, id_, {"why": "spoke"}),
    "close": lambda db, at, id_: on_close(db, at, id_, {"outcome": "no_contact", "well": "one-off"}),
    "not a case": lambda db, at, id_: on_not_a_case(db, at, id_, {"why": "spam"}),
    "snooze": lambda db, at, id_: on_snooze(db, at, id_, {"until": "1h", "why": "away"}),
}


@pytest.mark.parametrize("act", EVERYTHING)
@pytest.mark.parametrize("person", [OUTSIDER, GUEST])
def test_who_may_not_changes_nothing(db: Connection, case: Case, act: str, person: Person) -> None:
    reaction = EVERYTHING[act](db, at(person), case.id)
    assert reaction.message or reaction.errors
    assert now_is(db, case) == case
    assert len(cases.events_of(db, [case.id])[case.id]) == 1
    card = cards.find(db, case.id)
    assert card is not None
    assert card.wanted == 1


@pytest.mark.parametrize("act", EVERYTHING)
def test_a_closed_case_stays_as_it_was(db: Connection, case: Case, act: str) -> None:
    assert on_not_a_case(db, at(ANA), case.id, {"why": "spam"}) == NOTHING
    closed = now_is(db, case)
    reaction = EVERYTHING[act](db, at(ANA), case.id)
    told = reaction.message.text if reaction.message else str(reaction.errors)
    assert "already closed" in told
    assert now_is(db, case) == closed


@pytest.mark.parametrize("act", EVERYTHING)
def test_a_case_that_does_not_exist_is_said_to(db: Connection, act: str) -> None:
    reaction = EVERYTHING[act](db, at(ANA), 999)
    told = reaction.message.text if reaction.message else str(reaction.errors)
    assert "no such case" in told


def test_what_is_missing_for_closing_is_said_at_its_field(db: Connection, case: Case) -> None:
    early = on_close(db, at(ANA), case.id, {"outcome": "solved", "well": "late parcels"})
    assert early.errors is not None
    assert list(early.errors) == ["outcome"]
    acts.on_log_call(db, at(ANA), case.id, {"why": "spoke"})
    vague = on_close(db, at(ANA), case.id, {"outcome": "solved"})
    assert vague.errors is not None
    assert list(vague.errors) == ["well"]
    assert on_close(db, at(ANA), case.id, {"outcome": "solved", "well": "late parcels"}) == NOTHING
    assert now_is(db, case).outcome is Outcome.SOLVED


def test_a_snoozed_case_comes_back_at_nine_where_the_person_is_and_once(db: Connection, case: Case) -> None:
    assert on_snooze(db, at(ANA), case.id, {"until": "tomorrow", "why": "away"}) == NOTHING
    until = now_is(db, case).snoozed_until
    assert until == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert wake_all(db, POLICY, until - timedelta(seconds=1), 10) == 0
    assert wake_all(db, POLICY, until, 10) == 1
    assert wake_all(db, POLICY, until, 10) == 0
    assert [event.what for event in cases.events_of(db, [case.id])[case.id]][-2:] == [What.SNOOZED, What.WOKE]


def test_a_day_that_is_missing_or_past_is_said_at_the_day(db: Connection, case: Case) -> None:
    for values in ({"until": "date"}, {"until": "date", "date": "2026-03-01", "why": "away"}):
        reaction = on_snooze(db, at(ANA), case.id, values)
        assert reaction.errors is not None
        assert list(reaction.errors) == ["date"]
    assert now_is(db, case) == case
