"""The schedule: a few fixed ticks. What is due stands in the database; a tick missed or doubled changes nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.desk import Desk
from bot.log import Lasting
from bot.mending import Mending
from handlers.check_ins import ask_due
from handlers.mailing_messages import follow as follow_mailings
from handlers.nags import look, speak_up, to_be_told, to_meet
from handlers.policies import follow, is_news
from handlers.snoozes import wake_all
from playbooks.mails import Post
from playbooks.policy import Policy
from storage.database import Store, StoreUnavailable
from storage.deliveries import let_go
from storage.nags import forget, forget_messages

log = logging.getLogger("loopwell.schedule")

EVERY = 20  # seconds between two looks for what is due
HOUR = 3600
LOOKS, MOST_LOOKS = 200, 100  # cases looked at in one transaction; transactions in one tick
WOKEN = 100  # snoozed cases woken in one transaction: many choose Monday morning
TOLD = 50  # people and channels told in one transaction
MOST_MET = 500
MOST_HEARD = 20  # people about whom Slack is asked in one tick; it allows fifty questions a minute
REMEMBERED = timedelta(days=90)  # how long is kept what was said of a case that is closed
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
        self._wrong = Lasting(log, clock.ticks)
        self._post = post
        self._ticks = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begins to tick in the running event loop."""
        once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        asking = self._guarded("asking who is in which team", self._desk.refresh_people)
        forgetting = self._guarded("forgetting old reminders", self._forget)
        self._ticks.add_job(until_stopped(self.tick), "interval", seconds=EVERY, **once)
        self._ticks.add_job(until_stopped(asking), "interval", seconds=HOUR, **once)
        self._ticks.add_job(until_stopped(forgetting), "interval", seconds=HOUR, **once)
        self._ticks.start()

    def stop(self) -> None:
        self._ticks.shutdown(wait=False)

    async def tick(self) -> None:
        """Looks once for everything that is due."""
        await self._guarded("looking whether the clocks were changed", self._follow)()
        await self._guarded("waking snoozed cases", self._wake)()
        await self._guarded("reminding", self._remind)()
        await self._guarded("following mailings", self._follow_mailings)()
        await self._guarded("asking whether it is solved", self._ask_whether_solved)()
        await self._guarded("letting raw bodies go", self._let_go)()
        await self._guarded("looking whether channels are back", self._mending.look)()

    async def _wake(self) -> None:
        now, some, woken = self._clock.now(), WOKEN, 0
        while some == WOKEN:
            some = await self._store.write(wake_all, self._policy(), now, WOKEN)
            woken += some
        if woken:
            log.info("%d snoozed cases are back", woken)

    async def _follow(self) -> None:
        more, now = await self._store.read(is_news, self._policy()), self._clock.now()
        for _turn in range(MOST_LOOKS):
            if not more:
                break
            more = await self._store.write(follow, self._policy(), now, LOOKS)

    async def _remind(self) -> None:
        """First looks at every case whose time has come, then speaks: whoever has a hundred of them gets one list."""
        now = self._clock.now()
        for person in (await self._store.read(to_meet, now, LOOKS))[:MOST_HEARD]:
            await self._desk.meet(person)
        looked = LOOKS
        for _turn in range(MOST_LOOKS):
            if looked < LOOKS:
                break
            looked = await self._store.write(look, self._policy(), now, LOOKS)
        asked = 0
        for person in await self._store.read(to_be_told, now, MOST_MET):
            await self._desk.meet(person)  # their zone; and whether they work here at all
            if asked < MOST_HEARD:
                asked = asked + 1 if await self._desk.hear(person) else MOST_HEARD
        told = TOLD
        while told == TOLD:
            told = await self._store.write(speak_up, self._policy(), now, TOLD)

    async def _follow_mailings(self) -> None:
        """What customers did since is told where their mailing was."""
        await self._store.write(follow_mailings, self._clock.now())

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

    async def _forget(self) -> None:
        """Lets go of old reminders, a few at a time."""
        before = self._clock.now() - REMEMBERED
        for work in (forget, forget_messages):
            forgotten = CHUNK
            for _turn in range(MOST_CHUNKS):
                if forgotten < CHUNK:
                    break
                forgotten = await self._store.write(work, before, CHUNK)

    def _guarded(self, what: str, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A tick that fails says so and does not end the ticking."""

        async def guarded() -> None:
            try:
                await work()
            except StoreUnavailable as error:
                self._wrong.met(what, error)
            except Exception:  # a mistake of ours in one of them must not stop the others, tick after tick
                log.exception("%s failed, and is tried again", what)
            else:
                self._wrong.over(what)

        return guarded


def until_stopped(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A tick that the end of the bot cuts short is nothing to complain of: the next start looks again."""

    async def job() -> None:
        with suppress(asyncio.CancelledError):
            await work()

    return job
