"""Mailing sending: shows how far a mailing is, and takes the next step when Slack does not take the message."""

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.faults import Faults
from bot.pace import Bucket
from bot.reconciling import Reconciling
from bot.slack import Slack, Trouble
from handlers import incidents, mailing_messages
from handlers.views.message import Message
from playbooks.policy import Policy
from playbooks.replies import Playbook
from playbooks.sending import Step, next_step
from playbooks.storms import UPDATE_EVERY
from storage import mailings as rows
from storage.database import Connection, Store
from storage.mailings import Mailing


class MailingSending:
    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        policy: Callable[[], Policy],
        reconciling: Reconciling,
        faults: Faults,
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._policy = policy
        self._reconciling = reconciling
        self._faults = faults
        self._library: tuple[Playbook, ...] = ()

    def knows(self, library: tuple[Playbook, ...]) -> None:
        """The playbooks, whose titles the message names."""
        self._library = library

    async def mailing(self, channel: str, bucket: Bucket, now: datetime) -> bool:
        """Shows the message of a mailing, if there is one that is out of date and due."""
        drawn = await self._store.read(mailing_messages.draw, self._policy(), self._library, channel, now)
        if drawn is None:
            return False
        bucket.take()
        try:
            posted_in, ts = await self._put(drawn.mailing, drawn.message)
        except Trouble as trouble:
            await self._faults.met(channel, trouble)
            await self._failed(drawn.mailing, trouble, bucket)
        else:
            await self._store.write(_shown, drawn.mailing, posted_in, ts, self._clock.now())
            self._faults.over(channel)
        return True

    async def _put(self, mailing: Mailing, message: Message) -> tuple[str, str]:
        if mailing.ts is None or mailing.posted_in is None:
            return await self._slack.post(mailing.channel, message)
        await self._slack.update(mailing.posted_in, mailing.ts, message)
        return mailing.posted_in, mailing.ts

    async def _failed(self, mailing: Mailing, trouble: Trouble, bucket: Bucket) -> None:
        now, fallback = self._clock.now(), self._policy().company.fallback_channel
        can_move = fallback is not None and fallback != mailing.channel
        step = next_step(
            trouble.family, mailing.attempts, posted=mailing.ts is not None, plain=mailing.plain, can_move=can_move
        )
        match step.step:
            case Step.PAUSE:
                bucket.close_for(trouble.wait)
            case Step.MOVE if fallback is not None:
                await self._store.write(rows.move, mailing, fallback, now)
            case Step.REPOST:
                await self._store.write(rows.lost, mailing)
            case Step.PLAIN:
                await self._store.write(rows.simplify, mailing)
            case _:
                if step.step is Step.LOOK:
                    self._reconciling.doubt([mailing.channel], now + step.wait)
                await self._store.write(rows.failed, mailing, now + step.wait)


def _shown(db: Connection, mailing: Mailing, posted_in: str, ts: str, now: datetime) -> None:
    rows.shown(db, mailing, posted_in, ts, now + UPDATE_EVERY)
    incidents.taken(db, mailing.channel, now)
