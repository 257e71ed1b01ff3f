"""Sharing: what others read is true for each of them, and whoever cannot share learns why."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from handlers.commands import on_command
from handlers.language import speaking
from handlers.lists import on_more, on_page
from handlers.moment import Moment
from handlers.rehearsal import on_rehearse
from handlers.views.list_keys import InStorm, behind_figure, write_key, write_page
from handlers.views.sharing import Alone, not_shared
from playbooks.cases import Case, CaseKind, CaseState, Event, What
from playbooks.customers import Customer, Touch
from playbooks.periods import period
from playbooks.reports import Figure
from playbooks.roles import Person
from storage import cases, customers, people
from tests.handlers.conftest import POLICY
from tests.handlers.views.limits import check_message
from tests.handlers.views.seen import Pretend, texts, untranslated

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
BOTH = frozenset({"support", "key-accounts"})
ANA = Person("U0ANA", "Ana Popescu", teams=frozenset({"support"}))
LEILA = Person("U0LEILA", "Leila Karimi", teams=frozenset({"key-accounts"}))
MIRA = Person("U0MIRA", "Mira Solberg", teams=BOTH, manages=BOTH)
ADAM = Person("U0ADMIN", "Adam", teams=BOTH, manages=BOTH, admin=True)
OLGA = Person("U0OLGA", "Olga", manages=frozenset({"shipping"}))
OPENED = behind_figure(Figure.OPENED, period("week", NOW, "Europe/Oslo"))


def at(person: Person) -> Moment:
    return Moment(NOW, person, POLICY)


def opened(db: Connection, person: Person | None = None, team: str = "support", **case: str) -> int:
    """The number of a case that this person has."""
    if person and people.find(db, person.id) is None:
        people.save(db, people.Known(person.id, person.name, None, person.stranger, NOW))
    customer = customers.add(db, Customer(0, name="Kari Nord", touch=Touch.HIGH, owner=case.get("kept_for")), [], NOW)
    state = CaseState.CLAIMED if person else CaseState.OPEN
    work = Case(0, customer.id, team, CaseKind.RESCUE, state, NOW, owner=person.id if person else None)
    return cases.add(db, replace(work, kept_for=case.get("kept_for")), Event(NOW, None, What.OPENED)).id


def told(db: Connection, person: Person, asked: str) -> str:
    """What the person alone is told of an answer that is not shared."""
    reaction = on_command(db, at(person), asked)
    assert reaction.shared is None
    assert reaction.message is not None
    check_message(reaction.message)
    seen = list(texts(reaction.message.blocks))
    assert not seen or seen[-1] == reaction.message.text.splitlines()[-1], "eyes and ears are told the same"
    return reaction.message.text


@pytest.mark.parametrize(
    "asked",
    ["help", "open", "mine", "find Kari", "report", "report recovery", "report outreach", "case {id}", "CASE #{id}"],
)
def test_what_is_shared_has_nothing_to_press(db: Connection, asked: str) -> None:
    """A button shows each reader their own list, with other numbers, or refuses them under the eyes of all."""
    numbers = [opened(db, MIRA) for _case in range(12)]
    for share in ("share", "SHARE"):
        reaction = on_command(db, at(MIRA), f"{asked.format(id=numbers[0])} {share}")
        assert reaction.shared is not None
        check_message(reaction.shared)
        assert '"action_id"' not in json.dumps(reaction.shared.blocks)
    assert reaction.message is not None
    if asked not in ("help", "report recovery", "report outreach"):
        assert '"action_id"' in json.dumps(reaction.message.blocks), "where it may not be shared, its asker can go on"


@pytest.mark.parametrize("asked", ["open share", "mine share", "find Kari share"])
def test_a_shared_list_says_how_many_more_there_are_and_how_to_open_one(db: Connection, asked: str) -> None:
    """Ten lines without an end look like all there is; a line without a number leads nowhere."""
    numbers = [opened(db, ANA) for _case in range(12)]
    shared = on_command(db, at(ANA), asked).shared
    assert shared is not None
    seen = "\n".join(texts(shared.blocks))
    for words in (shared.text, seen):
        assert "and 2 more" in words
        assert "yours" not in words
        assert sum(f"Case {number} ·" in words.replace("*", "") for number in numbers) == 10
    assert any(f"`/loop case {number}`" in shared.text and f"`/loop case {number}`" in seen for number in numbers)


@pytest.mark.parametrize(
    ("person", "heading"),
    [
        (ANA, "Open cases of support: 1\n"),
        (replace(ANA, teams=BOTH), "Open cases of key-accounts and support: 2\n"),
        (MIRA, "Open cases of key-accounts and support: 2\n"),
        (ADAM, "Open cases of all teams: 2\n"),
        (replace(ANA, id="U0KAM"), "Open cases of support, and those kept for Ana Popescu: 2\n"),
        (replace(ANA, id="U0KAM", teams=frozenset()), "Open cases kept for Ana Popescu: 1\n"),
        (replace(ANA, teams=frozenset({"a", "b", "c", "d", "e", "support"})), "of a, b, c, d and 2 more teams: 1\n"),
        (replace(ANA, teams=frozenset({"<!here>", "support"})), "of &lt;!here&gt; and support: 1\n"),
    ],
)
def test_shared_open_cases_say_whose_they_are(db: Connection, person: Person, heading: str) -> None:
    """ "Open cases: 12" in a channel of many teams is taken for the whole company."""
    opened(db)
    opened(db, team="key-accounts", kept_for="U0KAM")
    shared = on_command(db, at(person), "open share").shared
    assert shared is not None
    assert heading in shared.text
    assert heading.strip() in next(iter(texts(shared.blocks)))


def test_a_shared_search_says_that_there_may_be_others(db: Connection) -> None:
    """What one person may not see is not told apart from what is not there."""
    opened(db)
    opened(db, team="key-accounts")
    shared = on_command(db, at(ANA), "find Kari share").shared
    assert shared is not None
    assert "Cases that match “Kari”, among those that Ana Popescu may see: 1\n" in shared.text


@pytest.mark.parametrize(
    ("person", "asked", "answer", "why"),
    [
        (ANA, "mine share", "You have no open cases.", "there is nothing here to share."),
        (ANA, "open share", "Your teams have no open cases.", "there is nothing here to share."),
        (ANA, "find nobody share", "I found no case", "there is nothing here to share."),
        (ANA, "case 99 share", "There is no case 99.", "there is nothing here to share."),
        (ANA, "report share", "Only managers can see this.", "there is nothing here to share."),
        (ANA, "settings share", "", "there is nothing here to share."),
        (ADAM, "set-aside share", "every survey answer could be read", "it is for admins, so it cannot be shared."),
    ],
)
def test_who_asked_to_share_in_vain_is_told_why(
    db: Connection, person: Person, asked: str, answer: str, why: str
) -> None:
    """Otherwise they talk of a list that nobody else has."""
    words = told(db, person, asked)
    assert answer in words
    assert words.endswith(f"Only you see this: {why}")
    assert "Only you see this" not in str(on_command(db, at(person), asked.removesuffix(" share")))


@pytest.mark.parametrize("asked", ["share", "7 Share"])
def test_a_rehearsal_is_shown_and_not_shared(db: Connection, asked: str) -> None:
    """It says of each colleague how late they would be; and "share" is no number of days."""
    reaction = on_rehearse(db, at(ADAM), asked, lambda: True)
    assert reaction.message is not None
    assert reaction.shared is None
    assert reaction.message.text.startswith(f"Rehearsal of the last {'7' if '7' in asked else '30'} days")
    assert reaction.message.text.endswith("it is for admins, so it cannot be shared.")
    check_message(reaction.message)


def test_behind_a_figure_only_managers_look(db: Connection) -> None:
    """ "There are no cases" is false where they may only not see them. The button stands in reports of long ago."""
    opened(db)
    for reaction in (on_more(db, at(ANA), write_key(OPENED)), on_page(db, at(ANA), write_page(OPENED, 1))):
        assert reaction.modal is reaction.replace is None
        assert reaction.message is not None
        assert reaction.message.text == "Only managers can see this."
    assert "Kari Nord" in str(on_more(db, at(MIRA), write_key(OPENED)).modal)


@pytest.mark.parametrize(("person", "key"), [(OLGA, OPENED), (replace(OLGA, manages=frozenset()), InStorm(1))])
def test_an_empty_window_does_not_say_that_there_is_nothing(db: Connection, person: Person, key: object) -> None:
    """Another team's cases are there; this person only cannot see them."""
    opened(db)
    said = "\n".join(texts(on_more(db, at(person), write_key(key)).modal))  # type: ignore[arg-type]
    assert "There are no cases here that you can see" in said


def test_each_reason_has_words_of_its_own_that_can_be_translated() -> None:
    """ "Another company reads along" and "I cannot see whether it does" have different cures."""
    with speaking(Pretend()):
        said = [not_shared(None, why).text for why in Alone]
    assert untranslated(said) == []
    assert len(set(said)) == len(Alone)
