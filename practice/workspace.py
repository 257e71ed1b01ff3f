"""The practice workspace itself, in memory: what it remembers, and how to wait until something in it changes."""

from __future__ import annotations

import asyncio
import contextlib
import copy
from typing import Any

from aiohttp import web

from practice.clock import Clock
from practice.company import Conversation, Message, User, UserGroup, View
from practice.config import Config
from practice.pace import Pace
from practice.text import fallback_of, pings_of

Json = dict[str, Any]


class Workspace:
    """The state, and the revision that watchers wait on."""

    team_id = "T0ACME"
    team_name = "Acme"
    team_domain = "acme"
    app_id = "A0LOOPWELL"
    bot_user = "U0LOOPWELL"
    bot_id = "B0LOOPWELL"

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock = Clock(start=config.start, speed=config.speed)
        self.pace = Pace(config.pace, self.clock)
        self.url = "http://127.0.0.1/"
        self.users: dict[str, User] = {}
        self.groups: dict[str, UserGroup] = {}
        self.conversations: dict[str, Conversation] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.toasts: dict[str, list[Json]] = {}
        self.commands: list[Json] = []
        self.shortcuts: list[Json] = []
        self.events: frozenset[str] = frozenset()
        #: Every Web API call; `noted` tells who waits for the next.
        self.calls: list[Json] = []
        self.files: dict[str, Json] = {}
        #: None while the token works; afterwards the error that every call gets.
        self.token_error: str | None = None
        self.revision = 0
        self.closing = False
        self._seen_by: dict[str, int] = {}
        self._changed = asyncio.Event()
        self.notes = 0
        self._noted = asyncio.Event()
        self._number = 0

    # --- watching ---------------------------------------------------------------------------------------------------

    def changed(self, *people: str) -> None:
        """Something that these people see is different now; nobody named means everybody."""
        self.revision += 1
        for person in people or self.users:
            self._seen_by[person] = self.revision
        self._changed.set()
        self._changed = asyncio.Event()

    def seen_revision(self, person: str) -> int:
        return self._seen_by.get(person, 0)

    async def next_change(self, person: str, after: int, patience: float | None = None) -> bool:
        """Waits until this person sees something newer than revision `after`; False when time ran out first."""
        try:
            async with asyncio.timeout(patience):
                while self.seen_revision(person) <= after and not self.closing:
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def noted(self) -> None:
        """The log of calls and deliveries is longer now, or an entry of it is complete."""
        self.notes += 1
        self._noted.set()
        self._noted = asyncio.Event()

    async def next_note(self, patience: float) -> None:
        """Waits for the next entry in the log, at most this long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._noted.wait()

    def close(self) -> None:
        """Lets every watcher go, so that the server can end."""
        self.closing = True
        self._changed.set()
        self._noted.set()

    # --- names ------------------------------------------------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number:08X}"

    def conversation(self, id_or_name: str) -> Conversation | None:
        """By id, or by `#name`. Gone channels are not found."""
        found = self.conversations.get(id_or_name)
        if found is None:
            wanted = id_or_name.removeprefix("#")
            found = next((c for c in self.conversations.values() if c.name == wanted and c.kind != "im"), None)
        return None if found is None or found.is_gone else found

    def handles(self) -> dict[str, str]:
        """What may stand after an `@`: people's and groups' handles, to their ids."""
        people = {user.name: user.id for user in self.users.values()}
        return people | {group.handle: group.id for group in self.groups.values()}

    def direct(self, person: str) -> Conversation:
        """The direct conversation of the bot and this person, made when it is first used."""
        conversation_id = "D" + person.removeprefix("U")
        if conversation_id not in self.conversations:
            self.conversations[conversation_id] = Conversation(conversation_id, "", "im", [self.bot_user, person])
            self.changed(person)
        return self.conversations[conversation_id]

    def toast(self, person: str, text: str) -> None:
        """A short notice that only this person sees, as Slack shows when an app fails."""
        self.toasts.setdefault(person, []).append({"id": self.new_id("N"), "text": text, "time": self.clock.now()})
        self.changed(person)

    # --- messages ---------------------------------------------------------------------------------------------------

    def audience(self, conversation: Conversation) -> list[str]:
        return [person for person in conversation.members if person != self.bot_user]

    def write(self, conversation: Conversation, user: str, text: str, content: Json | None = None) -> Message:
        """Adds a message. `content` may hold blocks, metadata, thread_ts, files, only_for, link_names and so on."""
        content = dict(content or {})
        link_names = bool(content.pop("link_names", False))
        blocks = self.with_ids(content.pop("blocks", None) or [])
        message = Message(
            self.clock.message_ts(), user, text or fallback_of(blocks) if blocks else text, blocks, **content
        )
        message.pings = pings_of(message.text, blocks, self.handles(), link_names=link_names)
        (conversation.ephemeral if message.only_for else conversation.messages).append(message)
        if message.only_for:
            self.changed(message.only_for)
        else:
            conversation.last_read[user] = message.ts
            self.changed(*self.audience(conversation))
        return message

    def rewrite(self, conversation: Conversation, message: Message, text: str, blocks: list[Json]) -> None:
        """Puts new content in the place of the old, as chat.update does."""
        message.blocks = self.with_ids(blocks)
        message.text = text or (fallback_of(blocks) if blocks else "")
        message.pings = pings_of(message.text, message.blocks, self.handles())
        message.picked = {}
        self.changed(*([message.only_for] if message.only_for else self.audience(conversation)))

    def erase(self, conversation: Conversation, message: Message) -> None:
        for place in (conversation.messages, conversation.ephemeral):
            if message in place:
                place.remove(message)
        self.changed(*self.audience(conversation))

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """A copy in which every block has a block_id and every element an action_id, as Slack fills them in."""
        filled = copy.deepcopy(blocks)
        for block in filled:
            block.setdefault("block_id", self.new_id("b"))
            held = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
            for element in held:
                if isinstance(element, dict) and element.get("type") not in _NOT_INTERACTIVE:
                    element.setdefault("action_id", self.new_id("a"))
        return filled


_NOT_INTERACTIVE = {
    "image",
    "mrkdwn",
    "plain_text",
    "rich_text_section",
    "rich_text_list",
    "rich_text_quote",
    "rich_text_preformatted",
    "card",
}

WORKSPACE: web.AppKey[Workspace] = web.AppKey("workspace", Workspace)

__all__ = ["WORKSPACE", "Config", "Workspace"]
