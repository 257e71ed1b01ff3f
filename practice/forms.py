"""Modals: submitting, closing, and what the app may answer."""

from __future__ import annotations

from typing import Any

from practice.block_kit.surfaces import check_view
from practice.company import User, View
from practice.deliveries import INTERACTION, Ack
from practice.inputs import NotPossible, type_in, unfinished
from practice.interactions import from_view
from practice.scene import Scene
from practice.views import MOST_STACKED, drop_modals, drop_top, new_view, put_view, replace_view

Json = dict[str, Any]

FORM_TROUBLE = "We had some trouble connecting. Try again?"


async def submit(scene: Scene, told: Json) -> Json:
    person = scene.person(told.get("as"))
    view = scene.view(person, told.get("view_id"))
    if (scene.workspace.modals.get(person.id) or [""])[-1] != view.id:
        raise NotPossible("Another window is in front of this one.")
    if not view.payload.get("submit"):
        raise NotPossible("This window cannot be submitted.")
    view.values = type_in(view.payload["blocks"], view.values, told.get("values") or {})
    view.errors = unfinished(view.payload["blocks"], view.values)
    scene.workspace.changed(person.id)
    if view.errors:
        return {
            "ok": False,
            "error": "unfinished",
            "message": next(iter(view.errors.values())),
            "errors": view.errors,
        }
    extra = {"trigger_id": scene.triggers.new(person.id), "response_urls": []}
    payload = from_view(scene.workspace, "view_submission", person, view, extra)
    ack = await scene.deliveries.send(INTERACTION, payload)
    if not ack.ok:
        return scene.seen(person, ack, FORM_TROUBLE)
    return _answered(scene, person, view, ack.body if isinstance(ack.body, dict) else {})


def _answered(scene: Scene, person: User, view: View, body: Json) -> Json:
    """What the app answered to a submission: close, show errors, update, push or clear."""
    action = body.get("response_action")
    if action is None:
        if view.id in scene.workspace.modals.get(person.id, []):
            drop_top(scene.workspace, person.id)
        return {"ok": True}
    if action == "clear":
        drop_modals(scene.workspace, person.id)
        return {"ok": True}
    if action == "errors":
        return _field_errors(scene, person, view, body.get("errors"))
    problems = check_view(body.get("view"), "modal", scene.faults.blocks_refused())
    stack = scene.workspace.modals.get(person.id, [])
    if problems or action not in ("update", "push") or (action == "push" and len(stack) >= MOST_STACKED):
        scene.deliveries.sent.append({"kind": "view_submission", "failure": "bad answer", "problems": problems})
        return scene.seen(person, Ack("http_error"), FORM_TROUBLE)
    if action == "update":
        replace_view(scene.workspace, view, body["view"])
    else:
        put_view(scene.workspace, new_view(scene.workspace, person.id, body["view"]))
    return {"ok": True}


def _field_errors(scene: Scene, person: User, view: View, errors: Any) -> Json:
    """Errors must name input blocks, or Slack shows only that something went wrong."""
    inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return scene.seen(person, Ack("http_error"), FORM_TROUBLE)
    view.errors = {block_id: str(words) for block_id, words in errors.items()}
    scene.workspace.changed(person.id)
    return {"ok": False, "error": "errors", "message": next(iter(view.errors.values())), "errors": view.errors}


async def close(scene: Scene, told: Json) -> Json:
    """Closes the top window, or with `clear` all of them; the app hears of it if it asked to."""
    person = scene.person(told.get("as"))
    scene.view(person, told.get("view_id"))
    cleared = bool(told.get("clear"))
    closed = drop_modals(scene.workspace, person.id) if cleared else drop_top(scene.workspace, person.id)
    for view in closed:
        if view.payload.get("notify_on_close"):
            payload = from_view(scene.workspace, "view_closed", person, view, {"is_cleared": cleared})
            await scene.deliveries.send(INTERACTION, payload)
    return {"ok": True}
