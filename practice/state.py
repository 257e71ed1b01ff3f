"""What one person sees: the JSON of `GET /practice/state?as=U`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from practice.company import Conversation, Message, User, View
from practice.views import view_json
from practice.workspace import Workspace

Json = dict[str, Any]


def state_of(workspace: Workspace, person: User) -> Json:
    mine = [one for one in workspace.conversations.values() if person.id in one.members and not one.is_gone]
    home = workspace.homes.get(person.id)
    stack = [workspace.views[view_id] for view_id in workspace.modals.get(person.id, [])]
    return {
        "ok": True,
        "revision": workspace.seen_revision(person.id),
        "now": workspace.clock.now(),
        "speed": workspace.clock.speed,
        "me": person.id,
        "bot": workspace.bot_user,
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "users": [user_state(user) for user in workspace.users.values()],
        "groups": [{**vars(group), "users": list(group.users)} for group in workspace.groups.values()],
        "conversations": [conversation_state(workspace, one, person) for one in mine],
        "home": view_state(workspace, home) if home else None,
        "views": [view_state(workspace, view) for view in stack],
        "commands": workspace.commands,
        "shortcuts": workspace.shortcuts,
        "sources": [],
        "ephemeral": [
            {**message_state(workspace, message), "channel": one.id}
            for one in mine
            for message in one.ephemeral
            if message.only_for == person.id
        ],
        "toasts": workspace.toasts.get(person.id, []),
    }


def user_state(user: User) -> Json:
    shown = ("id", "name", "real_name", "title", "tz", "deleted", "is_admin", "is_bot", "is_restricted", "is_stranger")
    return {name: getattr(user, name) for name in shown}


def conversation_state(workspace: Workspace, conversation: Conversation, person: User) -> Json:
    read = conversation.last_read.get(person.id, "0")
    unread = [one for one in conversation.messages if one.ts > read and one.user != person.id]
    groups = {group.id for group in workspace.groups.values() if person.id in group.users}
    replies = Counter(one.thread_ts for one in conversation.messages if one.thread_ts != one.ts)
    mine = {person.id, "@channel", "@here", "@everyone"} | groups
    return {
        "id": conversation.id,
        "name": conversation.name,
        "kind": conversation.kind,
        "user": conversation.members[1] if conversation.kind == "im" else None,
        "topic": conversation.topic,
        "members": conversation.members,
        "is_archived": conversation.is_archived,
        "is_ext_shared": conversation.is_ext_shared,
        "unread": len(unread),
        "mentions": sum(1 for one in unread if mine & set(one.pings)),
        "last_read": read,
        "messages": [message_state(workspace, one, replies[one.ts]) for one in conversation.messages],
    }


def message_state(workspace: Workspace, message: Message, replies: int = 0) -> Json:
    """As the person sees it: emoji and links as they were written. `pings` says who was called by it."""
    return {
        "ts": message.ts,
        "user": message.user,
        "name": workspace.users[message.user].real_name,
        "is_bot": message.user == workspace.bot_user,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "thread_ts": message.thread_ts,
        "broadcast": message.broadcast,
        "reply_count": replies,
        "metadata": message.metadata,
        "edited": message.edited,
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
        "pings": message.pings,
        "ephemeral": message.only_for is not None,
    }


def view_state(workspace: Workspace, view: View) -> Json:
    return {**view_json(workspace, view), "errors": view.errors, "values": view.values}
