"""Whatever a bot sends, the check answers: it never breaks on a wrong shape."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from practice.block_kit.blocks import BLOCKS
from practice.block_kit.elements import ELEMENTS
from practice.block_kit.surfaces import check_blocks, check_view, text_size

NAMES = [
    "type",
    "text",
    "elements",
    "accessory",
    "element",
    "fields",
    "options",
    "option_groups",
    "rows",
    "child_blocks",
    "actions",
    "tasks",
    "chart",
    "segments",
    "initial_option",
    "initial_options",
    "label",
    "block_id",
    "action_id",
    "value",
    "title",
    "blocks",
    "submit",
    "emoji",
    "focus_on_load",
    "min_length",
    "max_length",
    "series",
    "caption",
]
KINDS = [*BLOCKS, *ELEMENTS, "mrkdwn", "plain_text", "raw_text", "rich_text_section", "pie"]
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(KINDS)
SHAPES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=80, deadline=None)
@given(SHAPES, st.sampled_from(sorted(BLOCKS)))
def test_no_shape_breaks_the_check(shape: Any, kind: str) -> None:
    for surface in ("message", "modal", "home"):
        check_blocks(shape, surface)
        check_blocks([shape], surface)
        check_view(shape, surface)
    if isinstance(shape, dict):
        check_blocks([{**shape, "type": kind}], "message")
    title = {"type": "plain_text", "text": "x"}
    assert check_view({"type": "modal", "title": title, "blocks": shape}, "modal") or isinstance(shape, list)
    text_size([shape])
