"""Sharing: whether somebody asked for it, and what becomes of their answer."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.reactions import Reaction
from handlers.views.message import Message
from handlers.views.sharing import Alone, for_all, not_shared

SHARE = "share"


def read_share(words: Sequence[str]) -> tuple[list[str], bool]:
    """The words of a command without `share` at their end, and whether it stood there."""
    if words and words[-1].casefold() == SHARE:
        return list(words[:-1]), True
    return list(words), False


def answer(message: Message, *, shared: bool) -> Reaction:
    """An answer that looks the same to everybody, but for the buttons."""
    return Reaction(message=message, shared=for_all(message) if shared else None)


def alone(reaction: Reaction, why: Alone) -> Reaction:
    """The reaction, and why nobody else sees it."""
    return replace(reaction, message=not_shared(reaction.message, why), shared=None)
