"""The demo's customers: realistic signed surveys that keep arriving, so that a newcomer sees the loop at work.

The first three come within ten practice seconds, then ever slower; after the script's end one more every few
minutes, with the answers of the script in a new order. The pace follows the practice clock's speed and
is not hurried by fast-forward: a jump of a day is one quiet day, not a storm.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol

import aiohttp

from practice.samples import Arrival, arrivals
from practice.surveys import Survey, deliveries, post

log = logging.getLogger(__name__)
PROBE = aiohttp.ClientTimeout(total=2)
LATE = 25.0  # practice seconds between the deliveries of one survey: a comment, a new score, a repeat
AFTERWARDS = 240.0  # practice seconds between surveys once the script is over
SHORTEST = 0.05  # real seconds, however fast the clock runs
STRIDE = 7  # has no common divisor with the script's length, so every line comes once in each round


class Clock(Protocol):
    """What is needed of the practice clock: Unix seconds that people see, and how fast they pass."""

    speed: float

    def now(self) -> float: ...


async def arrive(clock: Clock, bot_url: str) -> None:
    """Sends surveys until it is cancelled; begins when the bot is able to work."""
    bot_url = bot_url.rstrip("/")
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        await bot_ready(session, bot_url)
        for arrival in endless(arrivals()):
            await _pause(clock, arrival.after)
            group.create_task(_play(session, bot_url, clock, Survey.read(arrival.wish)))


async def bot_ready(session: aiohttp.ClientSession, bot_url: str, every: float = 0.3) -> None:
    """Waits until the bot answers ``/readyz`` with 200."""
    while True:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with session.get(f"{bot_url}/readyz", timeout=PROBE) as answer:
                if answer.status == 200:
                    return
        await asyncio.sleep(every)


def endless(script: tuple[Arrival, ...]) -> Iterator[Arrival]:
    """The script once, then its surveys again and again in another order, each as a new and undisturbed answer."""
    yield from script
    for step in count(STRIDE, STRIDE):
        plain: dict[str, Any] = {
            key: value
            for key, value in script[step % len(script)].wish.items()
            if key not in ("twice", "late_comment", "change_score_to")
        }
        yield replace(script[0], after=AFTERWARDS, wish=plain)


async def _play(session: aiohttp.ClientSession, bot_url: str, clock: Clock, survey: Survey) -> None:
    def now() -> datetime:
        return datetime.fromtimestamp(clock.now(), UTC)

    for number, delivery in enumerate(deliveries(survey, now)):
        if number:
            await _pause(clock, LATE)
        answer = await post(session, bot_url, delivery, now())
        if answer["status"] not in (200, 202):
            log.warning("The bot answered %s to a sample survey of %s", answer["status"], survey.source.name)


async def _pause(clock: Clock, practice_seconds: float, sleep: Callable[[float], Any] = asyncio.sleep) -> None:
    await sleep(max(SHORTEST, practice_seconds / max(clock.speed, 0.001)))
