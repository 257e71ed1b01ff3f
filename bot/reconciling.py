"""Reconciling: after an answer was lost, looks in the channel whether the message is there before it is sent again.

Each message carries in its metadata what it shows. The same look is taken after a start: what had no ts when the bot
was killed may have been posted a moment before.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.channels import Channels
from bot.clock import Clock
from bot.slack import Slack, Trouble
from handlers import incidents
from handlers.views.metadata import CASE, NAG, NOTICE, STORM, said_of
from playbooks.policy import Policy
from playbooks.sending import Family
from storage import cards, nag_messages, notices, storms
from storage.database import Connection, Store

log = logging.getLogger("loopwell.reconciling")

CLOSED = (Family.TOKEN_REVOKED, Family.CHANNEL_GONE, Family.REFUSED)
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
SKEW = 60.0  # seconds by which Slack's clock may be behind ours


class Reconciling:
    """Knows which channels are in doubt."""

    def __init__(self, store: Store, slack: Slack, clock: Clock, policy: Callable[[], Policy]) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._policy = policy
        self._channels = Channels(slack, clock)
        self._doubted: set[str] = set()

    def doubt(self, channels: Iterable[str]) -> None:
        """A message to these may have arrived without our knowing."""
        self._doubted.update(channels)

    async def settle(self, channel: str) -> None:
        """Returns when nothing about the channel is in doubt any more; what was found there is known then."""
        wait = FIRST_WAIT
        while channel in self._doubted:
            try:
                await self._look(channel)
            except Trouble as trouble:
                if trouble.family in CLOSED and self._policy().delivery.when_unsure == "post":
                    log.info("history of %s cannot be read (%s); posting again", channel, trouble)
                    break
                await self._report(channel, trouble)
                await asyncio.sleep(max(wait, trouble.wait))
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                break
        self._doubted.discard(channel)

    async def _look(self, channel: str) -> None:
        since = await self._store.read(_first_open, channel)
        if since is None:
            return
        found = await self._channels.id_of(channel)
        if found is None:
            return
        async for message in self._slack.history(found, since.timestamp() - SKEW):
            await self._adopt(found, message)
        await self._store.write(incidents.mended, (incidents.history_key(channel),), self._clock.now())

    async def _adopt(self, channel: str, message: Mapping[str, Any]) -> None:
        said = said_of(message)
        if said is None:
            return
        kind, number = said
        if kind == NOTICE:
            await self._store.write(notices.sent, number, self._clock.now())
            return
        adopt = {CASE: cards.adopt, STORM: storms.adopt, NAG: nag_messages.adopt}
        if await self._store.write(adopt[kind], number, channel, str(message["ts"])):
            log.info("%s %s was in %s already", kind, number, channel)

    async def _report(self, channel: str, trouble: Trouble) -> None:
        if trouble.family in CLOSED:
            said = (self._policy(), channel, trouble.error, self._clock.now())
            if await self._store.write(incidents.history_closed, *said):
                log.error("history of %s cannot be read, so its cards wait: %s", channel, trouble)


def _first_open(db: Connection, target: str) -> datetime | None:
    """Since when something may have been said to this target without our knowing."""
    firsts = (
        cards.first_unposted(db, target),
        notices.first_unsent(db, target),
        storms.first_unposted(db, target),
        nag_messages.first_unposted(db, target),
    )
    times = [at for at in firsts if at]
    return min(times, default=None)
