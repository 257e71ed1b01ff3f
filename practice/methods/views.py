"""views.*: open, push, update and publish."""

from __future__ import annotations

from typing import Any

from practice.block_kit.surfaces import check_view, view_too_large
from practice.calls import Call, Handler, Refused
from practice.company import View
from practice.triggers import Triggers
from practice.views import MOST_STACKED, drop_modals, new_view, put_view, replace_view, view_json

Json = dict[str, Any]


def view_of(call: Call, surface: str) -> Json:
    view = call.parsed("view", "invalid_arguments")
    if view is None:
        raise Refused("invalid_arguments", ["[ERROR] missing required field: view"])
    problems = check_view(view, surface, call.faults.blocks_refused())
    if problems:
        raise Refused("invalid_arguments", problems)
    if view_too_large(view):
        raise Refused("view_too_large")
    sent: Json = view
    return sent


def unique_external_id(call: Call, view: Json, besides: View | None = None) -> None:
    wanted = view.get("external_id")
    for other in call.workspace.views.values():
        if wanted and other is not besides and other.payload.get("external_id") == wanted:
            raise Refused("duplicate_external_id")


def triggered(call: Call, triggers: Triggers) -> str:
    """The person whose click made this trigger. It works once, for three seconds."""
    person, error = triggers.exchange(call.text("trigger_id"))
    if error:
        raise Refused(error)
    return person


def open_view(triggers: Triggers) -> Handler:
    async def handle(call: Call) -> Json:
        payload = view_of(call, "modal")
        unique_external_id(call, payload)
        person = triggered(call, triggers)
        drop_modals(call.workspace, person)
        view = put_view(call.workspace, new_view(call.workspace, person, payload))
        return {"view": view_json(call.workspace, view)}

    return handle


def push_view(triggers: Triggers) -> Handler:
    async def handle(call: Call) -> Json:
        payload = view_of(call, "modal")
        unique_external_id(call, payload)
        person = triggered(call, triggers)
        stack = call.workspace.modals.get(person) or []
        if not stack:
            raise Refused("not_found")
        if len(stack) >= MOST_STACKED:
            raise Refused("push_limit_reached")
        view = put_view(call.workspace, new_view(call.workspace, person, payload))
        return {"view": view_json(call.workspace, view)}

    return handle


async def update_view(call: Call) -> Json:
    by_id, by_name = call.text("view_id"), call.text("external_id")
    views = call.workspace.views
    found = views.get(by_id) or next(
        (v for v in views.values() if by_name and v.payload.get("external_id") == by_name), None
    )
    if found is None:
        raise Refused("not_found")
    payload = view_of(call, found.payload["type"])
    unique_external_id(call, payload, besides=found)
    if call.text("hash") and call.text("hash") != found.hash:
        raise Refused("hash_conflict")
    replace_view(call.workspace, found, payload)
    return {"view": view_json(call.workspace, found)}


async def publish(call: Call) -> Json:
    person = call.user("user_id")
    if person.deleted or person.is_bot:
        raise Refused("user_not_found")
    payload = view_of(call, "home")
    home = call.workspace.homes.get(person.id)
    if home is None:
        home = new_view(call.workspace, person.id, payload)
        call.workspace.homes[person.id] = home
        call.workspace.views[home.id] = home
        call.workspace.changed(person.id)
    else:
        if call.text("hash") and call.text("hash") != home.hash:
            raise Refused("hash_conflict")
        replace_view(call.workspace, home, payload)
    return {"view": view_json(call.workspace, home)}


def methods(triggers: Triggers) -> dict[str, Handler]:
    return {
        "views.open": open_view(triggers),
        "views.push": push_view(triggers),
        "views.update": update_view,
        "views.publish": publish,
    }
