"""Nag sending: shows one person or channel its reminders, and keeps what was shown true."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.pace import Bucket
from bot.reconciling import Reconciling
from bot.slack import Slack, Trouble
from handlers import nag_messages
from handlers.nag_messages import Drawn
from handlers.views.message import Message
from playbooks.policy import Policy
from playbooks.sending import Family, retry_wait
from storage import nag_messages as rows
from storage.database import Store

log = logging.getLogger("loopwell.nags")

FOR_GOOD = (Family.CHANNEL_GONE, Family.MESSAGE_GONE, Family.INVALID_CONTENT)
"""The person has left, or has deleted the message, or Slack will never take it: trying again helps nobody."""


class NagSending:
    def __init__(
        self, store: Store, slack: Slack, clock: Clock, policy: Callable[[], Policy], reconciling: Reconciling
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._policy = policy
        self._reconciling = reconciling

    async def say(self, target: str, bucket: Bucket, now: datetime) -> bool:
        """Shows the oldest list of reminders that is out of date. False when there is none."""
        drawn = await self._store.read(nag_messages.draw, self._policy(), target, now)
        if drawn is None:
            return False
        if drawn.content is None:  # nothing was said yet, and nothing needs to be said any more
            await self._store.write(nag_messages.shown, drawn, None, None)
            return True
        await self._show(drawn, drawn.content, bucket)
        return True

    async def _show(self, drawn: Drawn, content: Message, bucket: Bucket) -> None:
        bucket.take()
        try:
            posted_in, ts = await self._put(drawn.message, content)
        except Trouble as trouble:
            if trouble.family is Family.INVALID_CONTENT and content.blocks:  # words alone are better than nothing
                await self._show(drawn, Message(content.text, (), content.metadata), bucket)
            else:
                await self._failed(drawn, trouble, bucket)
        else:
            await self._store.write(nag_messages.shown, drawn, posted_in, ts)

    async def _put(self, message: rows.NagMessage, content: Message) -> tuple[str, str]:
        if message.ts is None or message.posted_in is None:
            return await self._slack.post(message.target, content)
        await self._slack.update(message.posted_in, message.ts, content)
        return message.posted_in, message.ts

    async def _failed(self, drawn: Drawn, trouble: Trouble, bucket: Bucket) -> None:
        message = drawn.message
        log.warning("reminders for %s were not taken: %s", message.target, trouble)
        if trouble.family is Family.RATE_LIMITED:
            bucket.close_for(trouble.wait)
            return
        if trouble.family in FOR_GOOD:
            await self._store.write(rows.give_up, message, str(trouble))
            return
        again = self._clock.now() + retry_wait(message.attempts)
        if trouble.family is Family.UNCERTAIN and message.ts is None:
            self._reconciling.doubt([message.target], again)
        await self._store.write(rows.failed, message, str(trouble), again)
