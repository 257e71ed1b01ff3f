"""The schedule: a few fixed ticks. What is due stands in the database; a tick missed or doubled changes nothing."""

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.desk import Desk
from bot.mending import Mending
from handlers.check_ins import ask_due
from handlers.mailing_messages import follow
from handlers.nags import look, speak_up, to_be_told
from handlers.snoozes import wake_all
from playbooks.mails import Post
from playbooks.policy import Policy
from storage.database import Store, StoreUnavailable
from storage.deliveries import let_go

log = logging.getLogger("loopwell.schedule")

EVERY = 20  # seconds between two looks for what is due
PEOPLE_EVERY = 3600
LOOKS, MOST_LOOKS = 200, 100  # cases looked at in one transaction; transactions in one tick
TOLD = 50  # people and channels told in one transaction
MOST_MET = 500
CHECK_INS = 100  # customers written to in one transaction
CHUNK, MOST_CHUNKS = 200, 50  # raw bodies emptied in one transaction; transactions in one tick


class Schedule:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        policy: Callable[[], Policy],
        desk: Desk,
        mending: Mending,
        post: Callable[[], Post] = Post,
    ) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._desk = desk
        self._mending = mending
        self._post = post
        self._ticks = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begins to tick in the running event loop."""
        once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._ticks.add_job(self.tick, "interval", seconds=EVERY, **once)
        self._ticks.add_job(self._guarded(self._desk.refresh_people), "interval", seconds=PEOPLE_EVERY, **once)
        self._ticks.start()

    def stop(self) -> None:
        self._ticks.shutdown(wait=False)

    async def tick(self) -> None:
        """Looks once for everything that is due."""
        await self._guarded(self._wake)()
        await self._guarded(self._remind)()
        await self._guarded(self._follow)()
        await self._guarded(self._ask_whether_solved)()
        await self._guarded(self._let_go)()
        await self._guarded(self._mending.look)()

    async def _wake(self) -> None:
        if woken := await self._store.write(wake_all, self._policy(), self._clock.now()):
            log.info("%d snoozed cases are back", woken)

    async def _remind(self) -> None:
        """First looks at every case whose time has come, then speaks: whoever has a hundred of them gets one list."""
        now = self._clock.now()
        looked = LOOKS
        for _turn in range(MOST_LOOKS):
            if looked < LOOKS:
                break
            looked = await self._store.write(look, self._policy(), now, LOOKS)
        for person in await self._store.read(to_be_told, now, MOST_MET):
            await self._desk.meet(person)  # their zone; and whether they work here at all
        told = TOLD
        while told == TOLD:
            told = await self._store.write(speak_up, self._policy(), now, TOLD)

    async def _follow(self) -> None:
        """What customers did since is told where their mailing was."""
        await self._store.write(follow, self._clock.now())

    async def _ask_whether_solved(self) -> None:
        """Writes to the customers whose check-in is due."""
        looked = CHECK_INS
        while looked == CHECK_INS:
            looked = await self._store.write(ask_due, self._policy(), self._post(), self._clock.now(), CHECK_INS)

    async def _let_go(self) -> None:
        """Empties the raw bodies that were kept long enough, a few at a time: surveys come in between."""
        before = self._clock.now() - self._policy().delivery.keep_raw
        emptied = CHUNK
        for _turn in range(MOST_CHUNKS):
            if emptied < CHUNK:
                break
            emptied = await self._store.write(let_go, before, CHUNK)

    def _guarded(self, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A tick that fails says so and does not end the ticking."""

        async def guarded() -> None:
            try:
                await work()
            except StoreUnavailable as error:
                log.error("a tick could not be saved: %s", error)

        return guarded
