"""The store: one writer that groups commits, a few readers, the same calls on SQLite and PostgreSQL.

A piece of work is a plain function that gets a connection. Everything that one call writes is committed together,
and the call returns only after the commit is on disk (SQLite: WAL with synchronous=FULL). Work that waits while a
commit is under way shares the next one, so that the price of an fsync is shared too.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from storage.checkpoints import Checkpoints
from storage.engines import (
    READERS,
    AtHand,
    first_line,
    for_reading,
    is_away,
    open_engine,
)
from storage.jobs import Job
from storage.unavailable import StoreUnavailable
from storage.writer import Writer

__all__ = ["Connection", "Store", "StoreUnavailable", "open_engine"]

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """`after_commit` is called after each commit with news, from whichever thread; delivery uses it to wake up."""

    def __init__(self, url: str, after_commit: Callable[[], None] = lambda: None) -> None:
        self.engine = open_engine(url)
        self.after_commit = after_commit
        self._closed = False
        self._at_hand, self._checkpoints = None, None
        if self.engine.dialect.name == "sqlite":
            self._at_hand, self._checkpoints = AtHand(self.engine), Checkpoints(self.engine)
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writer = Writer(self.engine, self._committed)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work(connection, ...)` and returns its answer once it is committed.

        `work` may be run again after what it wrote was undone, so it does nothing but ask and write. If it raises,
        nothing of it is kept and the exception comes out here. Raises StoreUnavailable when it could not be committed,
        or when too much is waiting already.
        """
        return await self._stored(partial(_called, work, args, kwargs))

    async def write_here(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, for what is done within microseconds and comes in great numbers. SQLite is told at once, here in
        the event loop; only the commit, which waits for the disk, is left to a thread. If the database is busy, or
        something in the way, a thread does all of it."""
        return await self._stored(partial(_called, work, args, kwargs), brief=True)

    async def note(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write_here`, for what can be found out again, and is news to nobody: nobody is woken. If the power fails,
        SQLite may have forgotten its last second; if only this process ends, it has not."""
        return await self._stored(partial(_called, work, args, kwargs), on_disk=False, brief=True)

    async def _stored(self, work: Callable[[Connection], T], *, on_disk: bool = True, brief: bool = False) -> T:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._writer.put(Job(work, loop, answer, on_disk, brief))
        return await answer

    def _committed(self, on_disk: bool) -> None:
        if on_disk:
            self.after_commit()
        if self._checkpoints:
            self._checkpoints.news()

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
        self._writer.close()
        self._readers.shutdown()
        if self._at_hand:
            self._at_hand.drop()
        if self._checkpoints:
            self._checkpoints.close()
        self.engine.dispose()


def _called(work: Callable[..., T], args: Any, kwargs: Any, connection: Connection) -> T:
    return work(connection, *args, **kwargs)
