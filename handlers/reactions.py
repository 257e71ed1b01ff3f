"""Reactions: what goes straight out to the person who clicked. All else is said later, by delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.views.message import Message

View = Mapping[str, Any]


@dataclass(frozen=True)
class Reaction:
    """At most one of these is needed at a time, but for the two that follow.

    `message` is for this person's eyes only. `shared` is what a whole channel sees in its place, where nothing speaks
    against it; None where it was not asked for, or may not be. `modal` opens (over the one that was clicked, if any);
    `replace` takes the place of the modal that was clicked. `errors` are shown at the fields of a submitted modal, by
    block id; it then stays open.
    """

    message: Message | None = None
    shared: Message | None = None
    modal: View | None = None
    replace: View | None = None
    errors: Mapping[str, str] | None = None


NOTHING = Reaction()


def say(words: str) -> Reaction:
    """A short answer in words, already escaped for Slack."""
    return Reaction(message=Message(text=words))
