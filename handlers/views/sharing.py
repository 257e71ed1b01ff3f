"""Sharing: what an answer looks like when a whole channel is to see it, and why sometimes it may not."""

from enum import Enum, auto

from slack_sdk.models.blocks import ContextBlock

from handlers.language import _
from handlers.views.message import Message
from handlers.views.mrkdwn import line


class Alone(Enum):
    """Why an answer stays with the person who asked to share it."""

    OUTSIDE = auto()  # people of another company read along
    UNSEEN = auto()  # we may not look at the conversation
    SILENT = auto()  # Slack did not say, this time
    ADMINS = auto()
    NOTHING = auto()


def for_all(message: Message) -> Message:
    """An answer as a channel sees it: to be read, and nothing to press. A button would do something else for each
    reader, or refuse them; and only the card in the team's channel follows what happens."""
    blocks = [block for block in message.blocks if block["type"] != "actions"]
    return Message(
        message.text,
        tuple({key: part for key, part in block.items() if key != "accessory"} for block in blocks),
    )


def not_shared(message: Message | None, why: Alone) -> Message:
    """The answer for the person who asked alone, with the reason why it was not shared."""
    words = _why(why)
    if message is None:
        return Message(words)
    note = ContextBlock(elements=[line(words)]).to_dict()
    return Message(f"{message.text}\n{words}", (*message.blocks, note) if message.blocks else ())


def _why(why: Alone) -> str:
    return {
        Alone.OUTSIDE: _(
            "Only you see this: people from another company read along here."
            " To share it, ask again in a channel that they are not in."
        ),
        Alone.UNSEEN: _(
            "Only you see this: I cannot look into this conversation, so I do not know who reads along."
            " To share it, invite me here, or ask again in your team's channel."
        ),
        Alone.SILENT: _(
            "Only you see this: Slack did not tell me just now who reads along here. Please try again in a minute."
        ),
        Alone.ADMINS: _("Only you see this: it is for admins, so it cannot be shared."),
        Alone.NOTHING: _("Only you see this: there is nothing here to share."),
    }[why]
