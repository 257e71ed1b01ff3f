"""One person: what they do and what only they see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.workspace.channels import Card, Channel
from tests.workspace.windows import Home, Modal

if TYPE_CHECKING:
    from tests.workspace.slack import Slack

Json = dict[str, Any]


class Person:
    """Somebody who works here; `id` is the Slack user id."""

    def __init__(self, slack: Slack, user: Json) -> None:
        self.slack = slack
        self.id: str = user["id"]
        self.name: str = user["real_name"]

    def __repr__(self) -> str:
        return self.name

    async def state(self) -> Json:
        return await self.slack.get("state", **{"as": self.id})

    @property
    def direct(self) -> Channel:
        """Their direct messages with the bot."""
        return Channel(self.slack, f"D{self.id.removeprefix('U')}", self)

    async def command(self, text: str, channel: str = "#customer-feedback") -> Json:
        return await self.slack.post("command", **{"as": self.id, "channel": channel, "text": text})

    async def says(self, text: str, channel: str, thread_ts: str | None = None) -> Json:
        """Writes a message; `channel` may be the bot's user id for a direct message."""
        told = {"as": self.id, "channel": channel, "text": text, "thread_ts": thread_ts}
        return await self.slack.post("message", **told)

    async def shortcut(self, callback_id: str, on: Card | None = None) -> Json:
        told: Json = {"as": self.id, "callback_id": callback_id}
        if on is not None:
            told |= {"channel": on.channel, "ts": on.ts}
        return await self.slack.post("shortcut", **told)

    async def is_now(self, **whereabouts: Any) -> None:
        """Sets their status, presence or do-not-disturb in Slack: see practice/whereabouts.py."""
        await self.slack.post("whereabouts", **{"as": self.id}, **whereabouts)

    async def toasts(self) -> list[str]:
        """The notices that Slack has shown this person."""
        return [toast["text"] for toast in (await self.state())["toasts"]]

    async def expect_toast(self, words: str) -> str:
        def look(state: Json) -> str | None:
            return next((one["text"] for one in state["toasts"] if words in one["text"]), None)

        return await self.slack.wait(self, look, lambda state: f"{self} saw no {words!r}: {state['toasts']}")

    async def ephemerals(self) -> list[Card]:
        state = await self.state()
        return [Card(self.slack, one["channel"], self, one) for one in state["ephemeral"]]

    async def expect_ephemeral(self, words: str) -> Card:
        """The newest message that only this person sees and that contains the words."""

        def look(state: Json) -> Card | None:
            cards = [Card(self.slack, one["channel"], self, one) for one in reversed(state["ephemeral"])]
            return next((card for card in cards if card.shows(words)), None)

        def failed(state: Json) -> str:
            seen = [Card(self.slack, one["channel"], self, one).text for one in state["ephemeral"]]
            return f"{self} got no message with {words!r}; got {seen}; toasts: {state['toasts']}"

        return await self.slack.wait(self, look, failed)

    async def modal(self, title: str) -> Modal:
        """The window in front, once its title contains these words."""

        def look(state: Json) -> Modal | None:
            top = state["views"][-1] if state["views"] else None
            return Modal(self, top) if top and title in top["title"]["text"] else None

        def failed(state: Json) -> str:
            titles = [view["title"]["text"] for view in state["views"]]
            return f"{self} has no window {title!r} in front; open: {titles}; toasts: {state['toasts']}"

        return await self.slack.wait(self, look, failed)

    async def expect_no_modal(self) -> None:
        def look(state: Json) -> bool | None:
            return None if state["views"] else True

        await self.slack.wait(self, look, lambda state: f"still open: {[v['title']['text'] for v in state['views']]}")

    async def open_home(self) -> Home:
        """Opens the Home tab and waits until the bot has published it anew."""
        before = (await self.state())["home"]
        await self.slack.post("home", **{"as": self.id})

        def look(state: Json) -> Home | None:
            home = state["home"]
            return Home(self, home) if home and (before is None or home["hash"] != before["hash"]) else None

        return await self.slack.wait(self, look, lambda _: f"the Home tab of {self} was not published")
