"""What the workspace is made of: people and groups, conversations and messages, open views."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
    #: Unix seconds; 0 is "until it is taken off".
    status_expiration: int = 0
    #: "active", or "away" when they are at none of their devices.
    presence: str = "active"
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
