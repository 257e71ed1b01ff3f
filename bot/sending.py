"""Sending: one message at a time, and the one next step when Slack does not take it."""

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.clock import Clock
from bot.metrics import Metrics
from bot.pace import Bucket
from bot.reconciling import Reconciling
from bot.slack import Slack, Trouble
from handlers import cards as drawing
from handlers import incidents, storms
from handlers.views.cards import card as card_message
from handlers.views.cards import plain_card
from handlers.views.message import Message
from handlers.views.metadata import of_notice
from playbooks.policy import Policy
from playbooks.sending import Family, Next, Step, next_step
from playbooks.storms import UPDATE_EVERY
from storage import cards, notices
from storage import storms as storm_rows
from storage.cards import Card
from storage.database import Connection, Store
from storage.storms import Storm

log = logging.getLogger("loopwell.sending")

NOTICE_RETRY = timedelta(seconds=5)


class Sending:
    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        metrics: Metrics,
        policy: Callable[[], Policy],
        reconciling: Reconciling,
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._reconciling = reconciling
        self._troubled: set[tuple[str, Family]] = set()

    async def notice(self, target: str, bucket: Bucket) -> bool:
        """Says the oldest one-off message that waits for this channel or person. False when there is none."""
        notice = await self._store.read(notices.oldest, target, self._clock.now())
        if notice is None:
            return False
        bucket.take()
        try:
            await self._slack.post(target, Message(text=notice.words, metadata=of_notice(notice.id)))
        except Trouble as trouble:
            self._say(target, trouble)
            await self._notice_failed(target, notice, trouble, bucket)
        else:
            await self._store.write(notices.sent, notice.id, self._clock.now())
        return True

    async def _notice_failed(self, target: str, notice: notices.Notice, trouble: Trouble, bucket: Bucket) -> None:
        now = self._clock.now()
        if trouble.family is Family.RATE_LIMITED:
            bucket.close_for(trouble.wait)
        elif trouble.family is Family.CHANNEL_GONE:  # the person has left, or the channel has: nobody is there to hear
            await self._store.write(notices.sent, notice.id, now, str(trouble))
        else:
            if trouble.family is Family.UNCERTAIN:
                self._reconciling.doubt([target])
            await self._store.write(notices.failed, notice.id, str(trouble), now + NOTICE_RETRY)

    async def storm(self, channel: str, bucket: Bucket) -> bool:
        """Shows the storm card, if there is one that is out of date and may be tried."""
        drawn = await self._store.read(storms.draw, self._policy(), channel, self._clock.now())
        if drawn is None:
            return False
        bucket.take()
        storm = drawn.storm
        try:
            if storm.ts and storm.posted_in:
                posted_in, ts = storm.posted_in, storm.ts
                await self._slack.update(posted_in, ts, drawn.message)
            else:
                posted_in, ts = await self._slack.post(channel, drawn.message)
        except Trouble as trouble:
            self._say(channel, trouble)
            await self._storm_failed(drawn.storm, trouble, bucket)
        else:
            await self._store.write(storm_rows.shown, storm, posted_in, ts, self._clock.now() + UPDATE_EVERY)
            self._over(channel)
        return True

    async def _storm_failed(self, storm: Storm, trouble: Trouble, bucket: Bucket) -> None:
        now = self._clock.now()
        step = next_step(trouble.family, storm.attempts, posted=storm.ts is not None, plain=True, can_move=True)
        match step.step:
            case Step.PAUSE:
                bucket.close_for(trouble.wait)
            case Step.MOVE:
                await self._store.write(storm_rows.scatter, storm, now)
            case Step.REPOST:
                await self._store.write(storm_rows.lost, storm)
            case _:
                if step.step is Step.LOOK:
                    self._reconciling.doubt([storm.channel])
                await self._store.write(storm_rows.failed, storm, now + step.wait)

    async def card(self, channel: str, bucket: Bucket) -> bool:
        """Shows the most urgent card that waits for this channel. False when there is none."""
        drawn = await self._store.read(drawing.draw, self._policy(), channel, self._clock.now())
        if drawn is None:
            return False
        card, file = drawn
        await self._show(card, card_message(file), bucket, lambda: plain_card(file))
        return True

    async def _show(
        self, card: Card, message: Message, bucket: Bucket, plain: Callable[[], Message] | None = None
    ) -> None:
        """Posts the card, or updates the one that is there. Blocks that Slack does not take never hide a customer."""
        bucket.take()
        try:
            posted_in, ts = await self._put(card, message)
        except Trouble as trouble:
            self._say(card.channel, trouble)
            step = self._next(card, trouble, plain is None)
            if step.step is Step.PLAIN and plain is not None:
                await self._show(card, plain(), bucket)
            else:
                await self._failed(card, trouble, step, bucket)
        else:
            self._metrics.cards_shown.inc()
            await self._store.write(_shown, card, posted_in, ts, self._clock)
            self._over(card.channel)

    async def _put(self, card: Card, message: Message) -> tuple[str, str]:
        if card.ts is None or card.posted_in is None:
            return await self._slack.post(card.channel, message)
        await self._slack.update(card.posted_in, card.ts, message)
        return card.posted_in, card.ts

    def _next(self, card: Card, trouble: Trouble, plain: bool) -> Next:
        fallback = self._policy().company.fallback_channel
        can_move = fallback is not None and fallback != card.channel
        return next_step(trouble.family, card.attempts, posted=card.ts is not None, plain=plain, can_move=can_move)

    async def _failed(self, card: Card, trouble: Trouble, step: Next, bucket: Bucket) -> None:
        now = self._clock.now()
        if trouble.family is Family.TOKEN_REVOKED:
            await self._store.write(incidents.token_revoked, self._policy(), trouble.error, now)
        if trouble.family is Family.CHANNEL_GONE:
            await self._store.write(incidents.channel_gone, self._policy(), card, trouble.error, now)
        match step.step:
            case Step.PAUSE:
                bucket.close_for(trouble.wait)
            case Step.REPOST:
                await self._store.write(cards.lost, card.case_id)
            case Step.RETRY | Step.LOOK | Step.PLAIN:
                if step.step is Step.LOOK:
                    self._reconciling.doubt([card.channel])
                await self._store.write(cards.failed, card.case_id, str(trouble), now + step.wait)

    def _say(self, channel: str, trouble: Trouble) -> None:
        """The log names every fault once: when it begins, and not for each card that it meets."""
        self._metrics.slack_troubles.labels(trouble.family.value).inc()
        if (channel, trouble.family) not in self._troubled:
            self._troubled.add((channel, trouble.family))
            log.warning("%s does not take a message: %s", channel, trouble)

    def _over(self, channel: str) -> None:
        ended = {known for known in self._troubled if known[0] == channel}
        if ended:
            self._troubled -= ended
            log.info("%s takes messages again", channel)


def _shown(db: Connection, card: Card, posted_in: str, ts: str, clock: Clock) -> None:
    """Slack shows the card; whatever kept it from that is over."""
    cards.shown(db, card.case_id, card.wanted, posted_in, ts)
    incidents.mended(db, (incidents.TOKEN, incidents.channel_key(card.channel)), clock.now())
