"""What people see in Slack: whom a message calls, which cases it names, what can be pressed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.attention.lives import Ping
from bench.attention.people import Act
from practice.company import Conversation, Message
from practice.workspace import Workspace

Json = dict[str, Any]


@dataclass
class Eyes:
    """What everybody has seen so far: the `pings` of each, the latest place and card of each case, how often each
    person was `asked` about a case, and which cases a list in a channel has `urged`."""

    workspace: Workspace
    pings: list[Ping] = field(default_factory=list)
    cards: dict[int, tuple[str, Message]] = field(default_factory=dict)
    asked: Counter[tuple[int, str]] = field(default_factory=Counter)
    urged: set[int] = field(default_factory=set)
    _heard: set[tuple[str, int]] = field(default_factory=set)
    _read_to: dict[str, int] = field(default_factory=dict)

    def look(self) -> Counter[str]:
        """Reads what is new in Slack; how many pings each person got by it."""
        pinged: Counter[str] = Counter()
        for place in list(self.workspace.conversations.values()):
            for message in place.messages[self._read_to.get(place.id, 0) :]:
                for person in announced(self.workspace, place, message):
                    self.pings.append(Ping(person, datetime.fromtimestamp(float(message.ts), UTC)))
                    pinged[person] += 1
                case = ((message.metadata or {}).get("event_payload") or {}).get("case")
                if isinstance(case, int):
                    self.cards[case] = (place.id, message)
            self._read_to[place.id] = len(place.messages)
            self._read_lists(place)
        return pinged

    def _read_lists(self, place: Conversation) -> None:
        """The lists of reminders as they stand now: who sees a case there for the first time has been asked."""
        for message in place.messages[-20:]:
            if (message.metadata or {}).get("event_type") != "loopwell_nag":
                continue
            for case in named(message):
                if place.kind != "im":
                    self.urged.add(case)
                elif (message.ts, case) not in self._heard:
                    self._heard.add((message.ts, case))
                    self.asked[case, place.members[1]] += 1


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
