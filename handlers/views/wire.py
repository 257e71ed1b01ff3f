"""Wire: a block as Slack gets it, without the checks that slack_sdk makes of it.

Drawing a card costs more than all else that a survey sets off, and most of that was slack_sdk looking anew for the
checks of each small object. A test makes those checks of all that we draw.
"""

from functools import cache
from typing import Any

from slack_sdk.models.basic_objects import JsonObject


def wire(model: JsonObject) -> dict[str, Any]:
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
