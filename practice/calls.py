"""One Web API call: its arguments, who is calling, and how a method refuses."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from practice.company import Conversation, User
from practice.deliveries import Deliveries
from practice.faults import Faults
from practice.scopes import FORM_ONLY, read_scope
from practice.workspace import Workspace

Json = dict[str, Any]


class Refused(Exception):
    """Slack says no: `error` is Slack's name for it; `messages` go to response_metadata; `extra` into the answer."""

    def __init__(self, error: str, messages: list[str] | None = None, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.extra = extra

    def answer(self) -> Json:
        body: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["errors"] = self.messages
            body["response_metadata"] = {"messages": self.messages}
        return body


@dataclass
class Call:
    """`arguments` are as the bot sent them, with JSON strings in form fields still strings."""

    method: str
    arguments: Json
    workspace: Workspace
    deliveries: Deliveries
    faults: Faults

    def text(self, name: str, default: str = "") -> str:
        value = self.arguments.get(name, default)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise Refused("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.arguments.get(name)
        return default if value is None or value == "" else str(value).lower() in ("1", "true")

    def count(self, name: str, default: int, most: int) -> int:
        try:
            wanted = int(self.text(name) or default)
        except ValueError:
            raise Refused("invalid_limit") from None
        if wanted < 0:
            raise Refused("invalid_limit")
        return min(wanted or default, most)

    def parsed(self, name: str, error: str) -> Any:
        """An argument that is JSON, either already parsed (JSON body) or as a string (form); None when not given."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None

    def needs(self, *scopes: str) -> None:
        """Refuses with `missing_scope` unless every scope was granted."""
        granted = self.workspace.config.scopes
        missing = [scope for scope in scopes if scope not in granted]
        if missing:
            raise Refused("missing_scope", needed=",".join(missing), provided=",".join(sorted(granted)))

    def conversation(self, name: str = "channel") -> Conversation:
        """The conversation that an id names. A private channel that the bot is not in does not exist for it."""
        wanted = self.text(name)
        found = self.workspace.conversations.get(wanted)
        if found is None or found.is_gone:
            raise Refused("channel_not_found")
        if found.kind != "channel" and self.workspace.bot_user not in found.members:
            raise Refused("channel_not_found")
        return found

    def readable(self) -> Conversation:
        found = self.conversation()
        self.needs(read_scope(found.kind))
        return found

    def user(self, name: str = "user") -> User:
        found = self.workspace.users.get(self.text(name))
        if found is None:
            raise Refused("user_not_found")
        return found


Handler = Callable[[Call], Awaitable[Json]]


def page_of(rows: list[Json], call: Call, most: int, default: int) -> tuple[list[Json], Json]:
    """One page of rows and the response_metadata that leads to the next: the cursor is the number of rows seen."""
    cursor = call.text("cursor")
    if cursor and not cursor.removeprefix("next:").isdigit():
        raise Refused("invalid_cursor")
    start = int(cursor.removeprefix("next:") or 0) if cursor else 0
    end = start + call.count("limit", default, most)
    return rows[start:end], {"next_cursor": f"next:{end}" if end < len(rows) else ""}


async def read_arguments(request: web.Request, method: str) -> tuple[Json, str | None, str]:
    """The arguments, the token (header first, then form field) and how they came (for Slack's content type rules)."""
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else None
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        if method not in FORM_ONLY:
            arguments |= body
    elif request.can_read_body:
        form = await request.post()
        arguments |= {name: value for name, value in form.items() if isinstance(value, str)}
    form_token = arguments.pop("token", None)
    return arguments, token or form_token, request.content_type
