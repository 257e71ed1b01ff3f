"""The movable clock: fast for people, never fast for Slack's own limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from practice.clock import Clock
from practice.server import PracticeServer
from tests.workspace import Slack

Start = Callable[[Callable[[web.Request], Any]], Awaitable[None]]

FRIDAY = datetime(2026, 3, 6, 15, 0, tzinfo=UTC).timestamp()


def test_monday_is_the_next_one_at_nine_in_oslo() -> None:
    clock = Clock(start=FRIDAY)
    clock.forward(clock.seconds_to_monday())
    assert datetime.fromtimestamp(round(clock.now()), UTC) == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    assert clock.seconds_to_monday() > 6 * 24 * 3600


def test_a_fast_clock_does_not_shorten_slacks_limits() -> None:
    clock = Clock(speed=1_000_000)
    before = clock.now()
    while clock.now() - before < 1_000:
        pass
    assert clock.elapsed() < 5


def test_time_only_moves_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock().forward(-1)


async def test_whoever_sleeps_wakes_when_the_time_is_skipped() -> None:
    clock = Clock()
    sleeping = asyncio.create_task(clock.sleep(3000))
    await asyncio.sleep(0)
    clock.forward(299)
    await asyncio.sleep(0)
    assert not sleeping.done()
    clock.forward(2800)
    await asyncio.wait_for(sleeping, 60)


async def test_people_see_the_time_move(slack: Slack) -> None:
    before = (await slack.person("Ana").state())["now"]
    assert await slack.forward(hours=4) == 4 * 3600
    assert (await slack.person("Ana").state())["now"] - before >= 4 * 3600
    assert await slack.forward(to="monday") > 0


async def test_the_bots_demo_clock_is_told(server: PracticeServer, slack: Slack, answering: Start) -> None:
    told: list[float] = []

    async def handler(request: web.Request) -> web.Response:
        told.append((await request.json())["seconds"])
        return web.Response()

    await answering(handler)
    server.config.clock_url = f"{server.config.bot_url}/slack/events"
    await slack.forward(minutes=5)
    assert told == [300]
