"""The store: what was answered is on disk, one bad piece of work harms no other, and nothing waits for ever."""

import asyncio
import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from storage import notices
from storage.database import Connection, Store, StoreUnavailable
from storage.engines import PATIENCE
from storage.writer import LARGEST_GROUP, LONGEST_QUEUE
from tests.databases import Database

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def keep(db: Connection, key: str, at: datetime = NOW) -> None:
    assert notices.say_once(db, key, "U0ANA", "words", at)


def keys(db: Connection) -> set[str]:
    found = set()
    while notice := notices.oldest(db, "U0ANA", NOW + timedelta(days=1)):
        found.add(notice.key)
        notices.sent(db, notice.id, NOW)
    return found


def count(db: Connection) -> int:
    found: int = db.exec_driver_sql("SELECT count(*) FROM notices").scalar_one()
    return found


class Held:
    """A piece of work that holds the writer until it is let go: what comes after it waits together."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.released = threading.Event()

    def __call__(self, _db: Connection) -> None:
        self.begun.set()
        assert self.released.wait(20)


async def held(store: Store) -> tuple[Held, asyncio.Task[None]]:
    hold = Held()
    task = asyncio.create_task(store.write(hold))
    assert await asyncio.to_thread(hold.begun.wait, 20)
    return hold, task


def on_disk(database: Database) -> set[str]:
    """What another program finds there."""
    return set(database.ask("SELECT key FROM notices"))


BOTH = pytest.mark.parametrize("how", ["write", "write_here"])
"""In the writer's thread, and in the event loop, where SQLite lets us."""


@BOTH
async def test_many_writes_at_once_are_all_on_disk_when_they_are_answered(
    store: Store, database: Database, how: str
) -> None:
    wanted = {f"n{number}" for number in range(600)}
    await asyncio.gather(*(getattr(store, how)(keep, key) for key in wanted))
    assert on_disk(database) == wanted


async def test_writes_that_wait_together_share_one_commit(store: Store) -> None:
    commits: list[int] = []
    store.after_commit = lambda: commits.append(1)
    hold, first = await held(store)
    rest = [asyncio.create_task(store.write(keep, f"n{number}")) for number in range(100)]
    await asyncio.sleep(0)  # they are in the queue now
    hold.released.set()
    await asyncio.gather(first, *rest)
    await store.write(keep, "last")  # its commit comes after the call for theirs
    assert len(commits) <= 3


@BOTH
@pytest.mark.parametrize("kind_of_failure", [RuntimeError, StopIteration, asyncio.CancelledError, SystemExit])
async def test_one_job_that_fails_loses_nothing_of_its_neighbours(
    store: Store, database: Database, how: str, kind_of_failure: type[BaseException]
) -> None:
    """However it fails: a writer that is gone would leave every survey without an answer."""
    put = getattr(store, how)

    def spoil(db: Connection, key: str) -> None:
        keep(db, key)
        raise kind_of_failure(key)

    async def told(key: str) -> str:
        try:
            await put(spoil, key)
        except BaseException as failure:
            return str(failure)
        return "nothing"

    hold, first = await held(store)
    good = [asyncio.create_task(put(keep, f"good{number}")) for number in range(20)]
    bad = [asyncio.create_task(told(f"bad{number}")) for number in range(20)]
    hold.released.set()
    await asyncio.gather(first, *good)
    for number, words in enumerate(await asyncio.gather(*bad)):
        assert f"bad{number}" in words
    assert on_disk(database) == {f"good{number}" for number in range(20)}


