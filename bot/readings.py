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
        self._settled: dict[int, int] = {}
        self._settled_under: Policy | None = None
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
        if policy is not self._settled_under:
            self._settled, self._settled_under, self._spent = {}, policy, None
        if now < self._rest_until or self._spent == month_of(now):
            return
        found = await self._store.read(readings.candidates, policy)
        self._settled = {one: revision for one, revision in self._settled.items() if found.get(one) == revision}
        waiting = [one for one in found if one not in self._settled]
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            looked = await self._store.read(readings.look, policy, some, now)
            self._settled |= {one: found[one] for one in looked.settled}
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
