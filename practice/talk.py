"""Writing messages, reading them, and opening the app's Home tab."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from practice.inputs import NotPossible
from practice.messages import as_json
from practice.scene import Scene
from practice.text import escape, pings_in
from practice.views import view_json

Json = dict[str, Any]


_NAME = re.compile(r"(?<![\w@])@([\w.-]*\w)")


def marked(text: str, handles: Mapping[str, str]) -> str:
    """What a person types as Slack stores it: escaped, and names that the window has completed as marks."""

    def mark(match: re.Match[str]) -> str:
        name = match[1]
        if name in ("channel", "here", "everyone"):
            return f"<!{name}>"
        if name not in handles:
            return match[0]
        return f"<!subteam^{handles[name]}|@{name}>" if handles[name].startswith("S") else f"<@{handles[name]}>"

    return _NAME.sub(mark, escape(text))


async def write(scene: Scene, told: Json) -> Json:
    """A person writes. The bot hears of it in its direct messages and when it is mentioned."""
    person = scene.person(told.get("as"))
    conversation = scene.conversation(person, told.get("channel"))
    if conversation.is_archived:
        raise NotPossible("This channel is archived.")
    bot = scene.workspace.bot_user
    text = marked(str(told.get("text", "")), scene.workspace.handles())
    if not text.strip():
        raise NotPossible("There is nothing to send.")
    message = scene.workspace.write(conversation, person.id, text, {"thread_ts": told.get("thread_ts")})
    event = {**as_json(scene.workspace, message), "channel": conversation.id}
    if conversation.kind == "im":
        scene.deliveries.event({**event, "channel_type": "im"})
    elif bot in conversation.members:
        kind = "group" if conversation.kind == "private" else "channel"
        scene.deliveries.event({**event, "channel_type": kind})
        if bot in pings_in(text):
            scene.deliveries.event({**event, "type": "app_mention"})
    return {"ok": True, "ts": message.ts}


async def open_home(scene: Scene, told: Json) -> Json:
    person = scene.person(told.get("as"))
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": scene.workspace.direct(person.id).id,
        "tab": "home",
    }
    home = scene.workspace.homes.get(person.id)
    if home is not None:
        event["view"] = view_json(scene.workspace, home)
    scene.deliveries.event(event)
    return {"ok": True}


async def read(scene: Scene, told: Json) -> Json:
    person = scene.person(told.get("as"))
    conversation = scene.conversation(person, told.get("channel"))
    if conversation.messages and conversation.last_read.get(person.id) != conversation.messages[-1].ts:
        conversation.last_read[person.id] = conversation.messages[-1].ts
        scene.workspace.changed(person.id)
    return {"ok": True}
