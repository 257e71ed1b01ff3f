"""Block elements: one rule per element type, and which block may hold which."""

from __future__ import annotations

from typing import Any

from practice.block_kit.composition import (
    ACTION_ID,
    BOX_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    MENU_OPTION,
    OPTION_GROUP,
    SELECTED_COUNT,
    SLACK_FILE,
    STYLE,
    URL,
    plain_text,
)
from practice.block_kit.shapes import (
    Check,
    Problems,
    anything,
    boolean,
    exactly_one,
    integer,
    items,
    one_of,
    record,
    report,
    string,
)

_KIND = {"type": anything}
_NAMED = {"action_id": ACTION_ID}
_FOCUS = {"focus_on_load": boolean}
_PLACEHOLDER = {"placeholder": plain_text(150)}
_PICKED = {**_NAMED, **_FOCUS, **_PLACEHOLDER, "confirm": CONFIRM}
_TYPED = {**_NAMED, **_FOCUS, **_PLACEHOLDER, "dispatch_action_config": DISPATCH}
_SEVERAL = {"max_selected_items": SELECTED_COUNT}
_USER = string(255)
_CHANNEL = string(255)
_DATE = string(10, 10)


def _values_of(element: dict[str, Any]) -> list[Any]:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    return options


def _initial_is_offered(element: Any, at: str, problems: Problems) -> None:
    """`initial_option(s)` must be exactly among the options, or Slack refuses the whole message."""
    chosen = [element["initial_option"]] if element.get("initial_option") else []
    chosen += element.get("initial_options") or []
    offered = _values_of(element)
    for one in chosen:
        if one not in offered:
            report(problems, "initial option must exactly match one of the options", at)


def _min_below_max(element: Any, at: str, problems: Problems) -> None:
    low, high = element.get("min_length"), element.get("max_length")
    if low is not None and high is not None and low > high:
        report(problems, "min_length must not be greater than max_length", at)


def _menu(extra: dict[str, Check], required: dict[str, Check] | None = None, *more: Check) -> Check:
    return record({**_KIND, **(required or {})}, {**_PICKED, **extra}, *more)


_CHOICES = {"options": items(MENU_OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
_CHOSEN_ONE = {"initial_option": MENU_OPTION}
_CHOSEN_MANY = {"initial_options": items(MENU_OPTION, 100)}
_MIN_QUERY = {"min_query_length": integer(0, 3000)}
_CONVERSATIONS = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}
_RESPONSE_URL = {"response_url_enabled": boolean}


def _boxes(chosen: dict[str, Check]) -> Check:
    return record(
        {**_KIND, "options": items(BOX_OPTION, 10)},
        {**_NAMED, **_FOCUS, "confirm": CONFIRM, **chosen},
        _initial_is_offered,
    )


IMAGE = record(
    {**_KIND, "alt_text": string(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)
BUTTON = record(
    {**_KIND, "text": plain_text(75)},
    {
        **_NAMED,
        "url": URL,
        "value": string(2000, 0),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "visible_to_user_ids": items(_USER, 100),
    },
)
_FEEDBACK = record({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})

#: Every element that Slack knows, by its `type`.
ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": record({**_KIND, "options": items(MENU_OPTION, 5)}, {**_NAMED, "confirm": CONFIRM}),
    "static_select": _menu(
        {**_CHOICES, **_CHOSEN_ONE}, None, exactly_one("options", "option_groups"), _initial_is_offered
    ),
    "multi_static_select": _menu(
        {**_CHOICES, **_CHOSEN_MANY, **_SEVERAL}, None, exactly_one("options", "option_groups"), _initial_is_offered
    ),
    "external_select": _menu({**_CHOSEN_ONE, **_MIN_QUERY}),
    "multi_external_select": _menu({**_CHOSEN_MANY, **_MIN_QUERY, **_SEVERAL}),
    "users_select": _menu({"initial_user": _USER}),
    "multi_users_select": _menu({"initial_users": items(_USER, 100), **_SEVERAL}),
    "conversations_select": _menu({"initial_conversation": _CHANNEL, **_CONVERSATIONS, **_RESPONSE_URL}),
    "multi_conversations_select": _menu({"initial_conversations": items(_CHANNEL, 100), **_CONVERSATIONS, **_SEVERAL}),
    "channels_select": _menu({"initial_channel": _CHANNEL, **_RESPONSE_URL}),
    "multi_channels_select": _menu({"initial_channels": items(_CHANNEL, 100), **_SEVERAL}),
    "datepicker": _menu({"initial_date": _DATE}),
    "timepicker": _menu({"initial_time": string(5, 5), "timezone": string(255)}),
    "datetimepicker": record(
        _KIND, {**_NAMED, **_FOCUS, "confirm": CONFIRM, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "checkboxes": _boxes({"initial_options": items(BOX_OPTION, 10)}),
    "radio_buttons": _boxes({"initial_option": BOX_OPTION}),
    "plain_text_input": record(
        _KIND,
        {
            **_TYPED,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            "initial_value": string(3000, 0),
        },
        _min_below_max,
    ),
    "email_text_input": record(_KIND, {**_TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": record(_KIND, {**_TYPED, "initial_value": string(3000, 0)}),
    "number_input": record(
        {**_KIND, "is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": string(255), "min_value": string(255), "max_value": string(255)},
    ),
    "rich_text_input": record(_KIND, {**_TYPED, "initial_value": anything}),
    "file_input": record(_KIND, {**_NAMED, "filetypes": items(string(255), 100), "max_files": integer(1, 10)}),
    "workflow_button": record(
        {**_KIND, "text": plain_text(75), "workflow": anything},
        {**_NAMED, "style": STYLE, "accessibility_label": string(75)},
    ),
    "feedback_buttons": record({**_KIND, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {**_NAMED}),
    "icon_button": record(
        {**_KIND, "icon": one_of("trash"), "text": plain_text(75)},
        {
            **_NAMED,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": items(_USER, 100),
        },
    ),
    "url": record({**_KIND, "url": URL, "text": string(3000)}, {"icon_url": URL}),
}

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI = tuple(f"multi_{name}" for name in _SELECTS)
_PICKERS = ("datepicker", "timepicker")
_CHECKED = ("checkboxes", "radio_buttons")


def _only(*names: str) -> dict[str, Check]:
    return {name: ELEMENTS[name] for name in names}


#: Which elements each place takes; Slack answers `invalid_blocks` for an element in the wrong place.
IN_ACTIONS = _only("button", "overflow", *_SELECTS, *_CHECKED, *_PICKERS, "datetimepicker", "workflow_button")
IN_SECTION = _only("button", "overflow", "image", *_SELECTS, *_MULTI, *_CHECKED, *_PICKERS, "workflow_button")
IN_INPUT = _only(
    *_SELECTS,
    *_MULTI,
    *_CHECKED,
    *_PICKERS,
    "datetimepicker",
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)
IN_CONTEXT_ACTIONS = _only("feedback_buttons", "icon_button")
#: Typed in or picked: these have a value in `view.state.values`.
STATEFUL = frozenset(IN_INPUT)
