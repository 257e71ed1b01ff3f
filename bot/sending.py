"""Sending: one message at a time, and the one next step when Slack does not take it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.faults import Faults
from bot.metrics import Metrics
from bot.pace import Bucket
from bot.reconciling import Reconciling
from bot.slack import Slack, Trouble
from handlers import cards as drawing
from handlers import incidents
from handlers.views.cards import bare_card, plain_card
from handlers.views.cards import card as card_message
from handlers.views.message import Message
from handlers.views.metadata import of_notice
from playbooks.cards import CaseFile
from playbooks.policy import Policy
from playbooks.sending import GONE, Family, Next, Step, next_step, retry_wait, wait_by_age
from storage import cards, notices
from storage.cards import Card
from storage.database import Connection, Store

log = logging.getLogger("loopwell.sending")

Draw = Callable[[CaseFile], Message]
PLAINER: tuple[Draw, ...] = (card_message, plain_card, bare_card)
"""The ways to draw a card, the best first. Drawing costs more than all else here, so only what is sent is drawn."""


class Undrawable(Exception):
    """There is a mistake of ours in the drawing of this card."""


class Sending:
    """Notices and cards; the storm card is the business of `bot/storm_sending.py`."""

    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        metrics: Metrics,
        policy: Callable[[], Policy],
        reconciling: Reconciling,
        faults: Faults,
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._reconciling = reconciling
        self._faults = faults

    async def notice(self, target: str, bucket: Bucket, now: datetime) -> bool:
        """Says the oldest one-off message that is due for this channel or person. False when there is none."""
        notice = await self._store.read(notices.oldest, target, now)
        if notice is None:
            return False
        bucket.take()
        try:
            await self._say(target, notice)
        except Trouble as trouble:
            await self._faults.met(target, trouble)
            await self._notice_failed(notice, trouble, bucket)
        else:
            await self._store.write(_said, notice, self._clock.now())
            self._faults.over(target)
        return True

    async def _say(self, target: str, notice: notices.Notice) -> None:
        message = Message(text=notice.words, metadata=of_notice(notice.id))
        thread = await self._store.read(notices.thread_of, notice)
        await self._slack.post(thread.channel if thread else target, message, thread.ts if thread else None)

    async def _notice_failed(self, notice: notices.Notice, trouble: Trouble, bucket: Bucket) -> None:
        now = self._clock.now()
        if trouble.family is Family.RATE_LIMITED:
            bucket.close_for(trouble.wait)
        elif (
            trouble.family in GONE and notice.case_id is None
        ):  # the person has left, or the channel has: nobody is there to hear
            await self._store.write(notices.sent, notice.id, now, str(trouble))
        else:
            at = now + wait_by_age(now - notice.made_at)
            if trouble.family is Family.UNCERTAIN:
                self._reconciling.doubt([notice.target], at)
            if trouble.family is Family.MESSAGE_GONE and notice.case_id is not None:
                await self._store.write(cards.post_anew, notice.case_id)
            await self._store.write(notices.failed, notice.id, str(trouble), at)

    async def card(self, channel: str, bucket: Bucket, now: datetime) -> bool:
        """Shows the most urgent card that is due for this channel. False when there is none."""
        drawn = await self._store.read(drawing.draw, self._policy(), channel, now)
        if drawn is None:
            return False
        card, file = drawn
        try:
            await self._show(card, file, PLAINER, bucket)
        except Undrawable:  # one card that cannot be drawn must not hide those behind it
            log.exception("the card of case %s cannot be drawn", card.case_id)
            at = self._clock.now() + retry_wait(card.attempts)
            await self._store.write(cards.failed, card.case_id, "it cannot be drawn", at)
        return True

    async def _show(self, card: Card, file: CaseFile, ways: Sequence[Draw], bucket: Bucket) -> None:
        """Posts the card, or updates the one that is there. Blocks that Slack does not take never hide a customer: it
        is drawn in the next, plainer one of the `ways` instead. Raises Undrawable."""
        draw, *plainer = ways
        try:
            message = draw(file)
        except Exception as error:
            raise Undrawable from error
        bucket.take()
        try:
            posted_in, ts = await self._put(card, message)
        except Trouble as trouble:
            await self._faults.met(card.channel, trouble)
            step = self._next(card, trouble, not plainer)
            if step.step is Step.PLAIN and plainer:
                await bucket.ready()
                await self._show(card, file, plainer, bucket)
            else:
                await self._failed(card, trouble, step, bucket)
        else:
            self._metrics.cards_shown.inc()
            await self._store.write(_shown, card, posted_in, ts, self._clock.now())
            self._faults.over(card.channel, plain=draw is not card_message)

    async def _put(self, card: Card, message: Message) -> tuple[str, str]:
        if card.ts is None or card.posted_in is None:
            return await self._slack.post(card.channel, message)
        await self._slack.update(card.posted_in, card.ts, message)
        return card.posted_in, card.ts

    def _next(self, card: Card, trouble: Trouble, plain: bool) -> Next:
        fallback = self._policy().company.fallback_channel
        return next_step(
            trouble.family,
            card.attempts,
            posted=card.ts is not None,
            plain=plain,
            can_move=fallback is not None and fallback != card.channel,
            moved=card.moved_from is not None,
        )

    async def _failed(self, card: Card, trouble: Trouble, step: Next, bucket: Bucket) -> None:
        problem, at = str(trouble), self._clock.now() + step.wait
        fallback = self._policy().company.fallback_channel
        match step.step:
            case Step.PAUSE:
                bucket.close_for(trouble.wait)
            case Step.REPOST:
                await self._store.write(cards.lost, card.case_id)
            case Step.MOVE if fallback is not None:
                await self._store.write(cards.move, card, fallback)
            case Step.HOME:
                await self._store.write(cards.home, card, problem, at)
            case _:
                if step.step is Step.LOOK:
                    self._reconciling.doubt([card.channel], at)
                await self._store.write(cards.failed, card.case_id, problem, at)


def _said(db: Connection, notice: notices.Notice, now: datetime) -> None:
    notices.sent(db, notice.id, now)
    incidents.taken(db, notice.target, now)


def _shown(db: Connection, card: Card, posted_in: str, ts: str, now: datetime) -> None:
    cards.shown(db, card.case_id, card.wanted, posted_in, ts)
    incidents.taken(db, card.channel, now)
