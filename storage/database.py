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

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.engines import (
    READERS,
    StoreUnavailable,
    first_line,
    first_of,
    for_reading,
    is_away,
    is_collision,
    is_over,
    open_engine,
)

__all__ = ["Connection", "Store", "StoreUnavailable", "open_engine"]

P = ParamSpec("P")
T = TypeVar("T")

LARGEST_GROUP = 256
LONGEST_QUEUE = 4096
MOST_TRIES = 5


_Result = tuple[Any, BaseException | None]


class _Job(NamedTuple):
    work: Callable[[Connection], Any]
    done: Callable[[Any, BaseException | None], None]


class Store:
    """`after_commit` is called from the writer's thread after each commit; delivery uses it to wake up."""

    def __init__(self, url: str, after_commit: Callable[[], None] = lambda: None) -> None:
        self.engine = open_engine(url)
        self.after_commit = after_commit
        self._most_tries = 1 if self.engine.dialect.name == "sqlite" else MOST_TRIES
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
                    return work(for_reading(connection), *args, **kwargs)
            except SQLAlchemyError as error:
                if not is_away(error):
                    raise
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
        """Stores a group. Work that only collided with another process's is run again, by itself."""
        results = self._transaction(group)
        for number, job in enumerate(group):
            tries = self._most_tries
            while (problem := results[number][1]) and is_collision(problem) and (tries := tries - 1):
                results[number] = self._transaction([job])[0]
        for job, (value, problem) in zip(group, results, strict=True):
            job.done(value, _told(problem))
        if not all(problem for _value, problem in results):
            self.after_commit()

    def _transaction(self, group: list[_Job]) -> list[_Result]:
        """Runs a group in one transaction, each piece in a savepoint of its own, so that one failure stays alone."""
        try:
            with self.engine.begin() as connection:
                return [_attempt(connection, job) for job in group]
        except Exception as error:  # whatever it is: who waits is answered, and the writer lives on
            return [(None, StoreUnavailable(f"the database did not take it: {first_line(error)}"))] * len(group)


def _attempt(connection: Connection, job: _Job) -> _Result:
    savepoint = connection.begin_nested()
    try:
        value = job.work(connection)
    except DBAPIError as error:
        if is_over(connection, error):
            raise first_of(error) from None
        savepoint.rollback()
        return None, error
    except Exception as error:
        savepoint.rollback()
        return None, error
    savepoint.commit()
    return value, None


def _told(problem: BaseException | None) -> BaseException | None:
    """The problem as the caller hears of it."""
    if isinstance(problem, SQLAlchemyError) and is_away(problem):
        return StoreUnavailable(f"the database did not take it: {first_line(problem)}")
    return problem
