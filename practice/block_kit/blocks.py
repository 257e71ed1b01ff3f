"""Layout blocks: one rule per block type, and which surface takes which."""

from __future__ import annotations

from typing import Any

from practice.block_kit.composition import BLOCK_ID, SLACK_FILE, URL, any_text, plain_text
from practice.block_kit.elements import IMAGE, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from practice.block_kit.newer import NEWER
from practice.block_kit.rich_text import RICH_TEXT
from practice.block_kit.shapes import (
    Check,
    Problems,
    anything,
    at_least_one,
    boolean,
    both,
    distinct,
    exactly_one,
    items,
    record,
    report,
    string,
    tagged,
)

_KIND = {"type": anything}
_ID = {"block_id": BLOCK_ID}
_UNIQUE_ACTIONS = distinct("action_id", "action_id")


def _context_element(value: Any, at: str, problems: Problems) -> None:
    """A context block holds images and text objects, and nothing that can be clicked."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "image":
        IMAGE(value, at, problems)
    elif kind in ("plain_text", "mrkdwn"):
        any_text(3000)(value, at, problems)
    elif not isinstance(value, dict):
        report(problems, "must provide an object", at)
    else:
        report(problems, f"unsupported type: {kind}", f"{at}/type")


BLOCKS: dict[str, Check] = {
    "section": record(
        _KIND,
        {
            **_ID,
            "text": any_text(3000),
            "fields": items(any_text(2000), 10),
            "accessory": tagged(IN_SECTION),
            "expand": boolean,
        },
        at_least_one("text", "fields"),
    ),
    "header": record({**_KIND, "text": plain_text(150)}, _ID),
    "divider": record(_KIND, _ID),
    "image": record(
        {**_KIND, "alt_text": string(2000)},
        {**_ID, "image_url": URL, "slack_file": SLACK_FILE, "title": plain_text(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "context": record({**_KIND, "elements": items(_context_element, 10)}, _ID),
    "actions": record({**_KIND, "elements": both(items(tagged(IN_ACTIONS), 25), _UNIQUE_ACTIONS)}, _ID),
    "context_actions": record({**_KIND, "elements": both(items(tagged(IN_CONTEXT_ACTIONS), 5), _UNIQUE_ACTIONS)}, _ID),
    "input": record(
        {**_KIND, "label": plain_text(2000), "element": tagged(IN_INPUT)},
        {**_ID, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "file": record({**_KIND, "external_id": string(255), "source": string(255)}, _ID),
    "rich_text": RICH_TEXT,
    "markdown": record({**_KIND, "text": string(12_000)}, _ID),
    "video": record(
        {
            **_KIND,
            "alt_text": string(2000),
            "title": plain_text(200),
            "thumbnail_url": URL,
            "video_url": URL,
        },
        {
            **_ID,
            "author_name": string(50),
            "description": plain_text(200),
            "provider_icon_url": URL,
            "provider_name": string(255),
            "title_url": URL,
        },
    ),
    **NEWER,
}

_EVERYWHERE = {"section", "header", "divider", "image", "context", "actions", "input", "rich_text", "video"}
_ONLY_MESSAGES = {
    "file",
    "markdown",
    "table",
    "context_actions",
    "data_table",
    "data_visualization",
    "card",
    "carousel",
    "container",
    "task_card",
    "plan",
}
#: Which blocks each surface takes.
ON_SURFACE: dict[str, frozenset[str]] = {
    "message": frozenset(_EVERYWHERE | _ONLY_MESSAGES),
    "modal": frozenset(_EVERYWHERE | {"alert"}),
    "home": frozenset(_EVERYWHERE),
}
