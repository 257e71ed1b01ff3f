"""A pretend language that puts each message into ⟦ ⟧, so that words which were never offered for translation show."""

import gettext
from collections.abc import Iterator
from typing import Any


class Bracketed(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


BRACKETED = Bracketed()


def unspoken(part: Any) -> list[str]:
    """The texts in blocks or a view that hold no translated word. A customer's quote needs none."""
    return [words for words in _texts(part) if "⟦" not in words]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list | tuple):
        for item in part:
            yield from _texts(item)
    elif isinstance(part, dict) and part.get("type") != "rich_text":
        if part.get("type") in ("plain_text", "mrkdwn"):
            yield part["text"]
        for item in part.values():
            yield from _texts(item)
