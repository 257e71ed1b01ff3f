"""Open views: the modal stack of each person and their Home tab."""

from __future__ import annotations

from typing import Any

from practice.company import View
from practice.inputs import initial_values
from practice.workspace import Workspace

Json = dict[str, Any]

MOST_STACKED = 3


def new_view(workspace: Workspace, person: str, payload: Json) -> View:
    view = View(workspace.new_id("V"), person, _filled(workspace, payload), workspace.new_id("h"), "")
    view.root_id = view.id
    view.values = initial_values(view.payload["blocks"])
    return view


def put_view(workspace: Workspace, view: View) -> View:
    """On top of the person's stack."""
    stack = workspace.modals.setdefault(view.user, [])
    if stack:
        view.root_id, view.previous_id = workspace.views[stack[-1]].root_id, stack[-1]
    stack.append(view.id)
    workspace.views[view.id] = view
    workspace.changed(view.user)
    return view


def replace_view(workspace: Workspace, view: View, payload: Json) -> None:
    """New content in the same place. What is typed in stays where block_id, action_id and type stay."""
    typed = view.values
    view.payload = _filled(workspace, payload)
    view.hash = workspace.new_id("h")
    view.errors = {}
    view.values = initial_values(view.payload["blocks"])
    for block_id, actions in view.values.items():
        for action_id, content in actions.items():
            before = typed.get(block_id, {}).get(action_id)
            if before is not None and before["type"] == content["type"]:
                actions[action_id] = before
    workspace.changed(view.user)


def drop_top(workspace: Workspace, person: str) -> list[View]:
    """Closes the top view; all of them if it says `clear_on_close`."""
    stack = workspace.modals.get(person) or []
    if not stack:
        return []
    if workspace.views[stack[-1]].payload.get("clear_on_close"):
        return drop_modals(workspace, person)
    closed = [workspace.views.pop(stack.pop())]
    workspace.changed(person)
    return closed


def drop_modals(workspace: Workspace, person: str) -> list[View]:
    closed = [workspace.views.pop(view_id) for view_id in reversed(workspace.modals.pop(person, []))]
    if closed:
        workspace.changed(person)
    return closed


def view_json(workspace: Workspace, view: View) -> Json:
    """As Slack shows a view to the app."""
    sent = view.payload
    body: Json = {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": sent["type"],
        "blocks": sent["blocks"],
        "private_metadata": sent.get("private_metadata", ""),
        "callback_id": sent.get("callback_id", ""),
        "external_id": sent.get("external_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": sent.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(sent.get("clear_on_close")),
        "notify_on_close": bool(sent.get("notify_on_close")),
        "close": sent.get("close"),
        "submit": sent.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }
    return body


def _filled(workspace: Workspace, payload: Json) -> Json:
    return {**payload, "blocks": workspace.with_ids(payload["blocks"])}
