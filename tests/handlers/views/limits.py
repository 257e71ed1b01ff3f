"""Slack's published limits, checked without any of the code that keeps to them. See https://docs.slack.dev."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handlers.views.message import Message

Json = Mapping[str, Any]
OWN_DATE = re.compile(r"<!date\^\d+\^[^|<>]+\|[^|<>]+>")
OWN_LINK = re.compile(r"<(?:https?://|mailto:)[^\s|<>]+\|[^|<>]+>")
ENTITY = re.compile(r"&(?!(amp|lt|gt);)")
ELEMENTS = {"actions": 25, "context": 10}
OPTIONS = {"static_select": 100, "multi_static_select": 100, "overflow": 5}


def check_message(message: Message) -> None:
    """Fails if Slack would refuse a message, or read it otherwise than we mean it."""
    problems = [
        *([] if message.text.strip() else ["no text"]),
        *_long("text", message.text, 4000),
        *_open_brackets(message.text),
        *_metadata(message.metadata),
        *(_blocks(list(message.blocks), 50) if message.blocks else []),
    ]
    assert problems == []


def check_view(view: Json) -> None:
    """Fails if Slack would refuse a modal or a Home tab, or read it otherwise than we mean it."""
    assert list(_view(view)) == []


def _view(view: Json) -> Iterator[str]:
    size = len(json.dumps(view).encode())
    if size > 250_000:
        yield f"the view is {size} bytes long"
    yield from _long("private_metadata", view.get("private_metadata", ""), 3000)
    yield from _long("callback_id", view.get("callback_id", ""), 255)
    if any(b["type"] == "input" for b in view["blocks"]) and not view.get("submit"):
        yield "inputs without submit"
    if view["type"] == "modal" and "title" not in view:
        yield "a modal without a title"
    for part in ("title", "submit", "close"):
        if part in view:
            yield from _plain(part, view[part], 24)
    yield from _blocks(view["blocks"], 100)


def _metadata(metadata: Json | None) -> Iterator[str]:
    if metadata is not None and set(metadata) != {"event_type", "event_payload"}:
        yield f"metadata {metadata!r}"


def _blocks(blocks: list[Json], most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    yield from _twice("block_id", [block["block_id"] for block in blocks if "block_id" in block])
    for block in blocks:
        yield from _long("block_id", block.get("block_id", ""), 255)
        yield from _KINDS[block["type"]](block)


def _section(block: Json) -> Iterator[str]:
    if "text" in block:
        yield from _text("section", block["text"], 3000)
    if len(block.get("fields", ())) > 10:
        yield f"{len(block['fields'])} fields"
    for field in block.get("fields", ()):
        yield from _text("field", field, 2000)
    if "accessory" in block:
        yield from _element(block["accessory"])


def _row(block: Json) -> Iterator[str]:
    elements = block["elements"]
    if not 1 <= len(elements) <= ELEMENTS[block["type"]]:
        yield f"{len(elements)} elements in {block['type']}"
    yield from _twice("action_id", [e["action_id"] for e in elements if "action_id" in e])
    for element in elements:
        if block["type"] == "context":
            yield from _text("context", element, 3000)
        else:
            yield from _element(element)


def _input(block: Json) -> Iterator[str]:
    yield from _plain("label", block["label"], 2000)
    if "hint" in block:
        yield from _plain("hint", block["hint"], 2000)
    yield from _element(block["element"])


def _rich_text(block: Json) -> Iterator[str]:
    for quote in block["elements"]:
        if quote["type"] != "rich_text_quote":
            yield f"{quote['type']} in rich text"
        for part in quote["elements"]:
            if part["type"] != "text" or not part["text"].strip():
                yield f"rich text {part!r}"
            yield from _surrogates("rich text", part["text"])


def _header(block: Json) -> Iterator[str]:
    yield from _plain("header", block["text"], 150)


def _divider(block: Json) -> Iterator[str]:
    if set(block) - {"type", "block_id"}:
        yield f"a divider with {set(block)}"


_KINDS: dict[str, Callable[[Json], Iterator[str]]] = {
    "section": _section,
    "actions": _row,
    "context": _row,
    "input": _input,
    "rich_text": _rich_text,
    "header": _header,
    "divider": _divider,
}


def _element(element: Json) -> Iterator[str]:
    yield from _long("action_id", element["action_id"], 255)
    yield from _long("value", element.get("value", ""), 2000)
    if element["type"] == "button":
        yield from _plain("button", element["text"], 75)
    if element["type"] in OPTIONS:
        yield from _options(element, OPTIONS[element["type"]])
    if element["type"] == "plain_text_input":
        longest = element.get("max_length", 3000)
        if longest > 3000:
            yield f"max_length {longest}"
        yield from _long("initial_value", element.get("initial_value", ""), longest)


def _options(element: Json, most: int) -> Iterator[str]:
    groups = element.get("option_groups", [])
    if len(groups) > 100 or ("options" in element) == bool(groups):
        yield f"{len(groups)} groups of options"
    for group in groups:
        yield from _plain("group of options", group["label"], 75)
    for several in [group["options"] for group in groups] or [element["options"]]:
        if not 1 <= len(several) <= most:
            yield f"{len(several)} options"
    options = [option for group in groups for option in group["options"]] or element["options"]
    if "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option is no option"
    yield from _twice("option value", [option["value"] for option in options])
    for option in options:
        yield from _plain("option", option["text"], 75)
        yield from _long("option value", option["value"], 150)
        yield from _long("option url", option.get("url", ""), 3000)
        if not re.match(r"https?://|$", option.get("url", "")):
            yield f"option url {option['url']!r}"
        if "description" in option:
            yield from _plain("option description", option["description"], 75)


def _text(where: str, text: Json, longest: int) -> Iterator[str]:
    if text["type"] == "plain_text":
        yield from _plain(where, text, longest)
        return
    if text.get("verbatim") is not True:
        yield f"{where} is not verbatim"
    if not text["text"].strip():
        yield f"{where} is empty"
    yield from _long(where, text["text"], longest)
    yield from _open_brackets(text["text"])


def _plain(where: str, text: Json, longest: int) -> Iterator[str]:
    if text["type"] != "plain_text":
        yield f"{where} is {text['type']}"
    if not text["text"].strip():
        yield f"{where} is empty"
    escaped = text["text"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    yield from _long(where, escaped, longest)


def _long(where: str, text: str, longest: int) -> Iterator[str]:
    size = sum(2 if ord(character) > 0xFFFF else 1 for character in text)
    if size > longest:
        yield f"{where} is {size} long, over {longest}"
    yield from _surrogates(where, text)


def _surrogates(where: str, text: str) -> Iterator[str]:
    if any(0xD800 <= ord(character) <= 0xDFFF or character == "\0" for character in text):
        yield f"{where} holds a character that is none"


def _open_brackets(text: str) -> Iterator[str]:
    """Nothing but our own dates and links may stand in brackets, and each & must begin an escape."""
    rest = OWN_LINK.sub("", OWN_DATE.sub("", text))
    if "<" in rest or ">" in rest or ENTITY.search(rest):
        yield f"unescaped: {rest!r}"


def _twice(where: str, names: list[str]) -> Iterator[str]:
    yield from (f"{where} {name!r} occurs {n} times" for name, n in Counter(names).items() if n > 1)
