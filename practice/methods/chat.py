"""chat.*: post, update, delete, ephemeral messages and permalinks."""

from __future__ import annotations

from typing import Any

from practice.block_kit.metadata import check_metadata
from practice.block_kit.surfaces import MOST_TEXT_IN_A_MESSAGE, check_blocks, text_size
from practice.calls import Call, Handler, Refused
from practice.company import Conversation, Message
from practice.messages import as_json

Json = dict[str, Any]

MOST_TEXT_POSTED = 40_000
MOST_TEXT_UPDATED = 4_000
MOST_ATTACHMENTS = 100


def blocks_of(call: Call) -> list[Json] | None:
    """The blocks that were sent, checked; None when there are none (an empty list counts as given)."""
    blocks = call.parsed("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    problems = check_blocks(blocks, "message", call.faults.blocks_refused())
    if problems:
        raise Refused("invalid_blocks", problems)
    if text_size(blocks) > MOST_TEXT_IN_A_MESSAGE:
        raise Refused("msg_blocks_too_long")
    return blocks


def attachments_of(call: Call) -> list[Json]:
    attachments = call.parsed("attachments", "invalid_attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    for one in attachments:
        problems = check_blocks(one.get("blocks") or [], "message", call.faults.blocks_refused())
        if problems:
            raise Refused("invalid_blocks", problems)
    return attachments


def metadata_of(call: Call) -> Json | None:
    metadata: Json | None = call.parsed("metadata", "invalid_metadata_format")
    if metadata is not None and (error := check_metadata(metadata)):
        raise Refused(error)
    return metadata


def content_of(call: Call) -> tuple[str, list[Json] | None, list[Json]]:
    """Text, blocks and attachments; refuses an empty message and markdown_text beside the others."""
    text, blocks, attachments = call.text("text"), blocks_of(call), attachments_of(call)
    markdown = call.text("markdown_text")
    if markdown:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        if len(markdown) > MOST_TEXT_IN_A_MESSAGE:
            raise Refused("msg_too_long")
        return markdown, [{"type": "markdown", "text": markdown}], attachments
    if not text and not blocks and not attachments:
        raise Refused("no_text")
    return text, blocks, attachments


def writable(call: Call) -> Conversation:
    """Where a message may be posted: a channel by id or `#name`, or a person by user id (their direct messages)."""
    wanted, workspace = call.required("channel"), call.workspace
    person = workspace.users.get(wanted)
    if person is not None:
        if person.deleted or person.is_stranger or person.is_bot:
            raise Refused("channel_not_found")
        if person.is_restricted and not shares_a_channel(call, person.id):
            raise Refused("channel_not_found")
        return workspace.direct(person.id)
    found = workspace.conversation(wanted)
    if found is None or (found.kind == "private" and workspace.bot_user not in found.members):
        raise Refused("channel_not_found")
    if found.kind == "im" and workspace.users[found.members[1]].deleted:
        raise Refused("channel_not_found")
    if found.is_archived:
        raise Refused("is_archived")
    if workspace.bot_user not in found.members and "chat:write.public" not in workspace.config.scopes:
        raise Refused("not_in_channel")
    return found


def shares_a_channel(call: Call, person: str) -> bool:
    """A guest can be reached only by those who share a channel with them."""
    both = {person, call.workspace.bot_user}
    return any(both <= set(found.members) and found.kind != "im" for found in call.workspace.conversations.values())


def thread_of(call: Call, conversation: Conversation) -> str | None:
    thread = call.text("thread_ts")
    if not thread:
        return None
    parent = conversation.message(thread)
    if parent is None:
        raise Refused("thread_not_found")
    return parent.thread_ts or parent.ts


def own_message(call: Call, error: str) -> tuple[Conversation, Message]:
    """The bot's own message that `channel` and `ts` name."""
    conversation = call.conversation()
    message = conversation.message(call.required("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.user != call.workspace.bot_user:
        raise Refused(error)
    return conversation, message


async def post_message(call: Call) -> Json:
    if call.text("username") or call.text("icon_url") or call.text("icon_emoji"):
        call.needs("chat:write.customize")
    text, blocks, attachments = content_of(call)
    conversation = writable(call)
    thread = thread_of(call, conversation)
    content: Json = {
        "blocks": blocks,
        "attachments": attachments,
        "metadata": metadata_of(call) or None,
        "thread_ts": thread,
        "broadcast": bool(thread) and call.flag("reply_broadcast"),
        "link_names": call.flag("link_names") or call.text("parse") == "full",
    }
    message = call.workspace.write(conversation, call.workspace.bot_user, text[:MOST_TEXT_POSTED], content)
    shown = as_json(call.workspace, message)
    if conversation.kind == "im":
        call.deliveries.event({**shown, "channel": conversation.id, "channel_type": "im"})
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


async def update(call: Call) -> Json:
    """`text` without `blocks` removes the blocks; metadata stays unless it is given."""
    text = call.text("text")
    if len(text) > MOST_TEXT_UPDATED:
        raise Refused("msg_too_long")
    conversation, message = own_message(call, "cant_update_message")
    if conversation.is_archived:
        raise Refused("is_archived")
    text, blocks, attachments = content_of(call)
    metadata = metadata_of(call)
    if metadata is not None:
        message.metadata = metadata or None
    if not blocks:
        message.edited = f"{call.workspace.clock.now():.6f}"
    message.attachments = attachments
    call.workspace.rewrite(conversation, message, text, blocks or [])
    shown = as_json(call.workspace, message)
    return {"channel": conversation.id, "ts": message.ts, "text": shown["text"], "message": shown}


async def delete(call: Call) -> Json:
    conversation, message = own_message(call, "cant_delete_message")
    call.workspace.erase(conversation, message)
    return {"channel": conversation.id, "ts": message.ts}


async def post_ephemeral(call: Call) -> Json:
    """Only one person sees it, and only while they are there: it cannot be updated or read back."""
    text, blocks, attachments = content_of(call)
    conversation = writable(call)
    person = call.user()
    if person.id not in conversation.members:
        raise Refused("user_not_in_channel")
    content = {"blocks": blocks, "attachments": attachments, "thread_ts": thread_of(call, conversation)}
    message = call.workspace.write(conversation, call.workspace.bot_user, text, {**content, "only_for": person.id})
    return {"message_ts": message.ts}


async def get_permalink(call: Call) -> Json:
    conversation = call.conversation()
    ts = call.required("message_ts")
    if conversation.message(ts) is None:
        raise Refused("message_not_found")
    link = f"{call.workspace.url}archives/{conversation.id}/p{ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}


METHODS: dict[str, Handler] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
