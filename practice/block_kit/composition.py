"""Composition objects: text, option, option group, confirm dialog, and the rules shared by elements."""

from __future__ import annotations

from typing import Any

from practice.block_kit.shapes import (
    Check,
    Problems,
    at_least_one,
    boolean,
    integer,
    items,
    one_of,
    record,
    report,
    string,
    tagged,
)

BLOCK_ID = string(255)
ACTION_ID = string(255)
URL = string(3000)
STYLE = one_of("primary", "danger")


def plain_text(most: int, least: int = 1) -> Check:
    """A text object that must be `plain_text`: labels, titles, buttons, headers."""
    fields = record({"type": one_of("plain_text"), "text": string(most, least)}, {"emoji": boolean})

    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, dict) and value.get("type") == "mrkdwn":
            report(problems, "must be a valid plain_text object: unsupported type: mrkdwn", f"{at}/type")
        else:
            fields(value, at, problems)

    return check


def any_text(most: int) -> Check:
    """A text object of either kind."""
    return tagged(
        {
            "plain_text": plain_text(most),
            "mrkdwn": record(
                {"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean, "emoji": _not_here}
            ),
        }
    )


def _not_here(value: Any, at: str, problems: Problems) -> None:
    """`emoji` belongs to plain_text only."""
    report(problems, "invalid additional property: emoji", at.rpartition("/")[0])


CONFIRM = record(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": STYLE},
)


def option(text: Check) -> Check:
    return record({"text": text, "value": string(150)}, {"description": plain_text(75), "url": URL})


#: In menus an option's text is plain; in radio buttons and checkboxes it may be mrkdwn.
MENU_OPTION = option(plain_text(75))
BOX_OPTION = record({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
OPTION_GROUP = record({"label": plain_text(75), "options": items(MENU_OPTION, 100)})

DISPATCH = record({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
CONVERSATION_FILTER = record(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
SLACK_FILE = record({}, {"id": string(255), "url": URL}, at_least_one("id", "url"))
SELECTED_COUNT = integer(1, 100)
