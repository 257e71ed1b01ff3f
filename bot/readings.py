"""Readings: makes translations and summaries of comments in the background, after the commit that brought them."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.asking import Asking
from bot.clock import Clock, pause
from handlers import readings
from handlers.ai_use import settle
from handlers.readings import Task
from playbooks.ai_use import month_of
from playbooks.policy import Policy
from playbooks.prompts import Unusable, Why
from playbooks.readings import examine
from storage.database import Store, StoreUnavailable

log = logging.getLogger("loopwell.readings")

EVERY = 20.0  # seconds between two looks when nothing happens
APART = 1.0  # and when much happens
OVERLAP = 1000
"""Case events that are looked at once more: one of another process may be saved after one with a higher number."""
AT_ONCE = 50  # responses looked at in one go
REST = timedelta(minutes=1)  # after the service had trouble
TROUBLES = (Why.BUSY, Why.AWAY, Why.TIMEOUT, Why.REFUSED)


class Readings:
    """The database says what is missing; this makes it, one after the other. A comment waits for nothing: its card is
    shown at once, and again when there is more to show."""

    def __init__(self, store: Store, clock: Clock, policy: Callable[[], Policy], asking: Asking) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._asking = asking
        self._woken = asyncio.Event()
        self._under: Policy | None = None
        self._seen: int | None = None
        self._looked_at: dict[int, int] = {}
        self._again: dict[int, datetime] = {}
        self._rest_until = datetime.min.replace(tzinfo=UTC)
        self._spent: str | None = None

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Looks whenever something was committed, and now and then."""
        while True:
            self._woken.clear()
            try:
                await self.look()
            except StoreUnavailable as error:
                log.error("comments wait for their translation: %s", error)
            except Exception:  # one comment that we cannot handle must not end it for all others
                log.exception("a look for comments to translate failed")
            await asyncio.sleep(APART)
            await pause(EVERY, self._woken)

    async def look(self) -> None:
        """Makes all that is missing now and due."""
        policy, now = self._policy(), self._clock.now()
        if policy is not self._under:
            self._under, self._seen, self._looked_at, self._again, self._spent = policy, None, {}, {}, None
        if now < self._rest_until or self._spent == month_of(now):
            return
        after = None if self._seen is None else self._seen - OVERLAP
        found, newest = await self._store.read(readings.candidates, policy, after)
        self._again |= {one: now for one, revision in found.items() if self._looked_at.get(one) != revision}
        self._looked_at = found
        # where events were taken away their numbers may come again
        self._seen = newest if self._seen is None or newest >= self._seen else None
        waiting = sorted(one for one, due in self._again.items() if due <= now)
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            looked = await self._store.read(readings.look, policy, some, now)
            for one in some:
                self._again.pop(one)
            self._again |= looked.again
            for task in looked.tasks:
                if not await self._make(policy, task):
                    return

    async def _make(self, policy: Policy, task: Task) -> bool:
        """False when there is no sense in going on now: the month's budget is used up, or the service has trouble."""
        said = await self._asking.ask(task.asked.prompt)
        made = examine(said.answer, task.asked) if isinstance(said.answer, str) else said.answer
        self._asking.count(task.needed.kind.value, made, said.use)
        now = self._clock.now()
        if said.use is None:
            self._spent = month_of(now)
            return False
        use = replace(said.use, failed=isinstance(made, Unusable))
        if isinstance(made, Unusable) and made.why in (Why.BUSY, Why.AWAY):  # no fault of this comment: no try of it
            await self._store.write(settle, use)
        else:
            await self._store.write(readings.keep, policy, task, made, self._asking.model, use, now)
        if isinstance(made, Unusable) and made.why in TROUBLES:
            self._rest_until = now + REST
            return False
        return True
