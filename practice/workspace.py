"""What the practice workspace remembers: people, conversations, messages, open views. All of it in memory."""

from __future__ import annotations

import asyncio
import contextlib
import copy
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from practice.clock import Clock
from practice.pace import Pace, PaceRules
from practice.scopes import EVERY_SCOPE
from practice.text import fallback_of, pings_of

Json = dict[str, Any]


@dataclass
class User:
    """A member, a guest (`is_restricted`), a stranger from another company (`is_stranger`), or the bot."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/Oslo"
    title: str = ""
    email: str = ""
    locale: str = "en-US"
    deleted: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    team_id: str = "T0ACME"
    status_text: str = ""
    status_emoji: str = ""
    #: Unix seconds from and to; (0, 0) is "not snoozed".
    dnd: tuple[float, float] = (0, 0)


@dataclass
class Message:
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    pings: list[str] = field(default_factory=list)
    edited: str | None = None
    broadcast: bool = False
    #: The only person who sees it, if it is ephemeral.
    only_for: str | None = None
    #: What each person has picked in the message's menus: user id, block id, action id.
    picked: dict[str, Json] = field(default_factory=dict)
    subtype: str | None = None


@dataclass
class Conversation:
    """`kind` is channel, private or im. An `im` has two members, the bot and `members[1]`."""

    id: str
    name: str
    kind: str
    members: list[str]
    topic: str = ""
    is_archived: bool = False
    is_ext_shared: bool = False
    is_gone: bool = False
    messages: list[Message] = field(default_factory=list)
    ephemeral: list[Message] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)

    def message(self, ts: str) -> Message | None:
        return next((one for one in self.messages if one.ts == ts), None)


@dataclass
class View:
    """A modal or a Home tab. `payload` is what the app sent, with ids filled in; `values` is what is typed in."""

    id: str
    user: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    #: Field errors of the last submission by block id.
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass
class Config:
    """How the bot reaches the workspace and the workspace the bot; all of it may be changed while it runs."""

    signing_secret: str = "practice-signing-secret"  # noqa: S105 - opens nothing but this server
    bot_token: str = "xoxb-practice"  # noqa: S105
    app_token: str = "xapp-practice"  # noqa: S105
    bot_url: str | None = None
    clock_url: str | None = None
    speed: float = 1.0
    #: Unix seconds at which the clock starts; None is the real time.
    start: float | None = None
    #: Real seconds that the bot has to acknowledge a request from Slack.
    ack_timeout: float = 3.0
    scopes: frozenset[str] = EVERY_SCOPE
    pace: PaceRules = field(default_factory=PaceRules)
    #: Block types that this workspace does not know yet (Slack rolls new ones out in phases).
    unknown_blocks: frozenset[str] = frozenset()


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
        message.pings = pings_of(message.text, blocks, link_names=link_names)
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
        message.pings = pings_of(message.text, message.blocks)
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
