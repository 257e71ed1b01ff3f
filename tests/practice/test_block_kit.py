"""Block Kit: each limit that Slack publishes, just inside and just outside, and every wrong shape once."""

from __future__ import annotations

from typing import Any

import pytest

from practice.block_kit.surfaces import check_blocks, check_view, view_too_large
from tests.practice.shapes import (
    actions,
    button,
    chart,
    confirm,
    mrkdwn,
    options,
    plain,
    section,
    select,
    table,
    text_input,
)

Json = dict[str, Any]


FINE: list[tuple[str, Json]] = [
    ("section text 3000", section(text=mrkdwn("x" * 3000))),
    ("ten fields of 2000", {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}),
    ("header 150", {"type": "header", "text": plain("x" * 150)}),
    ("context 10", {"type": "context", "elements": [mrkdwn("x")] * 10}),
    ("actions 25", actions(*(button(action_id=str(n)) for n in range(25)))),
    ("button 75, value 2000", actions(button(text=plain("x" * 75), value="x" * 2000))),
    (
        "button with all",
        actions(button(url="https://x", style="danger", confirm=confirm(), accessibility_label="x" * 75)),
    ),
    ("select of 100", actions(select(100))),
    ("overflow of 5", actions({"type": "overflow", "action_id": "o", "options": options(5)})),
    ("radio with mrkdwn", actions({"type": "radio_buttons", "options": [{"text": mrkdwn("*a*"), "value": "a"}]})),
    ("input", text_input(max_length=3000)),
    ("initial option", actions(select(2, initial_option=options(2)[1]))),
    ("data table 20 x 101", table(101, 20)),
    ("six segments", chart(6)),
    ("markdown 12000", {"type": "markdown", "text": "x" * 12_000}),
    ("card", {"type": "card", "title": mrkdwn("t"), "actions": [button()]}),
    ("null is left out", section(accessory=None)),
    (
        "rich text",
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "<!channel>"}]}],
        },
    ),
]


@pytest.mark.parametrize(("name", "block"), FINE, ids=[name for name, _ in FINE])
def test_what_slack_takes_is_taken(name: str, block: Json) -> None:
    assert check_blocks([block], "message") == []


