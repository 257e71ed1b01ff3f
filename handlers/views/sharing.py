"""Sharing: what an answer looks like when a whole channel is to see it, and why sometimes it may not."""

from slack_sdk.models.blocks import ContextBlock

from handlers.language import _
from handlers.views.message import Message
from handlers.views.mrkdwn import line


def for_all(message: Message) -> Message:
    """A card as it is shown to a channel that is not its own: to be read, without the buttons. Only the card in the
    team's channel follows what happens; a second one with buttons would soon be wrong."""
    return Message(message.text, tuple(block for block in message.blocks if block["type"] != "actions"))


def not_shared(message: Message) -> Message:
    """The answer for the person who asked alone, with the reason why it was not shared."""
    why = _("Only you see this: I share where I can see that nobody from another company reads along.")
    note = ContextBlock(elements=[line(why)]).to_dict()
    return Message(f"{message.text}\n{why}", (*message.blocks, note) if message.blocks else ())
