"""Facts: what rules and playbooks look at when they decide, and how a condition is held against them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from playbooks.cases import CaseKind
from playbooks.customers import Customer, Touch
from playbooks.responses import Band, Response


@dataclass(frozen=True)
class Facts:
    """An answer and its customer, as far as known. `value` is yearly, in whole units of the company's currency;
    `kind` is that of the case, where there is one."""

    band: Band | None = None
    touch: Touch = Touch.LOW
    touchpoint: str | None = None
    source: str | None = None
    language: str | None = None
    account: str | None = None
    value: int | None = None
    comment: str | None = None
    kind: CaseKind | None = None


@dataclass(frozen=True)
class Matched:
    """One condition that held: its key, as in the file, and the value that satisfied it."""

    key: str
    value: str


def facts_of(response: Response, customer: Customer, kind: CaseKind | None = None) -> Facts:
    """The facts of one answer. What is stored of the customer goes before what the survey says."""
    return Facts(
        band=response.band,
        touch=customer.touch,
        touchpoint=response.touchpoint,
        source=response.source,
        language=customer.language or response.language,
        account=customer.account,
        value=customer.value,
        comment=response.comment,
        kind=kind,
    )


def same_text(wanted: Iterable[str], actual: str | None) -> str | None:
    """The first of `wanted` that is `actual`, whatever their case and outer spaces."""
    if not actual:
        return None
    folded = _folded(actual).strip()
    return next((one for one in wanted if _folded(one).strip() == folded), None)


def same_language(wanted: Iterable[str], actual: str | None) -> str | None:
    """The first of `wanted` that covers `actual`: "nb" covers "nb-NO" too, "nb-NO" only itself."""
    if not actual:
        return None
    tag = _language(actual)
    return next((one for one in wanted if tag == _language(one) or tag.startswith(_language(one) + "-")), None)


def mentioned(words: Iterable[str], comment: str | None) -> tuple[str, ...]:
    """Those of `words` that stand in the comment as whole words or phrases, whatever their case, in their order."""
    if not comment:
        return ()
    text = _folded(comment)
    return tuple(word for word in words if word.strip() and _whole(word).search(text))


def _language(tag: str) -> str:
    return tag.strip().replace("_", "-").casefold()


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """One form for texts that read the same: composed letters, straight apostrophes, no case."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


@lru_cache(maxsize=4096)
def _whole(word: str) -> re.Pattern[str]:
    """A word or phrase with nothing that belongs to a word on either side; between its words any space."""
    phrase = r"\s+".join(re.escape(part) for part in _folded(word).split())
    return re.compile(rf"(?<!\w){phrase}(?!\w)")
