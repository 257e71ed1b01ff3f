"""Mailings at work: makes the next mail when its turn has come. Woken by whatever is saved, and by the time."""

import asyncio
import logging
from collections.abc import Callable

from bot.clock import Clock, pause
from handlers.mailing_steps import Means, due_at, go_on
from storage import recipients
from storage.database import Store, StoreUnavailable

log = logging.getLogger("loopwell.mailings")

LONGEST_SLEEP = 20.0
AFTER_A_FAILURE = 2.0
SHORTEST_SLEEP = 0.2
"""Between two looks: a flood of surveys wakes us after each of its commits, and none of them is about a mailing."""


class Mailings:
    """Level-triggered, as delivery is: it looks at what is due and not at what happened."""

    def __init__(self, store: Store, clock: Clock, means: Callable[[], Means]) -> None:
        self._store = store
        self._clock = clock
        self._means = means
        self._news = asyncio.Event()
        self._sleep = LONGEST_SLEEP

    def look_every(self, seconds: float) -> None:
        """Looks at least that often, where another process saves what is to be sent."""
        self._sleep = seconds

    def wake(self) -> None:
        """Something was saved: look again. Called from the event loop."""
        self._news.set()

    async def run(self) -> None:
        """Works until it is cancelled. What an earlier run has begun goes on where it stopped."""
        while True:
            self._news.clear()
            await pause(await self._look_again(), self._news)
            await asyncio.sleep(SHORTEST_SLEEP)

    async def _look_again(self) -> float:
        """A database that does not answer is asked again soon; a mailing never ends because of it."""
        try:
            return await self._look()
        except StoreUnavailable as error:
            log.error("the mailings could not go on: %s", error)
            return AFTER_A_FAILURE

    async def _look(self) -> float:
        """Does what is due; returns how long nothing else is."""
        if not await self._store.glance(recipients.at_work):
            return self._sleep
        now = self._clock.now()
        due = await self._store.read(due_at, now)
        if due is None:
            return self._sleep
        left = (due - now).total_seconds()
        if left <= 0:
            await self._store.write(go_on, self._means(), now)
            return 0.0
        return min(left, self._sleep)
