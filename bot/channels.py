"""Channels: the ids behind the names that the policy uses. Slack's history is read by id only."""

from bot.clock import Clock
from bot.slack import Slack, Trouble
from handlers.incidents import is_person
from playbooks.sending import Family

FRESH = 600.0  # seconds


class Channels:
    """Remembers what Slack said for a while; a renamed or a new channel is found after that."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._clock = clock
        self._ids: dict[str, str] = {}
        self._stale_at = 0.0

    async def id_of(self, target: str) -> str:
        """The conversation's id for a channel (name or id) or a person (id).

        Raises Trouble when Slack knows none, or cannot be asked.
        """
        if is_person(target):
            return await self._slack.direct(target)
        if not target.startswith("#"):
            return target
        if target not in self._ids or self._clock.ticks() >= self._stale_at:
            found = await self._slack.channels()
            self._ids = {f"#{channel['name']}": str(channel["id"]) for channel in found}
            self._stale_at = self._clock.ticks() + FRESH
        if target not in self._ids:
            raise Trouble(Family.CHANNEL_GONE, "channel_not_found")
        return self._ids[target]

    async def open_to_us(self) -> set[str]:
        """The names and ids of the channels in which we may surely post now."""
        found = await self._slack.channels()
        there = [channel for channel in found if channel.get("is_member") and not channel.get("is_archived")]
        return {f"#{channel['name']}" for channel in there} | {str(channel["id"]) for channel in there}
