"""The practice workspace in the product's language: people, channels, cards, modals.

    async with Slack(server.url) as slack:
        ana = slack.person("Ana")
        card = await slack.channel("#customer-feedback").expect_card("3 of 10")
        await card.click("Claim", by=ana)
        await card.expect("claimed by Ana")

It knows only the `/practice` routes. Waiting is on what a person sees (a long poll on the state's revision), never a
fixed sleep. What was last seen is plain (`card.text`, `card.buttons`); what asks the server is awaited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self, TypeVar

import aiohttp

from tests.visible import (
    as_read,
    buttons_of,
    contains,
    elements,
    find,
    label_of,
    option_labels,
    option_value,
    text_of,
)

Json = dict[str, Any]
T = TypeVar("T")
PATIENCE = 5.0


class Refused(AssertionError):
    """The practice workspace says that a person could not have done this."""


class Slack:
    """The workspace at `url`. `patience` is how many seconds an expectation waits."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url = url
        self.patience = patience
        self.names: dict[str, str] = {}
        self._people: list[Json] = []
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.url, connector=aiohttp.TCPConnector(limit=0))
        state = await self.get("state")
        self._people = state["users"]
        self.names = {user["id"]: user["real_name"] for user in state["users"]}
        self.names |= {group["id"]: group["handle"] for group in state["groups"]}
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None, "use `async with Slack(url) as slack`"
        return self._session

    async def get(self, route: str, **query: object) -> Json:
        asked = {name: str(value) for name, value in query.items()}
        async with self.session.get(f"/practice/{route}", params=asked) as answer:
            body: Json = await answer.json()
            return body

    async def post(self, route: str, **told: object) -> Json:
        async with self.session.post(f"/practice/{route}", json=told) as answer:
            body: Json = await answer.json()
            if answer.status >= 400:
                raise Refused(f"{route}: {body.get('message') or body}")
            return body

    def person(self, name: str) -> Person:
        """By first name, handle or id."""
        for user in self._people:
            if name in (user["id"], user["name"], user["real_name"], user["real_name"].partition(" ")[0]):
                return Person(self, user)
        raise AssertionError(f"nobody here is called {name!r}; there are {sorted(self.names.values())}")

    def channel(self, name: str, seen_by: Person | None = None) -> Channel:
        """By `#name` or id, as this person sees it (Adam, the admin, who is in all of the channels, by default)."""
        return Channel(self, name, seen_by or self.person("U0ADMIN"))

    async def wait(self, person: Person, look: Callable[[Json], T | None], failed: Callable[[Json], str]) -> T:
        """Looks at what this person sees until `look` finds something. `failed` words the failure."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience
        state = await person.state()
        while (found := look(state)) is None:
            left = until - loop.time()
            if left <= 0:
                raise AssertionError(failed(state))
            state = await self.get("state", **{"as": person.id, "after": state["revision"], "wait": left})
        return found

    async def calls(self, method: str | None = None) -> list[Json]:
        """The bot's Web API calls so far: `{method, arguments, ok, error?, answer?, time}`."""
        log = await self.get("log")
        return [call for call in log["calls"] if method in (None, call["method"])]

    async def deliveries(self) -> list[Json]:
        """What was sent to the bot: `{kind, type, retry, failure}`; `failure` None means acknowledged."""
        log = await self.get("log")
        return list(log["deliveries"])

    async def rate_limited(self) -> int:
        """How many calls met a 429."""
        log = await self.get("log")
        return int(log["rate_limited"])

    async def expect_calls(self, method: str, count: int = 1) -> list[Json]:
        """Waits until the bot has called this method at least `count` times."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience
        log = await self.get("log")
        while len(found := [call for call in log["calls"] if call["method"] == method]) < count:
            left = until - loop.time()
            if left <= 0:
                raise AssertionError(f"{method} was called {len(found)} times, not {count}: {_methods(log)}")
            log = await self.get("log", after=log["length"], wait=left)
        return found

    async def quiet(self, seconds: float = 0.2) -> None:
        """Returns when the bot has called nothing, and was sent nothing, for this long."""
        log = await self.get("log")
        while (later := await self.get("log", after=log["length"], wait=seconds))["length"] > log["length"]:
            log = later

    async def fault(self, kind: str, **rule: object) -> None:
        """Tells Slack to misbehave: see practice/faults.py."""
        await self.post("faults", kind=kind, **rule)

    async def behave(self) -> None:
        async with self.session.delete("/practice/faults"):
            pass

    async def forward(self, *, minutes: float = 0, hours: float = 0, to: str | None = None) -> float:
        """Moves the workspace's clock (and the bot's demo clock, if there is one). Returns the seconds skipped."""
        told = {"to": to} if to else {"minutes": minutes, "hours": hours}
        return float((await self.post("forward", **told))["seconds"])


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


class _Pressable:
    """What cards, modals and the Home tab share: words to read and elements to press."""

    slack: Slack
    blocks: list[Json]

    @property
    def text(self) -> str:
        """What a person reads, as last seen."""
        return text_of(self.blocks, self.slack.names)

    @property
    def buttons(self) -> list[str]:
        """Labels of the buttons, as last seen."""
        return buttons_of(self.blocks)

    def shows(self, words: str) -> bool:
        return contains(self.text, words)

    def options(self, label: str) -> list[str]:
        """What a menu offers: an overflow menu is called "More"."""
        return option_labels(find(self.blocks, label, None, self.slack.names)[1])

    def _press(self, label: str, near: str | None, option: str | Person | None) -> Json:
        block, element = find(self.blocks, label, near, self.slack.names)
        told: Json = {"block_id": block["block_id"], "action_id": element["action_id"]}
        if isinstance(option, Person):
            told["value"] = option.id
        elif option is not None:
            has_options = element.get("options") or element.get("option_groups")
            told["value"] = option_value(element, option) if has_options else option
        return told


class Card(_Pressable):
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
        if not as_seen:
            await self.refresh(person)
        told = self._press(label, near, option) | {"channel": self.channel, "ts": self.ts, "as": person.id}
        return await self.slack.post("click", **told)

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


class _Window(_Pressable):
    """A modal or the Home tab of one person."""

    def __init__(self, person: Person, view: Json) -> None:
        self.slack = person.slack
        self.person = person
        self.id: str = view["id"]
        self._take(view)

    def _take(self, view: Json) -> None:
        self.view = view
        self.blocks = view["blocks"]

    def _mine(self, state: Json) -> Json | None:
        shown = [*state["views"], *([state["home"]] if state["home"] else [])]
        return next((view for view in shown if view["id"] == self.id), None)

    async def expect(self, words: str) -> Self:
        """Waits until it contains these words."""

        def look(state: Json) -> bool | None:
            view = self._mine(state)
            if view is None:
                return None
            self._take(view)
            return True if self.shows(words) else None

        await self.slack.wait(self.person, look, lambda _: f"no {words!r}; it shows:\n{self.text}")
        return self

    async def _refresh(self) -> None:
        view = self._mine(await self.person.state())
        assert view is not None, f"this window is closed: {self.text}"
        self._take(view)


class Home(_Window):
    """The app's Home tab of one person."""

    async def click(self, label: str, *, near: str | None = None) -> Json:
        await self._refresh()
        told = self._press(label, near, None)
        return await self.slack.post("click", **told, channel="home", **{"as": self.person.id})

    async def choose(self, menu: str, option: str | Person, *, near: str | None = None) -> Json:
        await self._refresh()
        told = self._press(menu, near, option)
        return await self.slack.post("click", **told, channel="home", **{"as": self.person.id})


