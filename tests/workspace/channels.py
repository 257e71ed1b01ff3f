"""Channels and the cards in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.workspace.pressing import Pressable
from tests.workspace.visible import as_read, contains

if TYPE_CHECKING:
    from tests.workspace.people import Person
    from tests.workspace.slack import Slack

Json = dict[str, Any]


class Channel:
    """A channel, or a person's direct messages, as `viewer` sees it."""

    def __init__(self, slack: Slack, name: str, viewer: Person) -> None:
        self.slack = slack
        self.name = name
        self.viewer = viewer

    def _of(self, state: Json) -> Json | None:
        wanted = self.name.removeprefix("#")
        found = (one for one in state["conversations"] if wanted in (one["id"], one["name"]))
        return next(found, None)

    def _cards(self, state: Json) -> list[Card]:
        here = self._of(state)
        if here is None:
            return []
        return [Card(self.slack, here["id"], self.viewer, one) for one in here["messages"]]

    async def messages(self) -> list[Card]:
        """All that stands here, oldest first, replies in threads too."""
        return self._cards(await self.viewer.state())

    async def cards(self) -> list[Card]:
        """The bot's messages here that are not replies, oldest first."""
        return [card for card in await self.messages() if card.is_bot and card.thread_ts in (None, card.ts)]

    async def expect_card(self, words: str) -> Card:
        """The bot's newest message here that contains these words, once there is one."""

        def look(state: Json) -> Card | None:
            found = (card for card in reversed(self._cards(state)) if card.is_bot and card.shows(words))
            return next(found, None)

        return await self.slack.wait(self.viewer, look, lambda state: self._shown(f"no {words!r}", state))

    async def expect_no_card(self, words: str, quiet: float = 0.2) -> None:
        """Waits until the bot is quiet, then makes sure that nothing here contains these words."""
        await self.slack.quiet(quiet)
        state = await self.viewer.state()
        assert not [card for card in self._cards(state) if card.shows(words)], self._shown(f"found {words!r}", state)

    def _shown(self, problem: str, state: Json) -> str:
        lines = [f"--- {card.ts} {card.author}\n{card.text}" for card in self._cards(state)]
        return f"{problem} in {self.name}; it shows:\n" + ("\n".join(lines) or "nothing")


class Card(Pressable):
    """A message. `viewer` is who looks at it; whoever clicks is named with `by`."""

    def __init__(self, slack: Slack, channel: str, viewer: Person, message: Json) -> None:
        self.slack = slack
        self.channel = channel
        self.viewer = viewer
        self.ts: str = message["ts"]
        self._take(message)

    def _take(self, message: Json) -> None:
        self.message = message
        self.blocks = message["blocks"]
        self.is_bot: bool = message["is_bot"]
        self.author: str = message["name"]
        self.thread_ts: str | None = message["thread_ts"]
        self.metadata: Json | None = message["metadata"]
        self.pings: list[str] = message["pings"]

    def __repr__(self) -> str:
        return f"<card {self.ts}: {self.text}>"

    @property
    def spoken(self) -> str:
        """The top-level text: what a notification shows and a screen reader reads."""
        return as_read(self.message["text"], self.slack.names)

    @property
    def text(self) -> str:
        return super().text or self.spoken

    def shows(self, words: str) -> bool:
        return contains(self.text, words) or contains(self.spoken, words)

    def _mine(self, state: Json) -> Json | None:
        here = next((one for one in state["conversations"] if one["id"] == self.channel), None)
        own = [one for one in state["ephemeral"] if one["channel"] == self.channel]
        return next((one for one in [*(here["messages"] if here else []), *own] if one["ts"] == self.ts), None)

    async def refresh(self, by: Person | None = None) -> Card:
        """Looks again, with the eyes of `by`."""
        message = self._mine(await (by or self.viewer).state())
        assert message is not None, f"this message is gone: {self.text}"
        self._take(message)
        return self

    async def click(
        self, label: str, *, by: Person | None = None, near: str | None = None, as_seen: bool = False
    ) -> Json:
        """Presses the button with this label. `as_seen` does not look again first: a click on an old picture.

        The answer is `{"ok": true}` when the bot acknowledged it, otherwise the error that the person saw.
        """
        return await self._act(label, None, by=by, near=near, as_seen=as_seen)

    async def choose(
        self, menu: str, option: str | Person, *, by: Person | None = None, near: str | None = None
    ) -> Json:
        """Picks an option, by its label, from a menu on the card."""
        return await self._act(menu, option, by=by, near=near, as_seen=False)

    async def _act(
        self, label: str, option: str | Person | None, *, by: Person | None, near: str | None, as_seen: bool
    ) -> Json:
        person = by or self.viewer

        def told() -> Json:
            return self.press(label, near, option) | {"channel": self.channel, "ts": self.ts, "as": person.id}

        if as_seen:
            return await self.slack.post("click", **told())
        return await self.press_now(lambda: self.refresh(person), told)

    async def expect(self, words: str) -> Card:
        """Waits until this very message contains these words."""
        return await self._until(lambda: self.shows(words), f"does not show {words!r}")

    async def expect_without(self, words: str) -> Card:
        return await self._until(lambda: not self.shows(words), f"still shows {words!r}")

    async def expect_buttons(self, *labels: str) -> Card:
        """Waits until exactly these buttons are there, in this order."""
        wanted = list(labels)
        return await self._until(lambda: self.buttons == wanted, f"has not the buttons {wanted}")

    async def _until(self, is_so: Callable[[], bool], problem: str) -> Card:
        def look(state: Json) -> Card | None:
            message = self._mine(state)
            if message is None:
                return None
            self._take(message)
            return self if is_so() else None

        return await self.slack.wait(
            self.viewer, look, lambda _: f"the card {problem}; it shows:\n{self.text}\nbuttons: {self.buttons}"
        )

    async def expect_gone(self) -> None:
        def look(state: Json) -> bool | None:
            return True if self._mine(state) is None else None

        await self.slack.wait(self.viewer, look, lambda _: f"the message is still there: {self.text}")

    async def replies(self) -> list[Card]:
        """What was answered in its thread, oldest first."""
        cards = await Channel(self.slack, self.channel, self.viewer).messages()
        return [card for card in cards if card.thread_ts == self.ts != card.ts]

    async def expect_reply(self, words: str) -> Card:
        """A message in this card's thread that contains these words, once there is one."""

        def look(state: Json) -> Card | None:
            cards = Channel(self.slack, self.channel, self.viewer)._cards(state)
            return next((one for one in cards if one.thread_ts == self.ts != one.ts and one.shows(words)), None)

        return await self.slack.wait(self.viewer, look, lambda _: f"no reply {words!r} under:\n{self.text}")
