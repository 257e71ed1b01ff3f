"""Replies: the playbooks, and which three of them fit an answer best.

A playbook is a data file in `playbooks/library/`: when it fits, what to do, what to say, and examples that prove it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from playbooks.cases import CaseKind, kind_for
from playbooks.customers import Touch
from playbooks.facts import Facts, Matched, mentioned, same_text
from playbooks.responses import Band
from playbooks.wording import Filled, Say, fill

__all__ = ["Choice", "Example", "Filled", "Fits", "Playbook", "Say", "choose", "fill", "say_in", "wrong_examples"]

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OFFERED = 3


@dataclass(frozen=True)
class Fits:
    """When a playbook fits; everything that is given must hold, any value of a list will do. `silent` asks for an
    answer without a comment. One that asks nothing is general: it fits always, after all others."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    band: tuple[Band, ...] = ()
    touch: tuple[Touch, ...] = ()
    touchpoint: tuple[Words, ...] = ()
    kind: tuple[CaseKind, ...] = ()
    mentions: tuple[Words, ...] = ()
    silent: bool = False


@dataclass(frozen=True)
class Example:
    """An answer, and whether the playbook is for it."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    fits: bool
    band: Band
    score: float | None = None
    comment: str | None = None
    touch: Touch = Touch.LOW
    touchpoint: str | None = None
    kind: CaseKind | None = None

    def facts(self) -> Facts:
        return Facts(band=self.band, touch=self.touch, touchpoint=self.touchpoint, comment=self.comment, kind=self.kind)


@dataclass(frozen=True)
class Playbook:
    """One situation: `steps` are what to do, in order; `say` is what to say, by language, always with "en"."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Words
    title: Words
    say: Mapping[Words, Say]
    when: Fits = Fits()
    steps: Annotated[tuple[Words, ...], Field(min_length=1)] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A playbook that is offered. `reason` is what speaks for it, one entry for each word that the comment mentions;
    `fits` is false for one that only fills up the list."""

    playbook: Playbook
    reason: tuple[Matched, ...]
    fits: bool = True


def choose(playbooks: Iterable[Playbook], facts: Facts) -> tuple[Choice, ...]:
    """The three playbooks that fit best (fewer only where there are fewer), the best first.

    Those that fit go before those that do not quite; among them the one of which the comment mentions more words,
    then the one that asks for more, then by name: the same answer always gets the same three.
    """
    ranked = []
    for playbook in playbooks:
        held, missed = _held(playbook.when, facts)
        words = sum(one.key == "mentions" for one in held)
        choice = Choice(playbook, held, fits=not missed)
        ranked.append(((missed, -words, -len(held), playbook.name), choice))
    ranked.sort(key=lambda pair: pair[0])
    return tuple(choice for _, choice in ranked[:OFFERED])


def say_in(playbook: Playbook, language: str | None) -> tuple[str, Say]:
    """The words in this language, in its general form ("nb" for "nb-NO"), or else in English; and in which it was."""
    tag = (language or "en").replace("_", "-").casefold()
    spoken = {known.replace("_", "-").casefold(): known for known in playbook.say}
    found = spoken.get(tag) or spoken.get(tag.split("-")[0]) or "en"
    return found, playbook.say[found]


def wrong_examples(playbook: Playbook) -> tuple[Example, ...]:
    """The examples that the playbook's own `when` contradicts."""
    return tuple(one for one in playbook.examples if one.fits is bool(_held(playbook.when, one.facts())[1]))


def _held(when: Fits, facts: Facts) -> tuple[tuple[Matched, ...], int]:
    """What speaks for a playbook, and how many of its conditions do not hold."""
    kind = facts.kind or kind_for(facts.band)
    answers: dict[str, tuple[str, ...]] = {
        "mentions": mentioned(when.mentions, facts.comment),
        "silent": () if (facts.comment or "").strip() else ("true",),
        "band": (facts.band.value,) if facts.band and facts.band in when.band else (),
        "kind": (kind.value,) if kind in when.kind else (),
        "touch": (facts.touch.value,) if facts.touch in when.touch else (),
        "touchpoint": tuple(filter(None, [same_text(when.touchpoint, facts.touchpoint)])),
    }
    asked = {key: values for key, values in answers.items() if getattr(when, key)}
    held = tuple(Matched(key, value) for key, values in asked.items() for value in values)
    return held, sum(not values for values in asked.values())
