"""Channels: the ids behind the names that the policy uses. Slack's history is read by id only."""

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.slack import Slack

log = logging.getLogger("loopwell.channels")

FRESH = timedelta(minutes=10)


class Channels:
    """Remembers what Slack said for a while; a renamed or a new channel is found after that."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._clock = clock
        self._ids: dict[str, str] = {}
        self._stale_at = clock.now()

    async def id_of(self, target: str) -> str | None:
        """The conversation's id for a channel (name or id) or a person (id); None if Slack knows none.

        Raises Trouble when Slack cannot be asked.
        """
        if target.startswith(("U", "W")):
            return await self._slack.direct(target)
        if not target.startswith("#"):
            return target
        if target not in self._ids or self._clock.now() >= self._stale_at:
            self._ids = await self._slack.channels()
            self._stale_at = self._clock.now() + FRESH
        return self._ids.get(target)
