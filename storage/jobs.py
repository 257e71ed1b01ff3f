"""Jobs: pieces of work on their way to the writer, and their answers on the way back."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Connection

Result = tuple[Any, BaseException | None]
"""What a piece of work returned, or what it raised."""


class Job(NamedTuple):
    """`answer` is awaited in `loop`. `on_disk`: not before the work is on disk. `brief`: it takes microseconds."""

    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]
    on_disk: bool = True
    brief: bool = False


Settled = tuple[Job, Result]


def answer_all(group: Sequence[Job], results: Sequence[Result], then: Callable[[], None]) -> bool:
    """Wakes each event loop once for the whole group, and calls `then` there: a wake-up for each answer costs more than
    the answer. False when all of them are closed: nobody waits for an answer any more."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Settled]] = {}
    for settled in zip(group, results, strict=True):
        by_loop.setdefault(settled[0].loop, []).append(settled)
    reached = False
    for loop, its_own in by_loop.items():
        with suppress(RuntimeError):  # it is closed
            loop.call_soon_threadsafe(_settle, its_own, then)
            reached = True
    return reached


def _settle(group: Sequence[Settled], then: Callable[[], None]) -> None:
    for job, (value, problem) in group:
        if job.answer.done():  # the caller went away; what it asked for is stored all the same
            continue
        if problem is None:
            job.answer.set_result(value)
        elif isinstance(problem, StopIteration):  # which no future takes
            job.answer.set_exception(RuntimeError(f"a piece of work raised {problem!r}"))
        else:
            job.answer.set_exception(problem)
    then()
