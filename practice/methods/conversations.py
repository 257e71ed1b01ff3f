"""conversations.*, users.conversations and reactions.add."""

from __future__ import annotations

from typing import Any

from practice.calls import Call, Handler, Refused, page_of
from practice.company import Conversation, Message
from practice.messages import with_replies
from practice.methods.chat import shares_a_channel
from practice.scopes import history_scope, read_scope

Json = dict[str, Any]

KIND_OF_TYPE = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}


def conversation_json(call: Call, conversation: Conversation) -> Json:
    bot = call.workspace.bot_user
    body: Json = {
        "id": conversation.id,
        "created": 1,
        "is_archived": conversation.is_archived,
        "is_im": conversation.kind == "im",
        "is_org_shared": False,
    }
    if conversation.kind == "im":
        return body | {"user": conversation.members[1], "is_user_deleted": False, "priority": 0}
    return body | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "private",
        "is_private": conversation.kind == "private",
        "is_mpim": False,
        "is_general": conversation.name == "general",
        "is_member": bot in conversation.members,
        "is_shared": conversation.is_ext_shared,
        "is_ext_shared": conversation.is_ext_shared,
        "creator": "U0ADMIN",
        "topic": {"value": conversation.topic, "creator": "U0ADMIN", "last_set": 1},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(conversation.members),
    }


async def info(call: Call) -> Json:
    return {"channel": conversation_json(call, call.readable())}


def kinds_of(call: Call) -> list[str]:
    names = (call.text("types") or "public_channel").replace(" ", "").split(",")
    if not set(names) <= set(KIND_OF_TYPE):
        raise Refused("invalid_types")
    kinds = [KIND_OF_TYPE[name] for name in names if name != "mpim"]
    call.needs(*(read_scope(kind) for kind in kinds))
    return kinds


def _listing(*, only_joined: bool) -> Handler:
    async def handle(call: Call) -> Json:
        kinds, bot = kinds_of(call), call.workspace.bot_user
        rows = [
            conversation_json(call, one)
            for one in call.workspace.conversations.values()
            if one.kind in kinds
            and not one.is_gone
            and (bot in one.members or (one.kind == "channel" and not only_joined))
            and not (call.flag("exclude_archived") and one.is_archived)
        ]
        channels, metadata = page_of(rows, call, 1000, 100)
        return {"channels": channels, "response_metadata": metadata}

    return handle


def _within(call: Call, messages: list[Message]) -> list[Message]:
    """Between `oldest` and `latest`, which themselves count only with `inclusive`."""
    try:
        oldest, latest = float(call.text("oldest") or 0), float(call.text("latest") or "inf")
    except ValueError:
        raise Refused("invalid_ts_oldest") from None
    inclusive = call.flag("inclusive")
    return [
        one for one in messages if oldest < float(one.ts) < latest or (inclusive and float(one.ts) in (oldest, latest))
    ]


def _readable_history(call: Call) -> Conversation:
    found = call.conversation()
    call.needs(history_scope(found.kind))
    if call.workspace.bot_user not in found.members:
        raise Refused("not_in_channel")
    return found


async def history(call: Call) -> Json:
    """Newest first, without the replies in threads (but for those that were also sent to the channel)."""
    conversation = _readable_history(call)
    shown = [one for one in conversation.messages if one.thread_ts in (None, one.ts) or one.broadcast]
    rows = [
        with_replies(call.workspace, conversation, one, all_metadata=call.flag("include_all_metadata"))
        for one in reversed(_within(call, shown))
    ]
    messages, metadata = page_of(rows, call, 999, 100)
    return {
        "messages": messages,
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "response_metadata": metadata,
    }


async def replies(call: Call) -> Json:
    """The parent and its replies, oldest first."""
    conversation = _readable_history(call)
    parent = conversation.message(call.required("ts"))
    if parent is None:
        raise Refused("thread_not_found")
    thread = [parent, *_within(call, [one for one in conversation.messages if one.thread_ts == parent.ts])]
    all_metadata = call.flag("include_all_metadata")
    rows = [with_replies(call.workspace, conversation, one, all_metadata=all_metadata) for one in thread]
    messages, metadata = page_of(rows, call, 1000, 1000)
    return {"messages": messages, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


async def open_direct(call: Call) -> Json:
    """Opens (or finds) the bot's direct messages with one person."""
    if call.text("channel"):
        found = call.conversation()
        return {"channel": {"id": found.id}}
    names = [name for name in call.text("users").split(",") if name]
    if not names:
        raise Refused("users_list_not_supplied")
    if len(names) > 1:
        raise Refused("missing_scope", needed="mpim:write", provided=",".join(sorted(call.workspace.config.scopes)))
    person = call.workspace.users.get(names[0])
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.is_stranger or (person.is_restricted and not shares_a_channel(call, person.id)):
        raise Refused("user_not_visible")
    known = f"D{person.id.removeprefix('U')}" in call.workspace.conversations
    found = call.workspace.direct(person.id)
    channel = conversation_json(call, found) if call.flag("return_im") else {"id": found.id}
    return {"channel": channel, "already_open": known, "no_op": known}


async def join(call: Call) -> Json:
    found = call.conversation()
    if found.is_archived:
        raise Refused("is_archived")
    if found.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    bot = call.workspace.bot_user
    if bot not in found.members:
        found.members.append(bot)
        call.workspace.changed()
        call.deliveries.event(
            {"type": "member_joined_channel", "user": bot, "channel": found.id, "channel_type": "C", "team": "T0ACME"}
        )
    return {"channel": conversation_json(call, found)}


async def members(call: Call) -> Json:
    found = call.readable()
    rows, metadata = page_of([{"id": one} for one in found.members], call, 1000, 100)
    return {"members": [row["id"] for row in rows], "response_metadata": metadata}


async def add_reaction(call: Call) -> Json:
    found = call.conversation()
    message = found.message(call.required("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    if found.is_archived:
        raise Refused("is_archived")
    people = message.reactions.setdefault(call.required("name").strip(":"), [])
    if call.workspace.bot_user in people:
        raise Refused("already_reacted")
    people.append(call.workspace.bot_user)
    call.workspace.changed(*call.workspace.audience(found))
    return {}


METHODS: dict[str, Handler] = {
    "conversations.info": info,
    "conversations.list": _listing(only_joined=False),
    "users.conversations": _listing(only_joined=True),
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.open": open_direct,
    "conversations.join": join,
    "conversations.members": members,
    "reactions.add": add_reaction,
}
