"""Delivery: makes Slack show what the database wants, worst first, at Slack's pace.

Level-triggered: it looks at what is out of date, not at what happened. So ten changes are one update, a crash anywhere
is mended by the next look, and a restart goes on where it stopped.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock, pause
from bot.metrics import Metrics
from bot.pace import Bucket
from bot.slack import RateLimited, Refused, Slack, Unsure
from handlers import cards as drawing
from handlers.views.cards import card as card_message
from handlers.views.cards import plain_card
from handlers.views.message import Message
from playbooks.policy import Policy
from storage import cards, notices
from storage.database import Connection, Store, StoreUnavailable

log = logging.getLogger("loopwell.delivery")

LONGEST_SLEEP = 30.0
FIRST_RETRY = timedelta(seconds=2)
LAST_RETRY = timedelta(minutes=5)
INVALID = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long")


class Delivery:
    """One task per channel that has something waiting; each keeps to its channel's pace and delays no other."""

    def __init__(
        self, store: Store, slack: Slack, clock: Clock, metrics: Metrics, policy: Callable[[], Policy]
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._news = asyncio.Event()
        self._buckets: dict[str, Bucket] = {}
        self._at_work: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something was saved: look again. Called from the event loop."""
        self._news.set()

    async def run(self) -> None:
        """Delivers until it is cancelled."""
        try:
            while True:
                self._news.clear()
                await pause(await self._look_again(), self._news)
        finally:
            for task in self._at_work.values():
                task.cancel()
            await asyncio.gather(*self._at_work.values(), return_exceptions=True)

    async def _look_again(self) -> float:
        """A database that does not answer is asked again soon; delivery itself never ends."""
        try:
            return await self._look()
        except StoreUnavailable as error:
            log.error("delivery could not look for what waits: %s", error)
            return FIRST_RETRY.total_seconds()

    async def _look(self) -> float:
        """Sets a task to work for every channel with something to say; returns how long nothing else is due."""
        waiting = await self._store.read(_waiting)
        now = self._clock.now()
        self._metrics.channels_waiting.set(len(waiting))
        sleep = LONGEST_SLEEP
        for channel, due in waiting.items():
            if channel in self._at_work:
                continue
            if due <= now:
                task = asyncio.create_task(self._serve(channel), name=f"delivery {channel}")
                self._at_work[channel] = task
                task.add_done_callback(partial(self._rest, channel))
            else:
                sleep = min(sleep, (due - now).total_seconds())
        return sleep

    def _rest(self, channel: str, task: asyncio.Task[None]) -> None:
        """A channel's task is done: look again, soon if it failed (the database did not answer, say)."""
        del self._at_work[channel]
        if task.cancelled():
            return
        if error := task.exception():
            log.error("delivery to %s stopped: %s", channel, error)
            task.get_loop().call_later(FIRST_RETRY.total_seconds(), self._news.set)
        else:
            self._news.set()

    async def _serve(self, channel: str) -> None:
        """Says what waits for one channel, the most urgent first, until nothing is due there."""
        while True:
            bucket = self._bucket(channel)
            await bucket.ready()
            if not (await self._say_notice(channel, bucket) or await self._show_card(channel, bucket)):
                return

    def _bucket(self, channel: str) -> Bucket:
        if channel not in self._buckets:
            pace = self._policy().delivery
            self._buckets[channel] = Bucket(pace.per_second, pace.burst, self._clock.ticks)
        return self._buckets[channel]

    async def _say_notice(self, target: str, bucket: Bucket) -> bool:
        notice = await self._store.read(notices.oldest, target, self._clock.now())
        if notice is None:
            return False
        bucket.take()
        try:
            await self._slack.post(target, Message(text=notice.words))
        except RateLimited as limit:
            bucket.close_for(limit.seconds)
        except (Refused, Unsure) as problem:
            log.warning("notice %s to %s was not taken: %s", notice.id, target, problem)
            retry = self._clock.now() + LAST_RETRY
            await self._store.write(notices.failed, notice.id, str(problem), retry)
        else:
            await self._store.write(notices.sent, notice.id, self._clock.now())
        return True

    async def _show_card(self, channel: str, bucket: Bucket) -> bool:
        drawn = await self._store.read(drawing.draw, self._policy(), channel, self._clock.now())
        if drawn is None:
            return False
        card, file = drawn
        bucket.take()
        try:
            posted_in, ts = await self._send(card, card_message(file), plain_card(file))
        except RateLimited as limit:
            self._metrics.rate_limited.inc()
            log.info("channel %s asks to wait %g s", channel, limit.seconds)
            bucket.close_for(limit.seconds)
        except (Refused, Unsure) as problem:
            self._metrics.refused.inc()
            log.warning("card of case %s was not taken by %s: %s", card.case_id, channel, problem)
            await self._store.write(cards.failed, card.case_id, str(problem), self._later(card.attempts))
        else:
            self._metrics.cards_shown.inc()
            await self._store.write(cards.shown, card.case_id, card.wanted, posted_in, ts)
        return True

    async def _send(self, card: cards.Card, message: Message, plain: Message) -> tuple[str, str]:
        """Posts the card, or updates the one that is there. Blocks that Slack does not take never hide a customer."""
        try:
            return await self._put(card, message)
        except Refused as refused:
            if refused.error not in INVALID:
                raise
            log.error("Slack refused the blocks of case %s: %s", card.case_id, refused)
            return await self._put(card, plain)

    async def _put(self, card: cards.Card, message: Message) -> tuple[str, str]:
        if card.ts is None or card.posted_in is None:
            return await self._slack.post(card.channel, message)
        await self._slack.update(card.posted_in, card.ts, message)
        return card.posted_in, card.ts

    def _later(self, attempts: int) -> datetime:
        wait: timedelta = min(FIRST_RETRY * 2 ** min(attempts, 10), LAST_RETRY)
        return self._clock.now() + wait


def _waiting(db: Connection) -> dict[str, datetime]:
    """Everybody for whom something waits, and when the first of it may be tried."""
    first = cards.waiting_channels(db)
    for target, at in notices.waiting_targets(db).items():
        first[target] = min(at, first.get(target, at))
    return first
