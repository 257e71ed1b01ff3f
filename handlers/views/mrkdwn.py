"""Slack text: what others wrote, shown literally, in its length, and in its own direction.

Text from outside never pings, never formats and never flips the rest of a line. Lengths are counted as Slack counts
them: after escaping, and an emoji as two.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

from slack_sdk.models.blocks import RichTextBlock, RichTextElementParts, RichTextQuoteElement
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from handlers.language import _

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
WORD_JOINER, ZERO_WIDTH_JOINER = "\u2060", "\u200d"

_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e]")  # the last two would mirror what follows
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
_FORMATS = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|:(?=[\w+'-]+:)|(?<!\w)@(?=(?:everyone|channel|here)\b)")
# What Slack formats with, and what looks the same and formats nothing.
_TWINS = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
_LONGEST_GRAPHEME = 32
WIDEST = 5
"""What "&" is to Slack once it is escaped, and nothing is wider."""


def clean(text: str) -> str:
    """`text` with one kind of line break, and without the characters that no one can see and Slack may refuse."""
    if text.isprintable():  # as most lines are
        return text
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    return _LONE_SURROGATES.sub("\ufffd", text)


def one_line(text: str) -> str:
    """`text` on one line, with single spaces."""
    return " ".join(clean(text).split())


def written(text: str | None) -> bool:
    """Whether there is anything to read in `text`, and not only blanks and marks without ink."""
    return any(unicodedata.category(character)[0] not in "CZ" for character in text or "")


def escape(text: str) -> str:
    """Slack's three escapes. Without them a comment could ping a channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _width(character: str) -> int:
    return {"&": 5, "<": 4, ">": 4}.get(character) or (2 if character > "\uffff" else 1)


def length(text: str) -> int:
    """How long `text` is to Slack once it is escaped."""
    if text.isascii():  # as most are
        return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
    return sum(map(_width, text))


def units(escaped: str) -> int:
    """How long a text is to Slack that is escaped already."""
    return len(escaped.encode("utf-16-le")) // 2


def fits(text: str, limit: int) -> bool:
    """Whether `text` is at most `limit` long once it is escaped."""
    return len(text) * WIDEST <= limit or (len(text) <= limit and length(text) <= limit)


def prefix(text: str, limit: int) -> str:
    """The longest beginning of `text` that fits, ending between two whole characters as a reader sees them."""
    room = limit
    for end, character in enumerate(text):
        room -= _width(character)
        if room < 0:
            return text[: _between_graphemes(text, end)]
    return text


def cut(text: str, limit: int) -> str:
    """`text` if it fits once escaped, or its beginning and "…". The result is still to be escaped."""
    return text if fits(text, limit) else prefix(text, limit - 1).rstrip() + "…"


def pieces(text: str, limit: int) -> Iterator[str]:
    """All of `text`, in pieces that each fit and end between two whole characters."""
    while text:
        piece = prefix(text, limit)
        yield piece
        text = text[len(piece) :]


def _between_graphemes(text: str, end: int) -> int:
    for place in range(end, max(0, end - _LONGEST_GRAPHEME), -1):
        if not _joins(text[place - 1], text[place]) and not _splits_flag(text, place):
            return place
    return end


def _joins(before: str, after: str) -> bool:
    return (
        ZERO_WIDTH_JOINER in (before, after)
        or unicodedata.category(after).startswith("M")
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
    )


def _splits_flag(text: str, place: int) -> bool:
    start = place
    while start and place - start < _LONGEST_GRAPHEME and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    return (place - start) % 2 == 1 and "\U0001f1e6" <= text[place] <= "\U0001f1ff"


def isolate(text: str) -> str:
    """`text`, one line, closed in by bidi isolates if anything in it runs, or is told to run, right to left."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT or c in "\u200f\u061c" for c in text):
        return text
    return FIRST_STRONG_ISOLATE + _ISOLATES.sub("", text) + POP_ISOLATE


def literal(text: str, limit: int) -> str:
    """Text from outside on one line, ready to stand in mrkdwn: at most `limit` long, escaped, formats nothing.

    Signs that Slack would format with give way to their twins, so what people copy stands in plain text instead.
    """
    unformatted = _FORMATS.sub(lambda found: _TWINS.get(found[0], found[0] + WORD_JOINER), one_line(text)[: limit + 1])
    return escape(isolate(cut(unformatted, limit - 2)))


def quote(text: str) -> RichTextBlock:
    """Text from outside as a quote. The text of rich text is literal: no pings, no formats, no links."""
    words = RichTextElementParts.Text(text=quoted(text))
    return RichTextBlock(elements=[RichTextQuoteElement(elements=[words])])


def quoted(text: str) -> str:
    """Text from outside as it stands in a quote."""
    return "\n".join(isolate(line) for line in clean(text).split("\n"))


def line(text: str) -> MarkdownTextObject:
    """A mrkdwn text object in which Slack finds no names or addresses of its own accord."""
    return MarkdownTextObject(text=text, verbatim=True)


def when(at: datetime) -> str:
    """A moment, shown by each reader's device in its own zone."""
    return _date(at, _("{date_short_pretty} at {time}"))


def ago(at: datetime) -> str:
    """How long ago a moment is, kept up to date by the reader's device."""
    return _date(at, "{ago}")


def _date(at: datetime, shape: str) -> str:
    fallback = at.astimezone(UTC).isoformat(" ", "minutes")[:16]  # without its zone
    return f"<!date^{int(at.timestamp())}^{shape}|{fallback} UTC>"
