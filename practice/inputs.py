"""What a person types or picks, turned into the value shapes of `view.state.values` and of `actions`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from practice.block_kit.surfaces import elements_of, find_element

Json = dict[str, Any]


class NotPossible(Exception):
    """The page could not have done this: no such option, or a value of the wrong form. `field` is a block id."""

    def __init__(self, words: str, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Kind:
    """`field` holds the value; `initial` is where the app sets it; `options` says that values are option objects."""

    field: str
    initial: str
    many: bool = False
    options: bool = False


KINDS: dict[str, Kind] = {
    "plain_text_input": Kind("value", "initial_value"),
    "email_text_input": Kind("value", "initial_value"),
    "url_text_input": Kind("value", "initial_value"),
    "number_input": Kind("value", "initial_value"),
    "rich_text_input": Kind("rich_text_value", "initial_value"),
    "static_select": Kind("selected_option", "initial_option", options=True),
    "external_select": Kind("selected_option", "initial_option", options=True),
    "radio_buttons": Kind("selected_option", "initial_option", options=True),
    "multi_static_select": Kind("selected_options", "initial_options", many=True, options=True),
    "multi_external_select": Kind("selected_options", "initial_options", many=True, options=True),
    "checkboxes": Kind("selected_options", "initial_options", many=True, options=True),
    "users_select": Kind("selected_user", "initial_user"),
    "multi_users_select": Kind("selected_users", "initial_users", many=True),
    "conversations_select": Kind("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Kind("selected_conversations", "initial_conversations", many=True),
    "channels_select": Kind("selected_channel", "initial_channel"),
    "multi_channels_select": Kind("selected_channels", "initial_channels", many=True),
    "datepicker": Kind("selected_date", "initial_date"),
    "timepicker": Kind("selected_time", "initial_time"),
    "datetimepicker": Kind("selected_date_time", "initial_date_time"),
    "file_input": Kind("files", "initial_files", many=True),
}


def initial_values(blocks: list[Json]) -> Json:
    """The state before anybody types: every element with a value, in every block, empty or as the app set it."""
    values: Json = {}
    for block in blocks:
        for element in elements_of([block]):
            kind = KINDS.get(element.get("type", ""))
            if kind is not None:
                start = element.get(kind.initial, [] if kind.many else None)
                values.setdefault(block["block_id"], {})[element["action_id"]] = {
                    "type": element["type"],
                    kind.field: start,
                }
    return values


def value_json(element: Json, value: Any) -> Json:
    """A plain value (a string, a list of strings, an id, a date) as Slack sends it. None or "" empties the field."""
    kind = KINDS[element["type"]]
    if kind.many:
        wanted = [] if value in (None, "") else value if isinstance(value, list) else [value]
        content: Any = [option_of(element, one) for one in wanted] if kind.options else [str(one) for one in wanted]
    elif value in (None, ""):
        content = None
    elif kind.options:
        content = option_of(element, value)
    elif element["type"] == "datetimepicker":
        if not str(value).isdigit():
            raise NotPossible("A date and time is given in Unix seconds.")
        content = int(value)
    elif element["type"] == "rich_text_input":
        text = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
        content = {"type": "rich_text", "elements": [text]}
    else:
        content = str(value)
    return {"type": element["type"], kind.field: content}


def option_of(element: Json, wanted: Any) -> Json:
    """The option with this value, or with this label. External menus take what the app suggested (an option object)."""
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    if isinstance(wanted, dict):
        return wanted
    for one in options:
        if one["value"] == wanted:
            return dict(one)
    for one in options:
        if one["text"]["text"] == wanted:
            return dict(one)
    raise NotPossible(f"“{wanted}” is not offered here.")


def type_in(blocks: list[Json], values: Json, typed: dict[str, dict[str, Any]]) -> Json:
    """The state after a person has filled in `typed`, {block_id: {action_id: plain value}}."""
    state = {block_id: dict(actions) for block_id, actions in values.items()}
    if not isinstance(typed, dict) or not all(isinstance(actions, dict) for actions in typed.values()):
        raise NotPossible("What was typed must be given as {block_id: {action_id: value}}.")
    for block_id, actions in typed.items():
        for action_id, value in actions.items():
            found = find_element(blocks, block_id, action_id)
            if found is None or found[1]["type"] not in KINDS:
                raise NotPossible("That field is not in this form.", block_id)
            state.setdefault(block_id, {})[action_id] = value_json(found[1], value)
    return state


def unfinished(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's own window refuses before it asks the app: empty required fields, text too short or too long."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        kind = KINDS[element["type"]]
        content = values.get(block["block_id"], {}).get(element["action_id"], {}).get(kind.field)
        if content in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
        elif isinstance(content, str) and (words := _wrong_text(element, content)):
            errors[block["block_id"]] = words
    return errors


def _wrong_text(element: Json, content: str) -> str | None:
    if len(content) > element.get("max_length", 3000):
        return f"Please keep this under {element.get('max_length', 3000)} characters."
    if len(content) < element.get("min_length", 0):
        return f"Please write at least {element['min_length']} characters."
    if element["type"] == "email_text_input" and "@" not in content:
        return "Please enter a valid email address."
    if element["type"] == "number_input" and not _is_number(content):
        return "Please enter a number."
    return None


def _is_number(content: str) -> bool:
    try:
        float(content)
    except ValueError:
        return False
    return True


def action_of(block: Json, element: Json, value: Any, action_ts: str) -> Json:
    """One entry of `actions` in a block_actions payload."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts,
    }
    if element["type"] in ("button", "icon_button"):
        action["text"] = element["text"]
        action |= {name: element[name] for name in ("value", "style", "url") if name in element}
    elif element["type"] == "overflow":
        action["selected_option"] = option_of(element, value)
    elif element["type"] == "feedback_buttons":
        chosen = [element["positive_button"], element["negative_button"]]
        action["value"] = next((one["value"] for one in chosen if value in (one["value"], one["text"]["text"])), None)
    elif element["type"] in KINDS:
        action |= value_json(element, value)
        if "placeholder" in element:
            action["placeholder"] = element["placeholder"]
    return action
