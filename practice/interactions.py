"""The payloads that Slack sends when a person does something, in Slack's shapes."""

from __future__ import annotations

from typing import Any

from practice.company import Conversation, Message, User, View
from practice.messages import as_json
from practice.views import view_json
from practice.workspace import Workspace

Json = dict[str, Any]


def envelope(workspace: Workspace, kind: str, person: User) -> Json:
    """What every interaction carries."""
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": workspace.app_id,
        "token": "practice",
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def place(conversation: Conversation) -> Json:
    names = {"im": "directmessage", "private": "privategroup"}
    return {"id": conversation.id, "name": names.get(conversation.kind, conversation.name)}


def from_message(workspace: Workspace, person: User, conversation: Conversation, message: Message, extra: Json) -> Json:
    """block_actions on a message. `extra` is trigger_id, response_url and actions.

    Slack does not send the content of an ephemeral message back, so `message` is missing there.
    """
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body = envelope(workspace, "block_actions", person) | {
        "container": container,
        "channel": place(conversation),
        "state": {"values": message.picked.get(person.id, {})},
        **extra,
    }
    if message.only_for is None:
        body["message"] = as_json(workspace, message)
    return body


def from_view(workspace: Workspace, kind: str, person: User, view: View, extra: Json) -> Json:
    """block_actions in a view, view_submission and view_closed."""
    body = envelope(workspace, kind, person) | {"view": view_json(workspace, view), **extra}
    if kind == "block_actions":
        body["container"] = {"type": "view", "view_id": view.id}
    return body


def slash_command(workspace: Workspace, person: User, conversation: Conversation, text: str, extra: Json) -> Json:
    """The form fields of a slash command; `text` is what the person typed, the command itself first."""
    command, _, rest = text.partition(" ")
    return {
        "token": "practice",
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": conversation.id,
        "channel_name": place(conversation)["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": rest.strip(),
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        **extra,
    }
