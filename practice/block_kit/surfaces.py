"""A whole message or view: how many blocks, which kinds, ids used once, and all of it not too much."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from practice.block_kit.blocks import BLOCKS, ON_SURFACE
from practice.block_kit.composition import plain_text
from practice.block_kit.shapes import Check, Problems, anything, boolean, distinct, items, record, report, string

Json = dict[str, Any]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
#: Slack sums the text of a message's blocks (about 12,000, slackapi/bolt-js#2509) and refuses more.
MOST_TEXT_IN_A_MESSAGE = 12_000
MOST_BYTES_IN_A_VIEW = 250_000
MOST_CHARTS = 2

_UNIQUE_BLOCKS = distinct("block_id", "block_id")


def check_blocks(blocks: object, surface: str, refused: frozenset[str] = frozenset(), at: str = "/blocks") -> Problems:
    """What Slack would say about these blocks; empty when they are fine. `refused` are block types switched off."""
    problems: Problems = []

    def one(value: Any, pointer: str, found: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            report(found, "must provide an object", pointer)
        elif kind is None:
            report(found, "missing required field: type", pointer)
        elif not isinstance(kind, str) or kind not in ON_SURFACE[surface] or kind in refused:
            report(found, f"unsupported type: {kind}", f"{pointer}/type")
        else:
            BLOCKS[kind](value, pointer, found)
            for index, child in enumerate(_list(value.get("child_blocks")) if kind == "container" else []):
                one(child, f"{pointer}/child_blocks/{index}", found)

    items(one, MOST_BLOCKS[surface], 0)(blocks, at, problems)
    _UNIQUE_BLOCKS(blocks, at, problems)
    if isinstance(blocks, list):
        _not_together(blocks, at, problems)
    return problems


def _not_together(blocks: list[Any], at: str, problems: Problems) -> None:
    charts = [block for block in blocks if isinstance(block, dict) and block.get("type") == "data_visualization"]
    if len(charts) > MOST_CHARTS:
        report(problems, f"no more than {MOST_CHARTS} data_visualization blocks allowed", at)
    markdown = [block.get("text") for block in blocks if isinstance(block, dict) and block.get("type") == "markdown"]
    if sum(len(text) for text in markdown if isinstance(text, str)) > MOST_TEXT_IN_A_MESSAGE:
        report(problems, f"must be less than {MOST_TEXT_IN_A_MESSAGE + 1} characters", at)
    focused = [element for element in elements_of(blocks) if element.get("focus_on_load") is True]
    if len(focused) > 1:
        report(problems, "only one element can have focus_on_load", at)


def text_size(blocks: list[Json]) -> int:
    """Characters of every `text` string anywhere in the blocks."""
    return sum(len(text) for text in _texts(blocks))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, content in value.items():
            if name == "text" and isinstance(content, str):
                yield content
            else:
                yield from _texts(content)
    elif isinstance(value, list):
        for content in value:
            yield from _texts(content)


def elements_of(blocks: list[Any]) -> Iterator[Json]:
    """Every element that the blocks hold, in order."""
    for block in blocks:
        yield from _own_elements(block)


def _list(value: Any) -> list[Any]:
    """Blocks come from outside: what should be a list may be anything."""
    return value if isinstance(value, list) else []


def _own_elements(block: Any) -> Iterator[Json]:
    if not isinstance(block, dict):
        return
    held = [block.get("accessory"), block.get("element")]
    for name in ("elements", "actions"):
        held += _list(block.get(name))
    for one in held:
        if isinstance(one, dict):
            yield one
            if one.get("type") == "card":
                yield from _own_elements(one)
    yield from elements_of(_list(block.get("child_blocks")))


def find_element(blocks: list[Json], block_id: str | None, action_id: str) -> tuple[Json, Json] | None:
    """The block and the element with this action id (in this block, if a block id is given)."""
    for block in blocks:
        if block_id and block.get("block_id") != block_id:
            continue
        for element in _own_elements(block):
            if element.get("action_id") == action_id:
                return block, element
    return None


_VIEW_FIELDS: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL = record(
    {"type": anything, "title": plain_text(24), "blocks": anything},
    {
        **_VIEW_FIELDS,
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = record({"type": anything, "blocks": anything}, _VIEW_FIELDS)


def check_view(view: object, surface: str, refused: frozenset[str] = frozenset()) -> Problems:
    """What Slack would say about this view (`surface` is modal or home); empty when it is fine."""
    problems: Problems = []
    if not isinstance(view, dict):
        report(problems, "must provide an object", "/view")
        return problems
    if view.get("type") != surface:
        report(problems, f"must be one of {surface}", "/view/type")
        return problems
    (_MODAL if surface == "modal" else _HOME)(view, "/view", problems)
    problems += check_blocks(view.get("blocks"), surface, refused, "/view/blocks")
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in _list(view.get("blocks")))
    if surface == "modal" and has_input and not view.get("submit"):
        report(problems, "missing required field: submit", "/view")
    return problems


def view_too_large(view: Json) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > MOST_BYTES_IN_A_VIEW
