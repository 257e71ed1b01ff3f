"""Clicking: buttons, menus and overflow menus on messages, in modals and on the Home tab."""

from __future__ import annotations

from typing import Any

from practice.block_kit.surfaces import find_element
from practice.company import User
from practice.deliveries import INTERACTION
from practice.inputs import KINDS, NotPossible, action_of, type_in
from practice.interactions import envelope, from_message, from_view, place
from practice.messages import as_json
from practice.scene import NO_ANSWER, Scene
from practice.views import view_json

Json = dict[str, Any]

MOST_SUGGESTIONS = 100


async def click(scene: Scene, told: Json) -> Json:
    """A button, menu or overflow on a message, in a modal (`view_id`) or on the Home tab (`channel: "home"`)."""
    person = scene.person(told.get("as"))
    if told.get("view_id") or told.get("channel") == "home":
        payload = _click_in_view(scene, person, told)
    else:
        payload = _click_on_message(scene, person, told)
    ack = await scene.deliveries.send(INTERACTION, payload)
    return scene.seen(person, ack, NO_ANSWER)


def _click_on_message(scene: Scene, person: User, told: Json) -> Json:
    conversation = scene.conversation(person, told.get("channel"))
    message = scene.message(person, conversation, told.get("ts"))
    if conversation.is_archived:
        raise NotPossible("This channel is archived.")
    block, element = _element(message.blocks, told)
    _visible(element, person)
    action = action_of(block, element, told.get("value"), scene.workspace.clock.message_ts())
    if element["type"] in KINDS:
        field = KINDS[element["type"]].field
        picked = message.picked.setdefault(person.id, {}).setdefault(block["block_id"], {})
        picked[element["action_id"]] = {"type": element["type"], field: action[field]}
    extra = {
        "trigger_id": scene.triggers.new(person.id),
        "response_url": scene.response_urls.new(conversation, person.id, message),
        "actions": [action],
    }
    return from_message(scene.workspace, person, conversation, message, extra)


def _click_in_view(scene: Scene, person: User, told: Json) -> Json:
    view = scene.view(person, told.get("view_id") or "home")
    view.values = type_in(view.payload["blocks"], view.values, told.get("values") or {})
    block, element = _element(view.payload["blocks"], told)
    action = action_of(block, element, told.get("value"), scene.workspace.clock.message_ts())
    if element["type"] in KINDS:
        typed = {block["block_id"]: {element["action_id"]: told.get("value")}}
        view.values = type_in(view.payload["blocks"], view.values, typed)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise NotPossible("This field is sent with the form.")
    extra = {"trigger_id": scene.triggers.new(person.id), "actions": [action]}
    return from_view(scene.workspace, "block_actions", person, view, extra)


async def suggest(scene: Scene, told: Json) -> Json:
    """The options of an external menu for what the person has typed so far (`value`)."""
    person = scene.person(told.get("as"))
    extra: Json
    if told.get("view_id") or told.get("channel") == "home":
        view = scene.view(person, told.get("view_id") or "home")
        blocks, extra = view.payload["blocks"], {"view": view_json(scene.workspace, view)}
        container: Json = {"type": "view", "view_id": view.id}
    else:
        conversation = scene.conversation(person, told.get("channel"))
        message = scene.message(person, conversation, told.get("ts"))
        blocks = message.blocks
        extra = {"channel": place(conversation), "message": as_json(scene.workspace, message)}
        container = {"type": "message", "message_ts": message.ts, "channel_id": conversation.id}
    block, element = _element(blocks, told)
    payload = envelope(scene.workspace, "block_suggestion", person) | {
        "container": container,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": str(told.get("value") or ""),
        **extra,
    }
    ack = await scene.deliveries.send(INTERACTION, payload)
    body = ack.body if isinstance(ack.body, dict) else {}
    options = body.get("options", body.get("option_groups"))
    if not ack.ok or not isinstance(options, list) or len(options) > MOST_SUGGESTIONS:
        return {"ok": False, "error": "no_options", "message": "No results", "options": []}
    return {"ok": True, **body}


def _element(blocks: list[Json], told: Json) -> tuple[Json, Json]:
    found = find_element(blocks, told.get("block_id"), str(told.get("action_id", "")))
    if found is None:
        raise NotPossible("This button is no longer there.")
    return found


def _visible(element: Json, person: User) -> None:
    allowed = element.get("visible_to_user_ids")
    if allowed and person.id not in allowed:
        raise NotPossible("This button is not for you.")
