"""Mending: notices when Slack takes our token again, or a channel that was gone is there again, so that nobody has to
tell us."""

import logging
from collections.abc import Callable

from bot.channels import Channels
from bot.clock import Clock
from bot.slack import Slack, Trouble
from bot.tokens import Tokens
from handlers import incidents
from playbooks.policy import Policy
from storage.database import Store

log = logging.getLogger("loopwell.mending")


class Mending:
    def __init__(self, store: Store, slack: Slack, clock: Clock, policy: Callable[[], Policy], tokens: Tokens) -> None:
        self._store = store
        self._tokens = tokens
        self._clock = clock
        self._policy = policy
        self._channels = Channels(slack, clock)

    async def look(self) -> None:
        """Asks Slack who we are, if it did not know us, and for its channels, if one of ours was gone; what is mended
        is over, and its cards go on."""
        await self._tokens.look()
        if not await self._store.read(incidents.channels_gone):
            return
        try:
            there = await self._channels.open_to_us()
        except Trouble as trouble:
            log.debug("could not look whether the channels are there again: %s", trouble)
            return
        for channel in await self._store.write(incidents.mended, self._policy(), there, self._clock.now()):
            log.info("%s is no trouble any more", channel)
