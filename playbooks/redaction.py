"""Redaction: what names a person is replaced by a placeholder before a prompt leaves the house, and put back after."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from playbooks.customers import Customer
from playbooks.wording import TITLES

PLACEHOLDER = re.compile(r"\[\[([A-Z]+)_([0-9]+)\]\]")
BRACKETS = re.compile(r"\[\[|\]\]")

EMAIL = r"""[^\s@<>()\[\],;:"']{1,64}@[^\s@<>()\[\],;:"']{1,255}"""
LINK = (
    r"""[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s<>"'\[\]]+"""
    r"""|www\.[^\s<>"'\[\]]+"""
    r"""|(?<![\w.-])(?:[A-Za-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])(?:/[^\s<>"'\[\]]*)?"""
)
ACCOUNT_NUMBER = r"(?<!\w)[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)"
LONG_NUMBER = r"[+(]?\d(?:[ \t\u00a0.\-/()]{0,2}\d){6,}"
LINKS = re.compile(f"{EMAIL}|{LINK}")

SHORTEST_NAME, SHORTEST_PART, BENDS = 2, 2, 4
LONGEST, MOST_PARTS = 200, 12  # a name comes from outside, and becomes a pattern
LEGAL_FORM = re.compile(
    r"[\s,]+(?:as|asa|ab|aps|ltd|llc|inc|plc|gmbh|ag|oy|oyj|bv|nv|sa|srl|spa|s\.?r\.?l\.?|ооо)\.?$", re.I
)


class Kind(StrEnum):
    """What a placeholder stands for; the model may read this word."""

    NAME = "NAME"
    COMPANY = "COMPANY"
    AGENT = "AGENT"
    EMAIL = "EMAIL"
    LINK = "LINK"
    NUMBER = "NUMBER"
    CODE = "CODE"
    TEXT = "TEXT"


@dataclass(frozen=True)
class Known:
    """Something that we know to name a person. `bends`: languages may add an ending to it, as in "Ingrids"."""

    kind: Kind
    value: str
    bends: bool = False


class Torn(ValueError):
    """A text holds a placeholder that stands for nothing."""


class Veil:
    """Hides what names a person in any number of texts, and puts it back. The same thing always gets the same
    placeholder. Whatever looks like a placeholder in a text is hidden too, so nobody can write one themselves."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._known = sorted(set(known), key=lambda one: -len(one.value))
        self._hidden: dict[str, str] = {}
        self._marks: dict[tuple[Kind, str], str] = {}
        groups = [
            (Kind.TEXT, rf"{PLACEHOLDER.pattern}|{BRACKETS.pattern}"),
            (Kind.EMAIL, EMAIL),
            (Kind.LINK, LINK),
            *((one.kind, _pattern(one)) for one in self._known),
            (Kind.NUMBER, f"{ACCOUNT_NUMBER}|{LONG_NUMBER}"),
        ]
        self._kinds = [kind for kind, _pattern in groups]
        # named, as the first pattern has groups of its own
        self._pattern = re.compile("|".join(f"(?P<k{number}>{one})" for number, (_kind, one) in enumerate(groups)))

    def mark(self, kind: Kind, value: str) -> str:
        """The placeholder of a value."""
        known = self._marks.get((kind, value))
        if known is None:
            number = sum(one is kind for one, _value in self._marks) + 1
            known = self._marks[kind, value] = f"[[{kind.value}_{number}]]"
            self._hidden[known] = value
        return known

    def hide(self, text: str) -> str:
        """`text` with placeholders in place of whatever names a person."""

        def hidden(found: re.Match[str]) -> str:
            name = next(name for name, value in found.groupdict().items() if value is not None)
            return self.mark(self._kinds[int(name[1:])], found[0])

        return self._pattern.sub(hidden, text)

    def lift(self, text: str) -> str:
        """`text` with the placeholders put back. Raises Torn for one that stands for nothing."""
        if BRACKETS.search(PLACEHOLDER.sub(" ", text)):
            raise Torn("half a placeholder")

        def shown(found: re.Match[str]) -> str:
            if found[0] not in self._hidden:
                raise Torn(found[0])
            return self._hidden[found[0]]

        return PLACEHOLDER.sub(shown, text)


def known_of(customer: Customer, agent: str | None = None) -> Iterator[Known]:
    """What we know to name this customer, and the colleague who answers."""
    yield from _name(Kind.NAME, customer.name)
    yield from _name(Kind.AGENT, agent)
    for kind, value in ((Kind.EMAIL, customer.email), (Kind.NUMBER, customer.phone), (Kind.CODE, customer.external_id)):
        if value and len(value.strip()) > BENDS:
            yield Known(kind, value.strip()[:LONGEST])
    if account := " ".join((customer.account or "")[:LONGEST].split()):
        yield Known(Kind.COMPANY, account)
        short = LEGAL_FORM.sub("", account)
        if len(short) >= SHORTEST_NAME:
            yield Known(Kind.COMPANY, short, bends=len(short) >= BENDS)


def _name(kind: Kind, name: str | None) -> Iterator[Known]:
    """A whole name, and each part of it that could be written alone."""
    whole = " ".join((name or "")[:LONGEST].split())
    if len(whole) >= SHORTEST_NAME:
        yield Known(kind, whole, bends=True)
    for part in whole.replace(",", " ").split()[:MOST_PARTS]:
        if len(part.rstrip(".")) >= SHORTEST_PART and part.rstrip(".").casefold() not in TITLES:
            yield Known(kind, part, bends=len(part) >= BENDS)


def _pattern(known: Known) -> str:
    spaced = r"\s+".join(re.escape(word) for word in known.value.split())
    ending = r"\w{0,3}" if known.bends else ""
    return rf"(?i:(?<!\w){spaced}{ending}(?!\w))"
