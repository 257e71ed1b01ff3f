"""List keys: what a list of cases is a list of, written small enough to travel in a button's value.

`mine`, `open`, `find:TEXT`, and for a report's figures `opened:week:1773306000` (the period up to that second) or
`held:week:1773306000:U0ANA` (what that person holds).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from handlers.views.mrkdwn import one_line
from playbooks.names import LAST_NUMBER
from playbooks.periods import Period, Word, period
from playbooks.reports import Figure

Plain = Literal["mine", "open"]
LONGEST_SEARCH = 300
WORDS: dict[str, Word] = {word: word for word in get_args(Word)}


@dataclass(frozen=True)
class Search:
    """The cases that match `text`."""

    text: str


@dataclass(frozen=True)
class Behind:
    """The cases behind a report's figure; `end` in whole seconds since 1970."""

    figure: Figure
    word: Word
    end: int
    owner: str | None = None


@dataclass(frozen=True)
class InStorm:
    """The cases of a storm."""

    storm: int


@dataclass(frozen=True)
class Reminded:
    """The cases of a list of reminders."""

    message: int


ListKey = Plain | Search | Behind | InStorm | Reminded


def behind_figure(figure: Figure, counted: Period, owner: str | None = None) -> Behind:
    """The key of the list behind a figure."""
    return Behind(figure, counted.word, int(counted.end.timestamp()), owner)


def period_of(key: Behind, timezone: str) -> Period:
    """The period that the figure was counted in, so that the list agrees with it whenever it is opened."""
    return period(key.word, datetime.fromtimestamp(key.end, UTC), timezone)


def write_key(key: ListKey) -> str:
    """The key as a button carries it."""
    match key:
        case Search(text):
            return f"find:{one_line(text)[:LONGEST_SEARCH]}"
        case Behind(figure, word, end, owner):
            return ":".join([figure.value, word, str(end), *([owner] if owner else [])])
        case InStorm(storm):
            return f"storm:{storm}"
        case Reminded(message):
            return f"reminded:{message}"
        case plain:
            return plain


def read_key(written: str) -> ListKey | None:
    """What a button's value asks for; None where it is not understood."""
    if written in get_args(Plain):
        return "mine" if written == "mine" else "open"
    head, _colon, rest = written.partition(":")
    if head == "find":
        return Search(rest)
    if head in ("storm", "reminded"):
        number = min(int(rest[:18]), LAST_NUMBER) if rest.isascii() and rest.isdecimal() else None
        return None if number is None else InStorm(number) if head == "storm" else Reminded(number)
    figure, word, end, owner = (written.split(":") + [""] * 3)[:4]
    if figure not in set(Figure) or word not in get_args(Word) or not (end.isascii() and end.isdecimal()):
        return None
    return Behind(Figure(figure), WORDS[word], int(end[:11]), owner or None)


def write_page(key: ListKey, page: int) -> str:
    """The value of the buttons that turn a list's pages."""
    return f"{write_key(key)}:{page}"


def read_page(written: str) -> tuple[ListKey, int] | None:
    """Which page of which list a button asks for; None where it is not understood."""
    head, _colon, page = written.rpartition(":")
    key = read_key(head)
    if key is None or not (page.isascii() and page.isdecimal()):
        return None
    return key, max(1, int(page[:6]))
