"""Text as Slack reads it: who it pings, and how it comes back when a message is read again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

_PINGS = re.compile(
    r"<!(channel|here|everyone)(?:\|[^>]*)?>|<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|<!subteam\^(S[A-Z0-9]+)[^>]*>"
)
_AUTO_PARSED = re.compile(r"(?<![\w@<!])@([\w.-]*\w)")
_EVERYBODY = ("channel", "here", "everyone")
_BARE_URL = re.compile(r"(?<![<|\w])(https?://[^\s<>|]+[^\s<>|.,;:!?)'\"])")
_EMOJI_NAMES = {
    "🔴": "red_circle",
    "🟠": "large_orange_circle",
    "🟡": "large_yellow_circle",
    "🟢": "large_green_circle",
    "🔵": "large_blue_circle",
    "⚪": "white_circle",
    "✅": "white_check_mark",
    "❌": "x",
    "👍": "+1",
    "👎": "-1",
    "⭐": "star",
    "🎉": "tada",
    "⚠": "warning",
    "⏰": "alarm_clock",
    "😀": "grinning",
    "😡": "rage",
    "❤": "heart",
}


def pings_in(text: str, *, names: Mapping[str, str] | None = None) -> list[str]:
    """Who this mrkdwn text pings: `@channel`, a user id, a group id.

    With `names` (handle to id) Slack also parses bare names: `@everyone`, `@ana`.
    """
    found = [f"@{match[1]}" if match[1] else match[2] or match[3] for match in _PINGS.finditer(text)]
    for match in _AUTO_PARSED.finditer(text) if names is not None else ():
        if match[1] in _EVERYBODY:
            found.append(f"@{match[1]}")
        elif names and match[1] in names:
            found.append(names[match[1]])
    return found


def pings_of(text: str, blocks: list[Json], names: Mapping[str, str], *, link_names: bool = False) -> list[str]:
    """Everybody whom a message pings, each once, in order. `names`: handles of people and groups to their ids.

    Top-level text reads a bare `@everyone` only with `link_names`; a mrkdwn text object does unless `verbatim`
    (Slack: "Disabling automatic parsing"). plain_text pings nobody; rich text pings by its own elements.
    """
    found = pings_in(text, names=names if link_names else None)
    for part in _parts(blocks):
        kind = part.get("type")
        if kind == "mrkdwn":
            found += pings_in(str(part.get("text", "")), names=None if part.get("verbatim") else names)
        elif kind == "markdown":
            found += pings_in(str(part.get("text", "")), names=names)
        elif kind == "user":
            found.append(str(part.get("user_id")))
        elif kind == "usergroup":
            found.append(str(part.get("usergroup_id")))
        elif kind == "broadcast":
            found.append(f"@{part.get('range')}")
    return list(dict.fromkeys(found))


def _parts(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for content in value.values():
            yield from _parts(content)
    elif isinstance(value, list):
        for content in value:
            yield from _parts(content)


def as_read_back(text: str) -> str:
    """Slack returns emoji as `:name:` and bare addresses as `<address>`: it is not quite what was sent."""
    return "".join(_named(character) for character in _BARE_URL.sub(r"<\1>", text)).replace("\ufe0f", "")


def _named(character: str) -> str:
    if character in _EMOJI_NAMES:
        return f":{_EMOJI_NAMES[character]}:"
    if ord(character) >= 0x1F300 and unicodedata.category(character) == "So":
        return f":{unicodedata.name(character, 'emoji').lower().replace(' ', '_')}:"
    return character


def read_back(value: Any) -> Any:
    """The same over whole blocks: every `text` string that formats."""
    if isinstance(value, dict):
        return {
            name: as_read_back(content) if name == "text" and isinstance(content, str) else read_back(content)
            for name, content in value.items()
        }
    return [read_back(content) for content in value] if isinstance(value, list) else value


def fallback_of(blocks: list[Json]) -> str:
    """What Slack puts in `text` when an app sends blocks alone: the blocks' own text."""
    lines = []
    for block in blocks:
        for part in (block.get("text"), *(block.get("fields") or [])):
            if isinstance(part, dict):
                lines.append(str(part.get("text", "")))
            elif isinstance(part, str):
                lines.append(part)
    return " ".join(lines) or "This content can't be displayed."


def escape(text: str) -> str:
    """What a person types is stored escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
