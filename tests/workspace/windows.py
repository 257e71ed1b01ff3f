"""A modal or the Home tab of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from tests.workspace.pressing import Pressable
from tests.workspace.visible import elements, find, label_of, option_value

if TYPE_CHECKING:
    from tests.workspace.people import Person

Json = dict[str, Any]


class _Window(Pressable):
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
        return await self.press_now(self._refresh, lambda: self._told(label, near, None))

    async def choose(self, menu: str, option: str | Person, *, near: str | None = None) -> Json:
        return await self.press_now(self._refresh, lambda: self._told(menu, near, option))

    def _told(self, label: str, near: str | None, option: str | Person | None) -> Json:
        return self.press(label, near, option) | {"channel": "home", "as": self.person.id}


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
            if isinstance(one, str):
                offered = element.get("options") or element.get("option_groups")
                chosen.append(option_value(element, one) if offered else one)
            else:
                chosen.append(one.id)
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
        return await self._pressed(self.press(label, near, None))

    async def choose(self, menu: str, option: str | Person, *, near: str | None = None) -> Json:
        """Picks from a menu that tells the bot at once (an actions block, or a dispatching input)."""
        return await self._pressed(self.press(menu, near, option))

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
