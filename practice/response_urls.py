"""response_url: an address that lets the bot answer one interaction, five times within thirty minutes."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from practice import misbehave
from practice.block_kit.surfaces import check_blocks
from practice.company import Conversation, Message
from practice.faults import Faults
from practice.workspace import Workspace

Json = dict[str, Any]

MOST_USES = 5
LIFETIME = 30 * 60.0


@dataclass
class _Line:
    conversation: Conversation
    person: str
    message: Message | None
    made: float
    uses: int = 0


class ResponseUrls:
    """Makes the addresses and serves them. Age counts in practice time."""

    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self._workspace = workspace
        self._faults = faults
        self._lines: dict[str, _Line] = {}

    def new(self, conversation: Conversation, person: str, message: Message | None = None) -> str:
        """An address for this person's interaction; `message` is the one that replace_original replaces."""
        key = secrets.token_urlsafe(12)
        self._lines[key] = _Line(conversation, person, message, self._workspace.clock.elapsed())
        return f"{self._workspace.url}response/{key}"

    async def serve(self, request: web.Request) -> web.Response:
        entry: Json = {"method": "response_url", "arguments": {}, "time": self._workspace.clock.now(), "ok": False}
        self._workspace.calls.append(entry)
        line = self._lines.get(request.match_info["key"])
        fault = self._faults.take("response_url", line.conversation.id if line else None)
        try:
            early = await misbehave.before(request, fault)
            if early is not None:
                entry["fault"] = fault.kind if fault else None
                return early
            status, answer = self._used(line, entry, await request.text())
        finally:
            self._workspace.noted()
        entry |= {"ok": bool(answer["ok"]), "answer": answer, "error": answer.get("error")}
        return misbehave.after(request, fault) or web.json_response(answer, status=status)

    def _used(self, line: _Line | None, entry: Json, text: str) -> tuple[int, Json]:
        """The HTTP status and the answer; shows the message when there is nothing to refuse."""
        try:
            body = entry["arguments"] = json.loads(text)
        except ValueError:
            return _refused(400, "invalid_payload")
        if line is None or self._workspace.clock.elapsed() - line.made > LIFETIME:
            return _refused(404, "expired_url")
        if line.uses >= MOST_USES:
            return _refused(404, "used_url")
        if error := self._wrong(body):
            return _refused(400, error)
        line.uses += 1
        say(self._workspace, line.conversation, line.person, body, line.message)
        return 200, {"ok": True}

    def _wrong(self, body: Json) -> str | None:
        if body.get("delete_original"):
            return None
        if not body.get("text") and not body.get("blocks"):
            return "no_text"
        problems = check_blocks(body.get("blocks") or [], "message", self._faults.blocks_refused())
        return "invalid_blocks" if problems else None


def _refused(status: int, error: str) -> tuple[int, Json]:
    return status, {"ok": False, "error": error}


def say(
    workspace: Workspace, conversation: Conversation, person: str, body: Json, original: Message | None = None
) -> None:
    """Shows a checked answer: in place of the original, to everybody (in_channel), or only to this person."""
    if body.get("delete_original"):
        if original is not None:
            workspace.erase(conversation, original)
        return
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    if body.get("replace_original") and original is not None:
        workspace.rewrite(conversation, original, text, blocks)
        return
    content: Json = {"blocks": blocks, "thread_ts": body.get("thread_ts")}
    if body.get("response_type") != "in_channel":
        content["only_for"] = person
    workspace.write(conversation, workspace.bot_user, text, content)
