"""The store: one writer that groups commits, a few readers, the same calls on SQLite and PostgreSQL.

A piece of work is a plain function that gets a connection. Everything that one call writes is committed together,
and the call returns only after the commit is on disk (SQLite: WAL with synchronous=FULL). Work that waits while a
commit is under way shares the next one, so that the price of an fsync is shared too.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

__all__ = ["Connection", "Store", "StoreUnavailable", "open_engine"]

P = ParamSpec("P")
T = TypeVar("T")

LARGEST_GROUP = 256
LONGEST_QUEUE = 4096
READERS = 2


class StoreUnavailable(Exception):
    """The work was not stored: the disk is full, the database is gone, or too much is waiting. Try again later."""


class _Job(NamedTuple):
    work: Callable[[Connection], Any]
    done: Callable[[Any, BaseException | None], None]


def first_line(error: Exception) -> str:
    """What the database itself said, without the statement and its values, which may be a customer's."""
    said = str(getattr(error, "orig", None) or error)
    return next(iter(said.splitlines()), type(error).__name__)


def open_engine(url: str) -> Engine:
    """An engine for `url`. SQLite begins its transactions itself (BEGIN IMMEDIATE): the writer owns the file."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        return create_engine(address, pool_size=READERS + 2, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 10})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() knows only ASCII; a search must find Łukasz by "łukasz"
    connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _for_reading(connection: Connection) -> Connection:
    """One consistent view of the data, whatever is written meanwhile."""
    if connection.dialect.name == "sqlite":
        return connection.execution_options(reading=True)
    return connection.execution_options(isolation_level="REPEATABLE READ")


class Store:
    """`after_commit` is called from the writer's thread after each commit; delivery uses it to wake up."""

    def __init__(self, url: str, after_commit: Callable[[], None] = lambda: None) -> None:
        self.url = make_url(url)
        self.engine = open_engine(url)
        self.after_commit = after_commit
        self._jobs: queue.Queue[_Job | None] = queue.Queue(LONGEST_QUEUE)
        self._closed = False
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writer = threading.Thread(target=self._write_for_ever, name="writer", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work(connection, ...)` and returns its answer once it is committed.

        If `work` raises, nothing of it is kept and the exception comes out here. Raises StoreUnavailable when it
        could not be committed, or when too much is waiting already.
        """
        if self._closed:
            raise StoreUnavailable("the store is closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def settle(value: Any, error: BaseException | None) -> None:
            if answer.done():  # the caller went away; what it asked for is stored all the same
                return
            if error is None:
                answer.set_result(value)
            else:
                answer.set_exception(error)

        def done(value: Any, error: BaseException | None) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits for the answer any more
                loop.call_soon_threadsafe(settle, value, error)

        try:
            self._jobs.put_nowait(_Job(lambda connection: work(connection, *args, **kwargs), done))
        except queue.Full:
            raise StoreUnavailable("too much is waiting to be stored") from None
        return await answer

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work(connection, ...)` over one consistent view of the data. What it writes is thrown away.

        Raises StoreUnavailable when the database does not answer.
        """

        def look() -> T:
            try:
                with self.engine.connect() as connection:
                    return work(_for_reading(connection), *args, **kwargs)
            except OperationalError as error:
                raise StoreUnavailable(f"the database does not answer: {first_line(error)}") from None

        if self._closed:
            raise StoreUnavailable("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._readers, look)

    def close(self) -> None:
        """Finishes what is waiting and lets the database go. Closing twice is closing once."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        self.engine.dispose()

    def _write_for_ever(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            while len(group) < LARGEST_GROUP:
                try:
                    following = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    self._jobs.put(None)
                    break
                group.append(following)
            self._commit(group)

    def _commit(self, group: list[_Job]) -> None:
        """Runs a group in one transaction, each piece in a savepoint of its own, so that one failure stays alone."""
        results: list[tuple[Any, BaseException | None]] = []
        try:
            with self.engine.begin() as connection:
                results.extend(_attempt(connection, job) for job in group)
        except Exception as error:  # whatever it is: who waits is answered, and the writer lives on
            unavailable = StoreUnavailable(f"the database did not take it: {first_line(error)}")
            results = [(None, unavailable)] * len(group)
        for job, (value, problem) in zip(group, results, strict=True):
            job.done(value, problem)
        self.after_commit()


def _attempt(connection: Connection, job: _Job) -> tuple[Any, BaseException | None]:
    savepoint = connection.begin_nested()
    try:
        value = job.work(connection)
    except OperationalError as error:
        if _is_over(connection):
            raise _first(error) from None
        savepoint.rollback()
        return None, StoreUnavailable(f"the database did not take it: {first_line(error)}")
    except Exception as error:
        savepoint.rollback()
        return None, error
    savepoint.commit()
    return value, None


def _is_over(connection: Connection) -> bool:
    """Whether SQLite has ended the transaction by itself, as it does when the disk is full: nothing of it is kept."""
    raw: Any = connection.connection.dbapi_connection
    return connection.dialect.name == "sqlite" and not raw.in_transaction


def _first(error: OperationalError) -> OperationalError:
    """The error that began it. Those after it say only that there is nothing left to roll back."""
    first, before = error, error.__context__
    while before is not None:
        first = before if isinstance(before, OperationalError) else first
        before = before.__context__
    return first
