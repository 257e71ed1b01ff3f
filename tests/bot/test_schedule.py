"""The schedule: a bot that ends in the middle of a tick ends quietly."""

import asyncio
import logging

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.schedule import until_stopped


async def test_a_tick_that_is_cut_short_is_no_crash(caplog: pytest.LogCaptureFixture) -> None:
    """A traceback in the log at every tenth restart hides the one that matters."""
    caplog.set_level(logging.INFO)
    under_way, over = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        under_way.set()
        try:
            await asyncio.Event().wait()
        finally:
            over.set()

    ticks = AsyncIOScheduler(timezone="UTC")
    ticks.add_job(until_stopped(slow), "interval", seconds=0.05)
    ticks.start()
    await under_way.wait()
    ticks.shutdown(wait=False)
    await over.wait()
    await asyncio.sleep(0)
    assert not [record for record in caplog.records if record.exc_info]