#: What is wrong, the block, the pointer below /blocks/0, a part of the words.
WRONG: list[tuple[str, Any, str, str]] = [
    ("not an object", "x", "", "must provide an object"),
    ("no type", {"text": mrkdwn("x")}, "", "missing required field: type"),
    ("unknown block", {"type": "sections"}, "/type", "unsupported type: sections"),
    ("no text", {"type": "section"}, "", "missing required field: text"),
    ("empty text", section(text=mrkdwn("")), "/text/text", "must be more than 0 characters"),
    ("long text", section(text=mrkdwn("x" * 3001)), "/text/text", "must be less than 3001 characters"),
    ("text is a string", section(text="x"), "/text", "must provide an object"),
    ("unknown text", section(text={"type": "html", "text": "x"}), "/text/type", "unsupported type: html"),
    ("emoji in mrkdwn", section(text={**mrkdwn("x"), "emoji": True}), "/text", "additional property: emoji"),
    ("unknown field", section(colour="red"), "", "invalid additional property: colour"),
    ("eleven fields", section(fields=[mrkdwn("x")] * 11), "/fields", "no more than 10 items allowed"),
    ("no fields", {"type": "section", "fields": []}, "/fields", "no fewer than 1 items"),
    ("long field", section(fields=[mrkdwn("x" * 2001)]), "/fields/0/text", "less than 2001"),
    ("long block_id", section(block_id="x" * 256), "/block_id", "less than 256"),
    ("mrkdwn header", {"type": "header", "text": mrkdwn("x")}, "/text/type", "plain_text"),
    ("long header", {"type": "header", "text": plain("x" * 151)}, "/text/text", "less than 151"),
    ("eleven in a context", {"type": "context", "elements": [mrkdwn("x")] * 11}, "/elements", "more than 10"),
    ("button in a context", {"type": "context", "elements": [button()]}, "/elements/0/type", "unsupported type"),
    ("26 actions", actions(*(button(action_id=str(n)) for n in range(26))), "/elements", "more than 25"),
    ("no actions", actions(), "/elements", "no fewer than 1"),
    ("same action twice", actions(button(), button()), "/elements/1/action_id", 'action_id "a" already exists'),
    ("input in actions", actions(text_input()["element"]), "/elements/0/type", "unsupported type: plain_text_input"),
    ("mrkdwn button", actions(button(text=mrkdwn("x"))), "/elements/0/text/type", "plain_text"),
    ("long button", actions(button(text=plain("x" * 76))), "/elements/0/text/text", "less than 76"),
    ("long value", actions(button(value="x" * 2001)), "/elements/0/value", "less than 2001"),
    ("value is a number", actions(button(value=7)), "/elements/0/value", "must be a string"),
    ("long url", actions(button(url="x" * 3001)), "/elements/0/url", "less than 3001"),
    ("unknown style", actions(button(style="green")), "/elements/0/style", "primary, danger"),
    ("long action_id", actions(button(action_id="x" * 256)), "/elements/0/action_id", "less than 256"),
    ("long label", actions(button(accessibility_label="x" * 76)), "/elements/0/accessibility_label", "less than 76"),
    ("confirm without deny", actions(button(confirm={**confirm(), "deny": None})), "/elements/0/confirm", "deny"),
    (
        "long confirm title",
        actions(button(confirm=confirm(title=plain("x" * 101)))),
        "/elements/0/confirm/title/text",
        "101",
    ),
    (
        "long confirm text",
        actions(button(confirm=confirm(text=plain("x" * 301)))),
        "/elements/0/confirm/text/text",
        "301",
    ),
    (
        "long confirm button",
        actions(button(confirm=confirm(deny=plain("x" * 31)))),
        "/elements/0/confirm/deny/text",
        "31",
    ),
    ("101 options", actions(select(101)), "/elements/0/options", "more than 100"),
    ("no options", actions(select(0)), "/elements/0/options", "no fewer than 1"),
    (
        "options and groups",
        actions(select(option_groups=[{"label": plain("g"), "options": options(1)}])),
        "/elements/0",
        "only one",
    ),
    ("neither of them", actions({"type": "static_select"}), "/elements/0", "missing required field"),
    ("long option", actions(select(options=options(1, text=plain("x" * 76)))), "/elements/0/options/0/text/text", "76"),
    ("long option value", actions(select(options=options(1, value="x" * 151))), "/elements/0/options/0/value", "151"),
    (
        "long description",
        actions(select(options=options(1, description=plain("x" * 76)))),
        "/elements/0/options/0/description/text",
        "76",
    ),
    (
        "mrkdwn in a menu",
        actions(select(options=options(1, text=mrkdwn("x")))),
        "/elements/0/options/0/text/type",
        "plain_text",
    ),
    (
        "initial option not offered",
        actions(select(initial_option=options(1, text=plain("z"))[0])),
        "/elements/0",
        "exactly match",
    ),
    ("long placeholder", actions(select(placeholder=plain("x" * 151))), "/elements/0/placeholder/text", "151"),
    ("six in an overflow", actions({"type": "overflow", "options": options(6)}), "/elements/0/options", "more than 5"),
    (
        "11 checkboxes",
        section(accessory={"type": "checkboxes", "options": options(11)}),
        "/accessory/options",
        "more than 10",
    ),
    (
        "multi-select in actions",
        actions({**select(), "type": "multi_static_select"}),
        "/elements/0/type",
        "unsupported",
    ),
    ("image without alt", {"type": "image", "image_url": "https://x"}, "", "alt_text"),
    ("image from nowhere", {"type": "image", "alt_text": "x"}, "", "image_url or slack_file"),
    ("input without label", {"type": "input", "element": text_input()["element"]}, "", "label"),
    ("long input label", {**text_input(), "label": plain("x" * 2001)}, "/label/text", "less than 2001"),
    ("max_length 3001", text_input(max_length=3001), "/element/max_length", "between 1 and 3000"),
    ("min over max", text_input(min_length=9, max_length=3), "/element", "min_length"),
    ("button as input", {**text_input(), "element": button()}, "/element/type", "unsupported type: button"),
    (
        "eleven files",
        {**text_input(), "element": {"type": "file_input", "max_files": 11}},
        "/element/max_files",
        "1 and 10",
    ),
    ("102 rows", table(102, 1), "/rows", "more than 101"),
    ("21 columns", table(1, 21), "/rows/0", "more than 20"),
    ("no caption", {**table(1, 1), "caption": None}, "", "caption"),
    ("uneven rows", {**table(2, 2), "rows": [*table(1, 2)["rows"], *table(1, 1)["rows"]]}, "/rows", "same number"),
    ("seven segments", chart(7), "/chart/segments", "more than 6"),
    ("long chart title", {**chart(1), "title": "x" * 51}, "/title", "less than 51"),
    ("four card actions", {"type": "card", "actions": [button()] * 4}, "/actions", "more than 3"),
    ("long card body", {"type": "card", "body": plain("x" * 201)}, "/body/text", "less than 201"),
    ("eleven cards", {"type": "carousel", "elements": [{"type": "card"}] * 11}, "/elements", "more than 10"),
    ("wrong child", {"type": "container", "child_blocks": [{"type": "nope"}]}, "/child_blocks/0/type", "unsupported"),
    ("long markdown", {"type": "markdown", "text": "x" * 12_001}, "/text", "less than 12001"),
    ("alert in a message", {"type": "alert", "text": plain("x")}, "/type", "unsupported type: alert"),
    (
        "list nine deep",
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "indent": 9,
                    "elements": [{"type": "rich_text_section", "elements": []}],
                }
            ],
        },
        "/elements/0/indent",
        "between 0 and 8",
    ),
    (
        "unknown rich part",
        {"type": "rich_text", "elements": [{"type": "rich_text_table"}]},
        "/elements/0/type",
        "unsupported",
    ),
    (
        "51 tasks",
        {"type": "plan", "title": "p", "tasks": [{"type": "task_card", "task_id": "1", "title": "t"}] * 51},
        "/tasks",
        "more than 50",
    ),
]


