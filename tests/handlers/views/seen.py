"""What a person sees in Slack blocks, and a pretend language that shows which words were never offered for
translation."""

import gettext
import re
from collections.abc import Iterator
from typing import Any

PRETEND = str.maketrans({letter: chr(0x0400 + ord(letter)) for letter in map(chr, [*range(65, 91), *range(97, 123)])})
_KEPT = re.compile(r"(\{[^{}]*\})")
_NO_WORDS = re.compile(r"<!date\^[^>]*>|`[^`]*`")


class Pretend(gettext.NullTranslations):
    """Every letter of a message becomes another one; placeholders stay."""

    def gettext(self, message: str) -> str:
        parts = _KEPT.split(message)
        return "".join(part if part.startswith("{") else part.translate(PRETEND) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def texts(part: Any) -> Iterator[str]:
    """Every text in blocks or a view that a person reads or hears."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("text", "accessibility_label") and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from texts(value)


def untranslated(shown: list[str]) -> list[str]:
    """Those texts in which English letters are left, although Pretend was spoken. Dates and commands are no words."""
    return [text for text in shown if re.search("[A-Za-z]", _NO_WORDS.sub("", text))]


def buttons(part: Any, action: str) -> list[str]:
    """The values of the buttons with this action id, in order."""
    if isinstance(part, dict):
        own = [part["value"]] if part.get("action_id") == action else []
        return own + [value for inner in part.values() for value in buttons(inner, action)]
    if isinstance(part, (list, tuple)):
        return [value for inner in part for value in buttons(inner, action)]
    return []
