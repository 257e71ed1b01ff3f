"""The writer: stores what waits, one group after the other.

A group is stored by the writer's thread, and the event loop goes on meanwhile. One of which all is `brief` is run in
the event loop itself, and only its commit, which waits for the disk, is left to the thread: two threads that share a
processor, and Python's one lock, hinder each other, and every answer waits for both.
"""

import logging
import queue
import threading
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine

from storage.groups import Groups
from storage.jobs import Job, Result, answer_all
from storage.unavailable import StoreUnavailable

log = logging.getLogger("loopwell.writer")

LARGEST_GROUP = 256
LONGEST_QUEUE = 4096


class Writer:
    """Used by one event loop at a time. `after_commit` is called after each commit, with whether it was on disk and so
    is news to others, from the thread or from the event loop."""

    def __init__(self, engine: Engine, after_commit: Callable[[bool], None]) -> None:
        self._groups = Groups(engine)
        self._after_commit = after_commit
        self._waiting: deque[Job] = deque()
        self._pen = threading.Lock()  # held by whoever stores a group, until it is committed
        self._called: AbstractEventLoop | None = None
        self._handed: queue.SimpleQueue[Callable[[], bool] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work_for_ever, name="writer", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Called in the job's event loop. Raises StoreUnavailable when too much is waiting already."""
        if len(self._waiting) >= LONGEST_QUEUE:
            raise StoreUnavailable("too much is waiting to be stored")
        self._waiting.append(job)
        if self._called is not job.loop and not self._pen.locked():
            self._called = job.loop
            job.loop.call_soon(self._go_on)  # what is ready in this moment, too, comes with it

    def close(self) -> None:
        """Finishes what is waiting."""
        self._pen.acquire()  # for good
        while group := self._next_group():
            self._answer(group, self._groups.store(group))
        self._handed.put(None)
        self._thread.join()
        self._groups.close()

    def _go_on(self) -> None:
        """Stores the next group, if nobody is at it. In the event loop."""
        self._called = None
        if not self._waiting or not self._pen.acquire(blocking=False):
            return
        group = self._next_group()
        prepared = self._groups.prepare(group) if all(job.brief for job in group) else None
        if prepared is None:
            self._handed.put(partial(self._store, group))
        elif any(job.on_disk for job in group):
            self._handed.put(partial(self._commit, group, prepared))
        else:
            self._commit(group, prepared)

    def _next_group(self) -> list[Job]:
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP))]

    def _work_for_ever(self) -> None:
        while (work := self._handed.get()) is not None:
            reached = work()
            while not reached and self._waiting and self._pen.acquire(blocking=False):
                reached = self._store(self._next_group())  # what an event loop left that has ended

    def _store(self, group: list[Job]) -> bool:
        return self._ended(group, self._groups.store(group))

    def _commit(self, group: list[Job], prepared: list[Result]) -> bool:
        return self._ended(group, self._groups.commit(prepared))

    def _ended(self, group: list[Job], results: list[Result]) -> bool:
        self._pen.release()
        return self._answer(group, results)

    def _answer(self, group: list[Job], results: list[Result]) -> bool:
        """Those who wait are answered, and what came meanwhile is stored next. Whether anybody was there for that."""
        reached = answer_all(group, results, then=self._go_on)
        if not all(problem for _value, problem in results):
            try:
                self._after_commit(any(job.on_disk for job in group))
            except Exception:  # it is stored and answered; the next are not to wait for ever
                log.exception("after a commit somebody could not be told of it")
        return reached
