"""Slash commands and shortcuts."""

from __future__ import annotations

from typing import Any

from practice.block_kit.surfaces import check_blocks
from practice.deliveries import COMMAND, INTERACTION, Ack
from practice.inputs import NotPossible
from practice.interactions import envelope, place, slash_command
from practice.messages import as_json
from practice.response_urls import say
from practice.scene import ERROR_OF, NO_ANSWER, Scene

Json = dict[str, Any]


async def command(scene: Scene, told: Json) -> Json:
    person = scene.person(told.get("as"))
    conversation = scene.conversation(person, told.get("channel"))
    text = str(told.get("text", ""))
    name = text.partition(" ")[0]
    if name not in {one["command"] for one in scene.workspace.commands}:
        raise NotPossible(f"{name} is not a valid command.")
    if person.is_stranger:
        raise NotPossible("Slash commands work only for members of this workspace.")
    extra = {
        "response_url": scene.response_urls.new(conversation, person.id),
        "trigger_id": scene.triggers.new(person.id),
    }
    payload = slash_command(scene.workspace, person, conversation, text, extra)
    ack = await scene.deliveries.send(COMMAND, payload)
    failed = ERROR_OF.get(str(ack.failure), "dispatch_failed")
    words = f"{name} failed with the error “{failed}”"
    body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
    if ack.ok and isinstance(body, dict) and (body.get("text") or body.get("blocks")):
        if check_blocks(body.get("blocks") or [], "message", scene.faults.blocks_refused()):
            return scene.seen(person, Ack("http_error"), f"{name} failed with the error “invalid_blocks”")
        say(scene.workspace, conversation, person.id, body)
    return scene.seen(person, ack, words)


async def shortcut(scene: Scene, told: Json) -> Json:
    """A global shortcut, or a message shortcut (`message_action`) when a message is named."""
    person = scene.person(told.get("as"))
    extra: Json = {
        "callback_id": str(told.get("callback_id", "")),
        "trigger_id": scene.triggers.new(person.id),
        "action_ts": scene.workspace.clock.message_ts(),
    }
    if told.get("ts"):
        conversation = scene.conversation(person, told.get("channel"))
        message = scene.message(person, conversation, told["ts"])
        extra |= {
            "message_ts": message.ts,
            "channel": place(conversation),
            "message": as_json(scene.workspace, message),
            "response_url": scene.response_urls.new(conversation, person.id, message),
        }
    payload = envelope(scene.workspace, "message_action" if told.get("ts") else "shortcut", person) | extra
    return scene.seen(person, await scene.deliveries.send(INTERACTION, payload), NO_ANSWER)
