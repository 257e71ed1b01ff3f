"""Waiting for what no person sees: rows, readiness, the log."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tests.loop import Json, Loop

T = TypeVar("T")


async def until(look: Callable[[], Awaitable[T | None]], patience: float = 10.0) -> T:
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
