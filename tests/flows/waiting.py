"""Waiting for what no person sees: rows, readiness, the log."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from storage import backlog
from storage.database import Connection
from storage.waiting import Kind
from tests.loop import Json, Loop
from tests.waits import waits

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds. Long, for it costs nothing where things work, and a busy machine takes its time."""


async def until(look: Callable[[], Awaitable[T | None]], patience: float = PATIENCE) -> T:
    """What `look` finds, once there is something."""
    async with asyncio.timeout(patience):
        while (found := await look()) is None:  # noqa: ASYNC110 a row is no event
            await asyncio.sleep(0.02)
    return found


async def problems(loop: Loop) -> list[str]:
    """What /readyz complains of."""
    async with loop.http.get(f"{loop.url}/readyz") as answer:
        said: Json = await answer.json()
        assert (answer.status == 503) == bool(said["problems"])
        return list(said["problems"])


async def until_ready(loop: Loop) -> None:
    async def look() -> bool | None:
        return None if await problems(loop) else True

    await until(look)


async def gauge(loop: Loop, name: str) -> float:
    """A figure of /metrics."""
    async with loop.http.get(f"{loop.url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])


async def until_caught_up(loop: Loop) -> None:
    """Slack shows what the database wants.

    Time goes on meanwhile: a message that failed while a test moved the clock is tried again only some time later.
    """

    async def look() -> bool | None:
        if not await loop.house.store.read(_owed):
            return True
        await loop.forward(minutes=1)
        return None

    await until(look)


def _owed(db: Connection) -> bool:
    """Whether a card, a line or a list of reminders is not in Slack yet as it should be."""
    return bool(backlog.count(db) or waits(db, Kind.NOTICE) or waits(db, Kind.NAG))
