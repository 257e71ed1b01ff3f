"""The store: one writer that groups commits, a few readers, the same calls on SQLite and PostgreSQL.

A piece of work is a plain function that gets a connection. Everything that one call writes is committed together,
and the call returns only after the commit is on disk (SQLite: WAL with synchronous=FULL). Work that waits while a
commit is under way shares the next one, so that the price of an fsync is shared too.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.checkpoints import Checkpoints
from storage.engines import (
    READERS,
    AtHand,
    first_line,
    first_of,
    for_reading,
    is_away,
    is_collision,
    is_over,
    open_engine,
)
from storage.jobs import Job, Result, answer_all
from storage.unavailable import StoreUnavailable
from storage.writing import Writing

__all__ = ["Connection", "Store", "StoreUnavailable", "open_engine"]

P = ParamSpec("P")
T = TypeVar("T")

LARGEST_GROUP = 256
LONGEST_QUEUE = 4096
MOST_TRIES = 5


class Store:
    """`after_commit` is called from the writer's thread after each commit with news; delivery uses it to wake up."""

    def __init__(self, url: str, after_commit: Callable[[], None] = lambda: None) -> None:
        self.engine = open_engine(url)
        self.after_commit = after_commit
        self._most_tries = 1 if self.engine.dialect.name == "sqlite" else MOST_TRIES
        self._writing = Writing(self.engine)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._at_hand, self._checkpoints = None, None
        if self.engine.dialect.name == "sqlite":
            self._at_hand, self._checkpoints = AtHand(self.engine), Checkpoints(self.engine)
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writer = threading.Thread(target=self._write_for_ever, name="writer", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work(connection, ...)` and returns its answer once it is committed.

        `work` may be run again after what it wrote was undone, so it does nothing but ask and write. If it raises,
        nothing of it is kept and the exception comes out here. Raises StoreUnavailable when it could not be committed,
        or when too much is waiting already.
        """
        return await self._stored(partial(_called, work, args, kwargs), on_disk=True)

    async def note(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, for what can be found out again, and is news to nobody: nobody is woken. If the power fails,
        SQLite may have forgotten its last second; if only this process ends, it has not."""
        return await self._stored(partial(_called, work, args, kwargs), on_disk=False)

    async def _stored(self, work: Callable[[Connection], T], *, on_disk: bool) -> T:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        if self._jobs.qsize() >= LONGEST_QUEUE:
            raise StoreUnavailable("too much is waiting to be stored")
        self._jobs.put(Job(work, loop, answer, on_disk))
        return await answer

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work(connection, ...)` over one consistent view of the data. What it writes is thrown away.

        Raises StoreUnavailable when the database does not answer.
        """

        def look() -> T:
            with self._answering(), self.engine.connect() as connection:
                return work(for_reading(connection), *args, **kwargs)

        if self._closed:
            raise StoreUnavailable("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._readers, look)

    async def glance(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `read`, for what is found within microseconds. SQLite is asked at once: to hand the question to a thread
        would take longer than the answer. If the database is busy, a thread waits for it after all."""
        if self._at_hand is None or self._closed:
            return await self.read(work, *args, **kwargs)
        try:
            with self._answering():
                return work(self._at_hand.connection(), *args, **kwargs)
        except StoreUnavailable:
            self._at_hand.drop()
            return await self.read(work, *args, **kwargs)
        finally:
            self._at_hand.rest()

    @staticmethod
    @contextmanager
    def _answering() -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            raise StoreUnavailable(f"the database does not answer: {first_line(error)}") from None

    def close(self) -> None:
        """Finishes what is waiting and lets the database go. Closing twice is closing once."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._writer.join()
        self._writing.close()
        self._readers.shutdown()
        if self._at_hand:
            self._at_hand.drop()
        if self._checkpoints:
            self._checkpoints.close()
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

    def _commit(self, group: list[Job]) -> None:
        """Stores a group. Work that only collided with another process's is run again, by itself."""
        results = self._transaction(group)
        for number, job in enumerate(group):
            tries = self._most_tries
            while (problem := results[number][1]) and is_collision(problem) and (tries := tries - 1):
                results[number] = self._transaction([job])[0]
        answer_all(group, [(value, _told(problem)) for value, problem in results])
        if not all(problem for _value, problem in results):
            if any(job.on_disk for job in group):
                self.after_commit()
            if self._checkpoints:
                self._checkpoints.news()

    def _transaction(self, group: list[Job]) -> list[Result]:
        """Runs a group in one transaction. Only when a piece fails are all run anew, each in a savepoint of its own, so
        that the failure stays alone: savepoints cost about as much as the work itself."""
        try:
            return self._together(group)
        except _Spoilt as spoilt:
            if len(group) == 1:
                return [(None, spoilt.problem)]
            return self._apart(group)
        except Exception as error:  # whatever it is: who waits is answered, and the writer lives on
            return _none_stored(group, error)

    def _together(self, group: list[Job]) -> list[Result]:
        with self._writing.transaction(on_disk=any(job.on_disk for job in group)) as connection:
            return [(_done(connection, job), None) for job in group]

    def _apart(self, group: list[Job]) -> list[Result]:
        try:
            with self._writing.transaction(on_disk=True) as connection:
                return [_attempt(connection, job) for job in group]
        except Exception as error:
            return _none_stored(group, error)


def _called(work: Callable[..., T], args: Any, kwargs: Any, connection: Connection) -> T:
    return work(connection, *args, **kwargs)


class _Spoilt(Exception):
    """A piece of work failed; the transaction as such could go on."""

    def __init__(self, problem: Exception) -> None:
        super().__init__()
        self.problem = problem


def _done(connection: Connection, job: Job) -> Any:
    """Its answer. Raises _Spoilt, or the database's error if that has ended the transaction."""
    try:
        return job.work(connection)
    except Exception as error:
        if isinstance(error, DBAPIError) and is_over(connection, error):
            raise first_of(error) from None
        raise _Spoilt(error) from None


def _attempt(connection: Connection, job: Job) -> Result:
    savepoint = connection.begin_nested()
    try:
        value = _done(connection, job)
    except _Spoilt as spoilt:
        savepoint.rollback()
        return None, spoilt.problem
    savepoint.commit()
    return value, None


def _none_stored(group: list[Job], error: Exception) -> list[Result]:
    return [(None, StoreUnavailable(f"the database did not take it: {first_line(error)}"))] * len(group)


def _told(problem: BaseException | None) -> BaseException | None:
    """The problem as the caller hears of it."""
    if isinstance(problem, SQLAlchemyError) and is_away(problem):
        return StoreUnavailable(f"the database did not take it: {first_line(problem)}")
    return problem
