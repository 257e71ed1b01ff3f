"""Wire: blocks as Slack gets them, without the checks that slack_sdk makes of each.

Drawing a card costs more than all else that a survey sets off, and most of that was slack_sdk looking anew for the
checks of each small object. What every card has is written as it goes out; for the rest there is slack_sdk's model,
and `wire`. A test makes those checks of all that we draw.
"""

from functools import cache
from typing import Any

from slack_sdk.models.basic_objects import JsonObject

Part = dict[str, Any]
"""A piece of Block Kit as Slack gets it."""


def section(words: str) -> Part:
    """A section of mrkdwn."""
    return {"text": _line(words), "type": "section"}


def context(words: str) -> Part:
    """Mrkdwn in small letters."""
    return {"elements": [_line(words)], "type": "context"}


def quote(words: str) -> Part:
    """Text from outside as a quote, made ready by `mrkdwn.quoted`."""
    text = {"text": words, "type": "text"}
    return {"elements": [{"elements": [text], "type": "rich_text_quote"}], "type": "rich_text"}


def _line(words: str) -> Part:
    """As `mrkdwn.line`."""
    return {"text": words, "type": "mrkdwn", "verbatim": True}


def wire(model: JsonObject) -> Part:
    """The same as `model.to_dict()`."""
    kind = type(model)
    if kind.to_dict is not JsonObject.to_dict:  # it has a shape of its own
        return model.to_dict()
    found = ((name, _value(getattr(model, name, None))) for name in _sorted(frozenset(model.attributes)))
    return {name: value for name, value in found if value is not None}


@cache
def _sorted(attributes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(attributes))


def _value(value: Any) -> Any:
    """None for what is not sent: nothing, and whatever is empty."""
    if isinstance(value, JsonObject):
        return wire(value)
    if isinstance(value, list | tuple):
        return [_value(one) for one in value] or None
    return None if value == "" else value
