"""What a person reads and can press in a message, a modal or the Home tab, out of its blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

_MARK = re.compile(r"<([^<>]*)>")
_FORMAT = re.compile(r"[*_~`\u200b\u2060]")
_EMOJI = re.compile(r":[a-z0-9_+-]+:")


def as_read(text: str, names: Mapping[str, str]) -> str:
    """Slack's markup as a person sees it: `<@U0ANA>` is her name, a link is its label. `names` is id to name."""

    def shown(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith(("@", "#", "!subteam^")):
            return "@" + names.get(target.lstrip("@#").removeprefix("!subteam^"), label or target)
        if target.startswith("!date^"):
            return label
        return label or target.replace("!", "@", 1)

    return html.unescape(_MARK.sub(shown, text))


def text_of(blocks: list[Json], names: Mapping[str, str]) -> str:
    """Every line that a person reads, in order; the labels of buttons too."""
    return "\n".join(as_read(line, names) for line in _lines(blocks) if line)


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _lines(one)
    elif isinstance(value, dict):
        if value.get("type") == "user":
            yield f"<@{value['user_id']}>"
        for name, content in value.items():
            if name in ("text", "alt_text", "initial_value", "caption", "title") and isinstance(content, str):
                yield content
            elif name not in ("confirm", "options", "option_groups", "metadata"):
                yield from _lines(content)


def contains(text: str, wanted: str) -> bool:
    """Whether the words are there, bold or not."""
    return wanted in text or _FORMAT.sub("", wanted) in _FORMAT.sub("", text)


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each element that it holds."""
    for block in blocks:
        held = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        for element in [*held, *(block.get("actions") or [])]:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def label_of(block: Json, element: Json) -> str:
    """The words by which a person finds an element. An overflow menu shows three dots: its name here is "More"."""
    if block.get("type") == "input":
        return str(block["label"]["text"])
    for name in ("text", "placeholder"):
        if isinstance(element.get(name), dict):
            return str(element[name]["text"])
    if element["type"] == "overflow":
        return "More"
    text = block.get("text")
    return str(text["text"]) if isinstance(text, dict) else str(element["action_id"])


def same_label(label: str, wanted: str) -> bool:
    """Emoji beside the words and capitals do not matter."""

    def bare(words: str) -> str:
        return re.sub(r"^\W+|\W+$", "", _EMOJI.sub("", html.unescape(words))).lower()

    return label == wanted or bare(label) == bare(wanted)


def buttons_of(blocks: list[Json]) -> list[str]:
    """Labels of the buttons, in order."""
    return [label_of(block, one) for block, one in elements(blocks) if one["type"] == "button"]


def find(blocks: list[Json], wanted: str, near: str | None, names: Mapping[str, str]) -> tuple[Json, Json]:
    """The block and element with this label. `near`: the first one at or after the block that contains these words."""
    start = 0
    if near is not None:
        start = next((i for i, block in enumerate(blocks) if contains(text_of([block], names), near)), len(blocks))
    for block, element in elements(blocks[start:]):
        if same_label(label_of(block, element), wanted):
            return block, element
    offered = [label_of(block, element) for block, element in elements(blocks)]
    where = f" near {near!r}" if near else ""
    raise AssertionError(f"there is no {wanted!r}{where}; there are {offered}\n{text_of(blocks, names)}")


def option_labels(element: Json) -> list[str]:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    return [str(one["text"]["text"]) for one in options]


def option_value(element: Json, wanted: str) -> str:
    """The value behind an option's label."""
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    for one in options:
        if same_label(one["text"]["text"], wanted):
            return str(one["value"])
    raise AssertionError(f"there is no option {wanted!r}; there are {option_labels(element)}")
