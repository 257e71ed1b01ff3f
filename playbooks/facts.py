"""Facts: what rules and playbooks look at when they decide, and how a condition is held against them."""

from collections.abc import Iterable
from dataclasses import dataclass

from playbooks.cases import CaseKind
from playbooks.customers import Customer, Touch
from playbooks.mentions import folded
from playbooks.responses import Band, Response


@dataclass(frozen=True)
class Facts:
    """An answer and its customer, as far as known. `value` is yearly, in whole units of the company's currency;
    `kind` is that of the case, where there is one; `repeat` is how many times they were unhappy before."""

    band: Band | None = None
    touch: Touch = Touch.LOW
    touchpoint: str | None = None
    source: str | None = None
    language: str | None = None
    account: str | None = None
    value: int | None = None
    comment: str | None = None
    kind: CaseKind | None = None
    repeat: int = 0


@dataclass(frozen=True)
class Matched:
    """One condition that held: its key, as in the file, and the value that satisfied it."""

    key: str
    value: str


def facts_of(response: Response, customer: Customer, kind: CaseKind | None = None, repeat: int = 0) -> Facts:
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
        repeat=repeat,
    )


def same_text(wanted: Iterable[str], actual: str | None) -> str | None:
    """The first of `wanted` that is `actual`, whatever their case and outer spaces."""
    if not actual or not wanted:
        return None
    same = folded(actual).strip()
    for one in wanted:
        if folded(one).strip() == same:
            return one
    return None


def same_language(wanted: Iterable[str], actual: str | None) -> str | None:
    """The first of `wanted` that covers `actual`: "nb" covers "nb-NO" too, "nb-NO" only itself."""
    if not actual:
        return None
    tag = _language(actual)
    return next((one for one in wanted if tag == _language(one) or tag.startswith(_language(one) + "-")), None)


def _language(tag: str) -> str:
    return tag.strip().replace("_", "-").casefold()
