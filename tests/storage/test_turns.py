"""Turns: two processes that give cases at the same moment give one after the other."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

from storage import turns
from storage.database import Connection, Store
from tests.databases import Database

PEOPLE = ("U0ANA", "U0BEN", "U0CAT")


@pytest.fixture(params=["postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def other(database: Database) -> Iterator[Store]:
    """The store of a second process."""
    opened = Store(database.url)
    yield opened
    opened.close()


def give(db: Connection) -> str:
    last = turns.take(db, "support")
    to = PEOPLE[(PEOPLE.index(last) + 1) % len(PEOPLE)] if last else PEOPLE[0]
    turns.gave(db, "support", to)
    return to


async def test_nobody_gets_two_turns_because_two_processes_asked_at_once(store: Store, other: Store) -> None:
    given = await asyncio.gather(*(process.write(give) for _turn in range(15) for process in (store, other)))
    assert Counter(given) == dict.fromkeys(PEOPLE, 10)
