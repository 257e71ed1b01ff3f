"""What cards, modals and the Home tab share: words to read and elements to press, by their labels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.workspace.visible import buttons_of, contains, find, option_labels, option_value, text_of

if TYPE_CHECKING:
    from tests.workspace.people import Person
    from tests.workspace.slack import Slack

Json = dict[str, Any]
LOOKS = 50


class Refused(AssertionError):
    """The practice workspace says that a person could not have done this."""


class Pressable:
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

    def press(self, label: str, near: str | None, option: str | Person | None) -> Json:
        block, element = find(self.blocks, label, near, self.slack.names)
        told: Json = {"block_id": block["block_id"], "action_id": element["action_id"]}
        if isinstance(option, str):
            has_options = element.get("options") or element.get("option_groups")
            told["value"] = option_value(element, option) if has_options else option
        elif option is not None:
            told["value"] = option.id
        return told

    async def press_now(self, look: Callable[[], Awaitable[object]], told: Callable[[], Json]) -> Json:
        """Looks, and presses what is there. What was drawn anew in between is looked at again, as people do."""
        for _look in range(LOOKS):
            await look()
            try:
                return await self.slack.post("click", **told())
            except Refused as refused:
                if "no longer there" not in str(refused):
                    raise
        raise Refused(f"drawn anew at each of {LOOKS} looks: {self.text}")