@pytest.mark.parametrize(("name", "block", "pointer", "words"), WRONG, ids=[row[0] for row in WRONG])
def test_what_slack_refuses_is_refused_at_the_right_place(name: str, block: Any, pointer: str, words: str) -> None:
    problems = check_blocks([block], "message")
    assert problems, "it was taken"
    assert f"[json-pointer:/blocks/0{pointer}]" in problems[0]
    assert words in problems[0]


def test_a_message_takes_50_blocks_and_a_modal_100() -> None:
    divider = {"type": "divider"}
    assert check_blocks([divider] * 50, "message") == []
    assert check_blocks([divider] * 51, "message") == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    assert check_blocks([divider] * 100, "modal") == []
    assert check_blocks([divider] * 101, "home") != []


def test_a_block_id_is_used_once() -> None:
    problems = check_blocks([section(block_id="same"), section(block_id="same")], "message")
    assert 'block_id "same" already exists' in problems[0]


def test_together_markdown_and_charts_are_limited_too() -> None:
    assert check_blocks([{"type": "markdown", "text": "x" * 7_000}] * 2, "message") != []
    assert check_blocks([chart(1)] * 3, "message") != []


def test_a_block_that_this_workspace_does_not_know_yet_is_refused() -> None:
    assert "unsupported type: data_table" in check_blocks([table(1, 1)], "message", frozenset({"data_table"}))[0]


def view(**more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": [text_input()], **more}


def test_a_view_that_slack_takes_is_taken() -> None:
    assert check_view(view(private_metadata="x" * 3000, title=plain("x" * 24), notify_on_close=True), "modal") == []
    assert check_view({"type": "home", "blocks": []}, "home") == []


@pytest.mark.parametrize(
    ("given", "surface", "words"),
    [
        (view(title=plain("x" * 25)), "modal", "less than 25"),
        (view(submit=plain("x" * 25)), "modal", "less than 25"),
        (view(close=plain("x" * 25)), "modal", "less than 25"),
        (view(title=mrkdwn("x")), "modal", "plain_text"),
        (view(title=None), "modal", "title"),
        (view(submit=None), "modal", "submit"),
        (view(private_metadata="x" * 3001), "modal", "less than 3001"),
        (view(callback_id="x" * 256), "modal", "less than 256"),
        (view(external_id="x" * 256), "modal", "less than 256"),
        (view(colour="red"), "modal", "additional property"),
        (view(type="home"), "modal", "must be one of modal"),
        ({"type": "home", "blocks": [], "submit": plain("x")}, "home", "additional property: submit"),
        (view(blocks=[{"type": "markdown", "text": "x"}]), "modal", "unsupported type: markdown"),
        (view(blocks=None), "modal", "blocks"),
        ("nothing", "modal", "must provide an object"),
    ],
)
def test_a_view_that_slack_refuses_is_refused(given: Any, surface: str, words: str) -> None:
    assert words in " ".join(check_view(given, surface))


def test_only_one_field_may_take_the_cursor() -> None:
    both = [text_input(focus_on_load=True), {**text_input(focus_on_load=True), "block_id": "j"}]
    assert "focus_on_load" in " ".join(check_view(view(blocks=both), "modal"))


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    long = {"type": "section", "text": mrkdwn("ø" * 3000)}
    assert not view_too_large(view(blocks=[long] * 40))
    assert view_too_large(view(blocks=[long] * 42))
