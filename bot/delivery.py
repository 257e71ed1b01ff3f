"""Delivery: makes Slack show what the database wants, worst first, at Slack's pace.

Level-triggered: it looks at what is out of date, not at what happened. So ten changes are one update, a crash anywhere
is mended by the next look, and a restart goes on where it stopped.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.clock import Clock, pause
from bot.faults import Faults
from bot.log import Lasting
from bot.metrics import Metrics
from bot.outgoing import Takes, next_message, quick_message
from bot.pace import Bucket
from bot.precedence import Precedence
from bot.reconciling import Reconciling
from bot.sending import Sending
from bot.slack import Slack
from handlers import storms
from playbooks.policy import Policy
from playbooks.replies import Playbook
from playbooks.sending import time_left
from playbooks.storms import Turn
from storage import storms as storm_rows
from storage import waiting
from storage.database import Store, StoreUnavailable

log = logging.getLogger("loopwell.delivery")

LONGEST_SLEEP = 30.0
AFTER_A_FAILURE = 2.0
GATHERING = 0.5
"""Seconds between two looks at a channel with a storm, which takes hundreds of surveys a minute into one card."""
LOOKING = "looking for what waits"


class Delivery:
    """One task per channel that has something waiting; each keeps to its channel's pace and delays no other."""

    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        metrics: Metrics,
        policy: Callable[[], Policy],
        precedence: Precedence,
    ) -> None:
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._precedence = precedence
        self._reconciling = Reconciling(store, slack, clock, policy)
        faults = Faults(store, clock, metrics, policy)
        self._sending = Sending(store, slack, clock, metrics, policy, self._reconciling, faults)
        self._wrong = Lasting(log, clock.ticks)
        self._library: tuple[Playbook, ...] = ()
        self._news = asyncio.Event()
        self._sleep = LONGEST_SLEEP
        self._stormy: dict[str, float] = {}
        self._saying: set[str] = set()
        self._ending = False
        self._buckets: dict[str, Bucket] = {}
        self._missed: set[str] = set()
        self._at_work: dict[str, asyncio.Task[None]] = {}

    def suggest_from(self, library: tuple[Playbook, ...]) -> None:
        """Cards suggest what to do from these playbooks."""
        self._library = library

    def look_every(self, seconds: float) -> None:
        """Looks at least that often, where another process saves what is to be shown."""
        self._sleep = seconds

    def wake(self) -> None:
        """Something was saved: look again. Called from the event loop."""
        self._news.set()

    def forget_pace(self) -> None:
        """The next message to each channel goes by the policy of that moment."""
        self._buckets.clear()

    async def run(self) -> None:
        """Delivers until it is cancelled. What was left unposted by an earlier run may be in Slack all the same."""
        try:
            left, stormy = await self._left_over()
            self._stormy = dict.fromkeys(stormy, 0.0)
            self._reconciling.doubt(left, self._clock.now())
            while True:
                self._news.clear()
                await pause(await self._look_again(), self._news)
        finally:
            await self._end()

    async def _end(self) -> None:
        """What is being said is said to the end: else it might be said twice."""
        self._ending = True
        for channel, task in self._at_work.items():
            if channel not in self._saying:
                task.cancel()
        await asyncio.gather(*self._at_work.values(), return_exceptions=True)

    async def _left_over(self) -> tuple[dict[str, datetime], set[str]]:
        """What an earlier run left unsaid, and the channels with a storm."""
        while True:
            try:
                left = await self._store.read(waiting.first), await self._store.read(storm_rows.channels)
            except StoreUnavailable as error:
                self._wrong.met(LOOKING, error)
                await asyncio.sleep(AFTER_A_FAILURE)
            else:
                self._wrong.over(LOOKING)
                return left

    async def _look_again(self) -> float:
        """A database that does not answer is asked again soon; delivery itself never ends."""
        try:
            sleep = await self._look()
        except StoreUnavailable as error:
            self._wrong.met(LOOKING, error)
            return AFTER_A_FAILURE
        self._wrong.over(LOOKING)
        return sleep

    async def _look(self) -> float:
        """Sets a task to work for every channel with something to say; returns how long nothing else is due."""
        due_at = await self._store.glance(waiting.first)
        now = self._clock.now()
        self._metrics.channels_waiting.set(len(due_at))
        sleep = self._sleep
        for channel, due in due_at.items():
            if channel in self._at_work:
                self._missed.add(channel)
                continue
            left = time_left(due, now)
            if not left:
                task = asyncio.create_task(self._serve(channel), name=f"delivery {channel}")
                self._at_work[channel] = task
                task.add_done_callback(partial(self._rest, channel))
            else:
                sleep = min(sleep, left.total_seconds())
        return sleep

    def _rest(self, channel: str, task: asyncio.Task[None]) -> None:
        """A channel's task is done: look again if somebody has looked meanwhile. One that failed (the database took
        nothing, say) rests first, whatever is saved meanwhile."""
        if task.cancelled():
            del self._at_work[channel]
        elif error := task.exception():
            self._wrong.met(f"delivery to {channel}", error)
            # something may have been said that we could not note down
            now = self._clock.now()
            self._reconciling.doubt([channel], now, since=now)
            self._missed.add(channel)
            task.get_loop().call_later(AFTER_A_FAILURE, self._rested, channel)
        else:
            self._wrong.over(f"delivery to {channel}")
            self._rested(channel)

    def _rested(self, channel: str) -> None:
        del self._at_work[channel]
        if channel in self._missed:
            self._missed.discard(channel)
            self._news.set()

    async def _serve(self, channel: str) -> None:
        """Says what waits for one channel, the most urgent first, until nothing is due there."""
        bucket = self._bucket(channel)
        more = True
        while more and not self._ending:
            queueing = bucket.wait() > 0
            await bucket.ready()
            if channel in self._stormy:
                await asyncio.sleep(self._stormy[channel] - self._clock.ticks())
            now = self._clock.now()
            await self._reconciling.settle(channel, now)
            if queueing or channel in self._stormy:
                await self._watch(channel, now)
            self._saying.add(channel)
            try:
                more = await self._say_next(channel, bucket, now)
            finally:
                self._saying.discard(channel)

    async def _say_next(self, channel: str, bucket: Bucket, now: datetime) -> bool:
        """Says one message; False when none is due any more. What became due after `now` was not settled and waits for
        the next round."""
        asked = (self._policy(), channel, now, self._library)
        await self._precedence.after_surveys()
        message = await self._store.glance(quick_message, *asked)
        if message is Takes.LONG:  # by a thread: clicks and surveys go on meanwhile
            message = await self._store.read(next_message, *asked)
        if message is None:
            return False
        return await self._sending.send(message, bucket)

    async def _watch(self, channel: str, now: datetime) -> None:
        """Where messages queue up, looks whether a storm begins, goes on or ends. While it goes on, what came in is
        gathered some times a second, and not one by one. Storms come in many channels at once, and one may have
        thousands of cases to gather; surveys go first, and between."""
        turn = Turn.POURS
        while turn in (Turn.BEGINS, Turn.POURS):
            await self._precedence.after_surveys()
            turn = await self._store.write(storms.watch, self._policy(), channel, now)
        if turn is Turn.GOES_ON:
            self._stormy[channel] = self._clock.ticks() + GATHERING
        else:
            self._stormy.pop(channel, None)

    def _bucket(self, channel: str) -> Bucket:
        if channel not in self._buckets:
            pace = self._policy().delivery
            self._buckets[channel] = Bucket(pace.per_second, pace.burst, self._clock.ticks)
        return self._buckets[channel]