class Modal(_Window):
    """A window in front of one person. `fill` and `pick` type; nothing is sent before `submit` or `click`."""

    def __init__(self, person: Person, view: Json) -> None:
        super().__init__(person, view)
        self.typed: dict[str, dict[str, Any]] = {}

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def labels(self) -> list[str]:
        """Labels of the fields."""
        return [label_of(block, one) for block, one in elements(self.blocks) if block["type"] == "input"]

    @property
    def errors(self) -> dict[str, str]:
        """What is written in red under the fields: label to words."""
        labels = {block["block_id"]: label_of(block, one) for block, one in elements(self.blocks)}
        return {labels.get(block_id, block_id): words for block_id, words in self.view["errors"].items()}

    def value(self, label: str) -> Any:
        """What stands in a field now: a string, an option's label, a list of them, or None."""
        block, element = find(self.blocks, label, None, self.slack.names)
        typed = self.typed.get(block["block_id"], {})
        if element["action_id"] in typed:
            return typed[element["action_id"]]
        content = self.view["values"].get(block["block_id"], {}).get(element["action_id"], {})
        return next((_plain(value) for name, value in content.items() if name != "type"), None)

    def fill(self, label: str, text: str) -> Self:
        """Types into the field with this label."""
        return self._set(label, text)

    def pick(self, label: str, *wanted: str | Person) -> Self:
        """Picks options by their labels, or people. Several for checkboxes and multi-select menus."""
        _, element = find(self.blocks, label, None, self.slack.names)
        chosen: list[str] = []
        for one in wanted:
            if isinstance(one, Person):
                chosen.append(one.id)
            else:
                offered = element.get("options") or element.get("option_groups")
                chosen.append(option_value(element, one) if offered else one)
        several = element["type"] == "checkboxes" or element["type"].startswith("multi_")
        return self._set(label, chosen if several else chosen[0])

    def _set(self, label: str, value: Any) -> Self:
        block, element = find(self.blocks, label, None, self.slack.names)
        self.typed.setdefault(block["block_id"], {})[element["action_id"]] = value
        return self

    async def search(self, label: str, text: str) -> list[Json]:
        """Types into an external menu; returns the options that the bot offers. Give one of them to `take`."""
        block, element = find(self.blocks, label, None, self.slack.names)
        told = {"block_id": block["block_id"], "action_id": element["action_id"], "value": text}
        answer = await self.slack.post("suggest", view_id=self.id, **told, **{"as": self.person.id})
        options = list(answer.get("options") or [])
        for group in answer.get("option_groups") or []:
            options += group["options"]
        return options

    def take(self, label: str, option: Json) -> Self:
        return self._set(label, option)

    async def submit(self) -> Json:
        """Sends the form. The answer is ok, or the errors; `errors`, `text` and so on are then up to date."""
        told = {"as": self.person.id, "view_id": self.id, "values": self.typed}
        answer = await self.slack.post("view/submit", **told)
        await self._look_again()
        return answer

    async def click(self, label: str, *, near: str | None = None) -> Json:
        """Presses a button in the window."""
        return await self._pressed(self._press(label, near, None))

    async def choose(self, menu: str, option: str | Person, *, near: str | None = None) -> Json:
        """Picks from a menu that tells the bot at once (an actions block, or a dispatching input)."""
        return await self._pressed(self._press(menu, near, option))

    async def _pressed(self, told: Json) -> Json:
        who = {"as": self.person.id, "view_id": self.id, "values": self.typed}
        answer = await self.slack.post("click", **told, **who)
        await self._look_again()
        return answer

    async def close(self) -> None:
        await self.slack.post("view/close", **{"as": self.person.id, "view_id": self.id})

    async def _look_again(self) -> None:
        view = self._mine(await self.person.state())
        if view is not None:
            self._take(view)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return value["text"]["text"] if "text" in value else value
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _methods(log: Json) -> list[str]:
    return [call["method"] for call in log["calls"]]
