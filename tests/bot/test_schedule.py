"""The schedule: a bot that ends in the middle of a tick ends quietly, and one mistake stops nothing else."""

import asyncio
import logging
from pathlib import Path
from typing import cast

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.desk import Desk
from bot.mending import Mending
from bot.schedule import Schedule, until_stopped
from playbooks.policy import Policy
from storage.database import Store
from storage.schema import migrate


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


async def test_a_mistake_in_one_part_of_a_tick_keeps_no_other_from_its_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One odd case, met first at every tick, would end all reminders for everybody."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    migrate(url)
    store, looked = Store(url), asyncio.Event()

    class LastOfAll:
        async def look(self) -> None:
            looked.set()

    def odd() -> Policy:
        raise RuntimeError("an odd case")

    try:
        await Schedule(store, Clock(), odd, cast(Desk, None), cast(Mending, LastOfAll())).tick()
    finally:
        store.close()
    assert looked.is_set()
    assert "an odd case" in caplog.text