async def test_what_is_woken_by_a_commit_may_fail_and_everybody_is_answered(store: Store, database: Database) -> None:
    def broken() -> None:
        raise RuntimeError("no")

    store.after_commit = broken
    for number in range(3):
        await store.write(keep, f"written{number}")
        await store.write_here(keep, f"here{number}")
    assert len(on_disk(database)) == 6


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_whoever_holds_the_file_from_the_first_write_on_is_waited_for_and_no_longer(
    store: Store, database: Database
) -> None:
    """A writer that was left half open would refuse, or keep waiting, every survey until the bot is killed."""
    with closing(sqlite3.connect(database.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            await store.write_here(keep, "refused")
        other.execute("ROLLBACK")
    with pytest.raises(RuntimeError):
        await store.write(broken_piece)
    await store.write_here(keep, "taken")
    assert on_disk(database) == {"taken"}


def broken_piece(_db: Connection) -> None:
    raise RuntimeError("no")


def test_what_an_event_loop_left_that_has_ended_is_stored(store: Store, database: Database) -> None:
    """As when somebody is impatient and stops the bot twice."""

    async def left() -> None:
        for number in range(LARGEST_GROUP * 3):
            put = store.write if number % 2 else store.write_here
            asyncio.ensure_future(put(keep, f"n{number}"))  # noqa: RUF006 nobody waits for it
        await asyncio.sleep(0)

    asyncio.run(left())
    store.close()
    assert len(on_disk(database)) == LARGEST_GROUP * 3


@BOTH
async def test_a_broken_rule_of_the_database_comes_out_where_it_was_broken_and_nowhere_else(
    store: Store, how: str
) -> None:
    put = getattr(store, how)

    def twice(db: Connection) -> None:
        keep(db, "same")
        columns = "key, target, words, made_at, next_try_at"
        db.exec_driver_sql(f"INSERT INTO notices ({columns}) SELECT {columns} FROM notices WHERE key = 'same'")

    hold, first = await held(store)
    others = [asyncio.create_task(put(keep, f"n{number}")) for number in range(3)]
    broken = asyncio.create_task(put(twice))
    hold.released.set()
    await asyncio.gather(first, *others)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await broken
    assert await store.read(keys) == {"n0", "n1", "n2"}


@BOTH
async def test_a_person_who_went_away_is_no_reason_to_forget_what_they_asked_for(
    store: Store, database: Database, how: str
) -> None:
    hold, first = await held(store)
    gone = asyncio.create_task(getattr(store, how)(keep, "gone"))
    await asyncio.sleep(0)
    gone.cancel()
    hold.released.set()
    await first
    await store.write(keep, "later")
    assert on_disk(database) == {"gone", "later"}


@pytest.mark.parametrize("look", ["read", "glance"])
async def test_a_reader_never_sees_what_may_still_be_undone(store: Store, look: str) -> None:
    ask = getattr(store, look)
    wrote, seen = threading.Event(), threading.Event()

    def undecided(db: Connection) -> None:
        keep(db, "undecided")
        wrote.set()
        assert seen.wait(20)
        raise RuntimeError("no")

    writing = asyncio.create_task(store.write(undecided))
    assert await asyncio.to_thread(wrote.wait, 20)
    assert await ask(keys) == set()
    seen.set()
    with pytest.raises(RuntimeError):
        await writing
    assert await ask(keys) == set()


@pytest.mark.parametrize("look", ["read", "glance"])
async def test_what_a_read_writes_is_thrown_away(store: Store, look: str) -> None:
    ask = getattr(store, look)
    await store.write(keep, "kept")
    assert await ask(keys) == {"kept"}  # marks them as sent, for itself
    assert await ask(keys) == {"kept"}


async def test_a_glance_that_failed_spoils_none_after_it(store: Store) -> None:
    def wrong(_db: Connection) -> None:
        raise RuntimeError("no")

    await store.write(keep, "kept")
    with pytest.raises(RuntimeError):
        await store.glance(wrong)
    assert await store.glance(keys) == {"kept"}
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.glance(keys)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_glance_waits_for_nobody_who_writes(store: Store) -> None:
    """It is taken where all else happens: while it waited, no click and no survey would be answered."""

    def where(_db: Connection) -> int:
        return threading.get_ident()

    hold, writing = await held(store)
    try:
        assert await store.glance(where) == threading.get_ident(), "the first look was refused, and went to a thread"
    finally:
        hold.released.set()
    await writing


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_the_log_is_moved_into_the_database_beside_the_writer(store: Store, database: Database) -> None:
    """A log that grew without end would fill the disk, and each start would have to read it all."""
    before = os.path.getsize(database.name)  # noqa: ASYNC240
    for number in range(50):
        await store.write(keep, f"n{number}" + "x" * 4000)
    async with asyncio.timeout(60):
        while os.path.getsize(database.name) < before + 50 * 4000:  # noqa: ASYNC110, ASYNC240 a file tells nobody
            await asyncio.sleep(0.05)


async def test_too_much_waiting_is_refused_at_once_and_what_waits_is_kept(store: Store, database: Database) -> None:
    hold, first = await held(store)
    waiting = [asyncio.create_task(store.write(lambda _db: None)) for _ in range(LONGEST_QUEUE - 1)]
    waiting.append(asyncio.create_task(store.write(keep, "in time")))
    await asyncio.sleep(0)
    with pytest.raises(StoreUnavailable, match="too much"):
        await store.write(keep, "too late")
    hold.released.set()
    await asyncio.gather(first, *waiting)
    await store.write(keep, "again")
    assert on_disk(database) == {"in time", "again"}


@BOTH
async def test_closing_finishes_what_waits(store: Store, database: Database, how: str) -> None:
    hold, first = await held(store)
    waiting = [asyncio.create_task(getattr(store, how)(keep, f"n{number}")) for number in range(LARGEST_GROUP + 50)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(asyncio.to_thread(store.close))
    hold.released.set()
    await asyncio.gather(closing, first, *waiting)
    assert len(on_disk(database)) == LARGEST_GROUP + 50


async def test_closing_where_all_else_happens_finishes_what_has_just_come_in(store: Store, database: Database) -> None:
    """As at a stop: the event loop does nothing more until the store is closed."""
    waiting = [asyncio.create_task(store.write_here(keep, f"n{number}")) for number in range(LARGEST_GROUP + 50)]
    await asyncio.sleep(0)
    store.close()
    await asyncio.gather(*waiting)
    assert len(on_disk(database)) == LARGEST_GROUP + 50


async def test_a_store_that_is_closed_says_so_instead_of_leaving_people_waiting(store: Store) -> None:
    store.close()
    async with asyncio.timeout(60):
        with pytest.raises(StoreUnavailable, match="closed"):
            await store.write(keep, "late")


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_what_is_promised_waits_for_the_disk_whatever_was_only_noted_before(store: Store) -> None:
    """A survey whose 2xx was sent before the disk had it would be gone with the power."""

    def settings(db: Connection) -> tuple[object, object, object]:
        asked = ("journal_mode", "synchronous", "foreign_keys")
        return tuple(db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked)  # type: ignore[return-value]

    assert await store.read(settings) == ("wal", 2, 1)
    assert await store.write(settings) == ("wal", 2, 1)
    for promised in (store.write, store.write_here):
        assert await store.note(settings) == ("wal", 1, 1)
        assert await promised(settings) == ("wal", 2, 1)
        together = await asyncio.gather(store.note(settings), promised(settings), store.note(settings))
        assert together[1] == ("wal", 2, 1)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_survey_is_stored_where_all_else_happens_and_comes_after_what_was_asked_before(
    store: Store, database: Database
) -> None:
    """To hand it to a thread, which shares one processor and one lock with the event loop, makes every answer late."""
    ran: list[tuple[str, bool]] = []

    def here(_db: Connection, name: str) -> None:
        ran.append((name, threading.get_ident() == mine))

    mine = threading.get_ident()
    await store.write(here, "opens the database")
    hold, first = await held(store)
    asked = [store.write_here(here, "1"), store.write(here, "2"), store.write_here(here, "3"), store.note(here, "4")]
    tasks = [asyncio.create_task(one) for one in asked]
    await asyncio.sleep(0)
    hold.released.set()
    await asyncio.gather(first, *tasks)
    assert ran[1:] == [("1", False), ("2", False), ("3", False), ("4", False)], "longer work is among them"
    await asyncio.gather(store.write_here(here, "5"), store.note(here, "6"))
    assert ran[5:] == [("5", True), ("6", True)]


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_while_another_program_writes_all_else_goes_on_and_the_survey_waits(
    store: Store, database: Database
) -> None:
    """Somebody looks into the file with a tool of their own: clicks and health checks are answered all the same."""
    await store.write(keep, "before")
    with closing(sqlite3.connect(database.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        going_on = threading.Event()
        seen = asyncio.create_task(asyncio.to_thread(going_on.wait, PATIENCE / 2000))  # SQLite would wait twice as long
        waiting = asyncio.create_task(store.write_here(keep, "meanwhile"))
        for _ in range(3):
            await asyncio.sleep(0)  # it is tried here
        assert await store.glance(count) == 1
        going_on.set()
        assert await seen, "all else stood still"
        assert not waiting.done()
        other.execute("ROLLBACK")
    await waiting
    assert on_disk(database) == {"before", "meanwhile"}


def test_what_another_store_left_is_read_on(store: Store, database: Database) -> None:
    asyncio.run(store.write(keep, "before"))
    store.close()
    again = Store(database.url)
    try:
        assert asyncio.run(again.read(keys)) == {"before"}
    finally:
        again.close()
