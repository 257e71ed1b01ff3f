"""PostgreSQL goes away, hangs, comes back, and is shared: nothing is half-done, nobody waits for ever."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text, update

from bench.postgres import CAREFUL, PASSWORD, Server
from playbooks.acts import claim
from playbooks.cases import Case, CaseKind, CaseState, Changed, Event, What
from playbooks.customers import Customer
from storage import cards, cases, customers, notices
from storage.database import Connection, Store, StoreUnavailable
from storage.engines import Again
from storage.postgres import PATIENCE
from storage.schema import migrate
from tests.databases import Database
from tests.storage.test_database import held, keep, keys

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(params=["postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def other(database: Database) -> Iterator[Store]:
    """The store of a second process."""
    opened = Store(database.url)
    yield opened
    opened.close()


async def test_a_connection_that_is_lost_costs_what_was_under_way_and_nothing_else(
    store: Store, database: Database
) -> None:
    def broken(db: Connection) -> None:
        keep(db, "broken")
        database.server_of().cut(database.name)
        keep(db, "never")

    await store.write(keep, "before")
    hold, first = await held(store)
    together = [asyncio.create_task(store.write(keep, "neighbour")), asyncio.create_task(store.write(broken))]
    await asyncio.sleep(0)
    hold.released.set()
    await first
    answers = await asyncio.gather(*together, return_exceptions=True)
    assert isinstance(answers[1], StoreUnavailable)
    assert isinstance(answers[0], StoreUnavailable) or database.ask("SELECT key FROM notices WHERE key = 'neighbour'")
    await store.write(keep, "after")
    assert {"before", "after"} <= await store.read(keys) <= {"before", "after", "neighbour"}


async def test_connections_that_were_lost_while_nothing_happened_are_not_noticed(
    store: Store, database: Database
) -> None:
    await store.write(keep, "before")
    assert await store.read(keys) == {"before"}
    assert database.server_of().cut(database.name) >= 1
    assert await store.read(keys) == {"before"}
    assert database.server_of().cut(database.name) >= 1
    await store.write(keep, "after")


async def test_a_read_whose_connection_is_lost_is_unavailable_and_the_next_is_not(
    store: Store, database: Database
) -> None:
    def cut(db: Connection) -> set[str]:
        database.server_of().cut(database.name)
        return keys(db)

    with pytest.raises(StoreUnavailable):
        await store.read(cut)
    assert await store.read(keys) == set()


async def test_what_hangs_is_unavailable_in_time(store: Store, other: Store, database: Database) -> None:
    stopped: list[int] = []

    def silent(db: Connection) -> None:
        stopped.append(db.execute(text("SELECT pg_backend_pid()")).scalar_one())
        os.kill(stopped[0], signal.SIGSTOP)  # the machine is there and says nothing
        keep(db, "silent")

    with psycopg.connect(database.url) as somebody:
        somebody.execute("LOCK TABLE notices")
        async with asyncio.timeout(PATIENCE + 50):
            both = await asyncio.gather(store.write(silent), other.write(keep, "locked"), return_exceptions=True)
    os.kill(stopped[0], signal.SIGCONT)
    assert [str(one) for one in both] == [
        f"the database did not take it: no answer for {PATIENCE} seconds",
        "the database did not take it: canceling statement due to statement timeout",
    ]
    await store.write(keep, "after")
    assert await other.read(keys) == {"after"}


def case_of_somebody(db: Connection) -> Case:
    customer = customers.add(db, Customer(id=0), [], NOW).id
    case = Case(0, customer, "support", CaseKind.RESCUE, CaseState.OPEN, NOW)
    return cases.add(db, case, Event(NOW, None, What.OPENED))


async def test_who_was_overtaken_by_another_process_decides_again(store: Store, other: Store) -> None:
    case = await store.write(case_of_somebody)
    seen, overtaken = threading.Event(), threading.Event()
    decided_on: list[str | None] = []

    def note(db: Connection) -> Case:
        found = cases.find(db, case.id)
        assert found is not None
        decided_on.append(found.owner)
        seen.set()
        assert overtaken.wait(20)
        return cases.save(db, Changed(found, Event(NOW, None, What.REVISED)))

    noting = asyncio.create_task(store.write(note))
    assert await asyncio.to_thread(seen.wait, 20)
    claimed = claim(case, "U0ANA", NOW)
    assert isinstance(claimed, Changed)
    await other.write(cases.save, claimed)
    overtaken.set()
    saved = await noting
    assert (saved.owner, saved.version, decided_on) == ("U0ANA", 3, [None, "U0ANA"])


async def test_who_can_never_win_is_told_so(store: Store) -> None:
    def hopeless(_db: Connection) -> None:
        raise Again

    with pytest.raises(Again):
        await store.write(hopeless)


async def test_two_processes_that_wait_for_each_other_both_get_through(store: Store, other: Store) -> None:
    ids = [(await store.write(case_of_somebody)).id for _ in range(2)]
    for id_ in ids:
        await store.write(cards.want, id_, "#support", 1, NOW)
    meeting = threading.Barrier(2)
    met: set[str] = set()

    def both(db: Connection, order: list[int], who: str) -> None:
        for id_ in order:
            db.execute(update(cards.cards).where(cards.cards.c.case_id == id_).values(wanted=cards.cards.c.wanted + 1))
            if who not in met:
                met.add(who)
                meeting.wait(20)

    await asyncio.gather(store.write(both, ids, "one"), other.write(both, ids[::-1], "other"))
    found = [await store.read(cards.find, id_) for id_ in ids]
    assert [card.wanted for card in found if card] == [3, 3]


async def test_a_database_that_may_only_be_read_refuses_and_is_asked_anew(store: Store, database: Database) -> None:
    def only_read(db: Connection) -> None:
        db.execute(text("SET TRANSACTION READ ONLY"))
        notices.say_once(db, "refused", "U0ANA", "words", NOW)

    with pytest.raises(StoreUnavailable, match="read-only"):
        await store.write(only_read)
    await store.write(keep, "after")
    assert await store.read(keys) == {"after"}


@pytest.mark.parametrize(
    "change",
    [
        ("@/", "@127.0.0.1:1/"),
        ("@/", "@no-such-host.invalid/"),
        ("/test", "/no_such_"),
        ("loopwell:", "nobody_here:"),
        ("host=", "no_such_option=1&host="),
    ],
)
async def test_what_is_wrong_is_said_in_a_sentence_without_the_password(
    database: Database, change: tuple[str, str]
) -> None:
    wrong = database.url.replace(*change).partition("?host" if "127" in change[1] or "invalid" in change[1] else "\0")[
        0
    ]
    assert PASSWORD in wrong
    store = Store(wrong)
    try:
        for doing in (store.write(keep, "lost"), store.read(keys), asyncio.to_thread(migrate, wrong)):
            with pytest.raises(StoreUnavailable) as told:
                await doing
            assert PASSWORD not in repr(told.value)
            assert "\n" not in str(told.value)
            assert told.value.__cause__ is None
    finally:
        store.close()


async def test_what_was_answered_outlives_a_server_that_is_set_up_to_forget(
    programs: Path, request: pytest.FixtureRequest
) -> None:
    server = Server(programs, CAREFUL)
    request.addfinalizer(server.stop)
    url = server.url(server.create())
    migrate(url)
    store = Store(url)
    try:
        wanted = {f"n{number}" for number in range(50)}
        await asyncio.gather(*(store.write(keep, key) for key in wanted))
        server.crash()
        with pytest.raises(StoreUnavailable):
            await store.write(keep, "lost")
        with pytest.raises(StoreUnavailable):
            await store.read(keys)
        server.start()
        assert await store.read(keys) == wanted
        await store.write(keep, "after")
    finally:
        store.close()
