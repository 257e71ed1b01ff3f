"""A message as the Web API returns it, which is not quite as the app sent it."""

from __future__ import annotations

from typing import Any

from practice.company import Conversation, Message
from practice.text import as_read_back, read_back
from practice.workspace import Workspace

Json = dict[str, Any]


def as_json(workspace: Workspace, message: Message, *, all_metadata: bool = True) -> Json:
    """Without `all_metadata` (Slack: include_all_metadata) only the metadata's event_type is shown."""
    body: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": as_read_back(message.text),
        "team": workspace.team_id,
    }
    if message.user == workspace.bot_user:
        body |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id, "bot_profile": bot_profile(workspace)}
    if message.blocks:
        body["blocks"] = read_back(message.blocks)
    if message.attachments:
        body["attachments"] = read_back(message.attachments)
    if message.files:
        body |= {"files": message.files, "upload": True}
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.subtype:
        body["subtype"] = message.subtype
    if message.metadata:
        body["metadata"] = dict(message.metadata) if all_metadata else {"event_type": message.metadata["event_type"]}
    if message.edited:
        body["edited"] = {"user": message.user, "ts": message.edited}
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    return body


def bot_profile(workspace: Workspace) -> Json:
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "name": workspace.users[workspace.bot_user].real_name,
        "deleted": False,
        "updated": 1,
        "team_id": workspace.team_id,
    }


def with_replies(workspace: Workspace, conversation: Conversation, message: Message, *, all_metadata: bool) -> Json:
    """The same with what a thread's parent shows: how many replies, by whom, the latest."""
    body = as_json(workspace, message, all_metadata=all_metadata)
    replies = [one for one in conversation.messages if one.thread_ts == message.ts and one is not message]
    if replies:
        body |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(one.user for one in replies)),
            "latest_reply": replies[-1].ts,
        }
    return body
