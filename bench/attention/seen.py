"""What a person sees of a message: whether it calls them, which cases it names, what can be pressed."""

from typing import Any

from bench.attention.people import Act
from practice.company import Conversation, Message
from practice.workspace import Workspace

Json = dict[str, Any]


def announced(workspace: Workspace, place: Conversation, message: Message) -> list[str]:
    """Whom Slack calls by a new message of the bot."""
    if message.user != workspace.bot_user:
        return []
    if place.kind == "im":
        return [place.members[1]]
    called: set[str] = set()
    for ping in message.pings:
        group = workspace.groups.get(ping)
        called |= set(place.members) if ping.startswith("@") else set(group.users) if group else {ping}
    return sorted(called)


def named(message: Message) -> set[int]:
    """The cases that a list still names, by their buttons."""
    found = set()
    for block in message.blocks:
        for element in block.get("elements") or []:
            if str(element.get("action_id")).startswith(("case_", "nag_")) and str(element.get("value")).isdigit():
                found.add(int(element["value"]))
    return found


def has_button(block: Json, act: Act) -> bool:
    return any(element.get("action_id") == act.value for element in block.get("elements") or [])


def button_of(message: Message, action: str) -> tuple[Json, Json] | None:
    """A button of a message, by what it does, and the block in which it stands."""
    for block in message.blocks:
        for element in block.get("elements") or []:
            if element.get("action_id") == action:
                return block, element
    return None
