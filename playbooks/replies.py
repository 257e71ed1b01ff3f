"""Replies: the playbooks, and which three of them fit an answer best.

A playbook is a data file in `playbooks/library/`: when it fits, what to do, what to say, and examples that prove it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from playbooks.acts import kind_for
from playbooks.cases import CaseKind
from playbooks.customers import Touch
from playbooks.facts import Facts, Matched, same_language, same_text
from playbooks.hours import parse_duration
from playbooks.mentions import Listed, listed
from playbooks.responses import Band
from playbooks.wording import Filled, Say, fill, with_articles

__all__ = [
    "NO_ADVICE",
    "Advice",
    "Choice",
    "Example",
    "Filled",
    "Fits",
    "Playbook",
    "Say",
    "choose",
    "fill",
    "say_in",
    "wrong_examples",
]

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OFFERED = 3
EITHER = frozenset({"mentions", "touchpoint", "repeat"})
"""The conditions of which one is enough where `either` is true."""
UNSCORED = "unscored"
"""What satisfies `band` where there is no score, if `unscored` allows it."""
MOST_STEPS = 6
Step = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]
"""One thing to do. A box to tick in Slack has room for 75 characters."""


def _length(value: Any) -> timedelta | None:
    return None if value is None else parse_duration(value)


@dataclass(frozen=True)
class Fits:
    """When a playbook fits; everything that is given must hold, any value of a list will do. `silent` asks for an
    answer without a comment, `repeat` for a customer who was unhappy so many times before. With `either`, one of
    `mentions`, `touchpoint` and `repeat` is enough. `unscored` takes an answer without a score beside those of `band`.
    One that asks for the kind of case alone is general: it comes after all others."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    band: tuple[Band, ...] = ()
    unscored: bool = False
    touch: tuple[Touch, ...] = ()
    touchpoint: tuple[Words, ...] = ()
    kind: tuple[CaseKind, ...] = ()
    language: tuple[Words, ...] = ()
    mentions: tuple[Words, ...] = ()
    repeat: Annotated[int, Field(ge=0, le=100)] = 0
    silent: bool = False
    either: bool = False

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The conditions that are given, what the customer said before who they are."""
        return tuple(key for key in CONDITIONS if getattr(self, key))

    @cached_property
    def listed(self) -> Listed:
        """The words that are looked for in every comment."""
        return listed(self.mentions)


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
    language: str | None = None
    repeat: int = 0

    def facts(self) -> Facts:
        told = {key: value for key, value in vars(self).items() if key not in ("fits", "score")}
        return Facts(**told)


@dataclass(frozen=True)
class Article:
    """A page of help that may be linked to. `language` is that of the page; None where it serves everybody."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: Words
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
    language: Words | None = None


@dataclass(frozen=True)
class Playbook:
    """One situation: `steps` are what to do, in order; `say` is what to say, by language, always with "en"; `articles`
    may be linked to; `check_in` is how much business time after closing the customer is asked whether it is solved,
    None for never."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Words
    title: Words
    say: Mapping[Words, Say]
    when: Fits = Fits()
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)] = ()
    articles: Annotated[tuple[Article, ...], Field(max_length=5)] = ()
    check_in: Annotated[timedelta | None, BeforeValidator(_length)] = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A playbook that is offered. `reason` is what speaks for it, never empty, one entry for each word that the comment
    mentions; `fits` is false for one that only fills up the list."""

    playbook: Playbook
    reason: tuple[Matched, ...]
    fits: bool = True


@dataclass(frozen=True)
class Advice:
    """What is suggested for a case: the `choices` that fit, the best first, and the playbook whose steps are the
    `checklist`."""

    choices: tuple[Choice, ...] = ()
    checklist: Playbook | None = None


NO_ADVICE = Advice()


def choose(playbooks: Iterable[Playbook], facts: Facts, *, fitting: bool = False) -> tuple[Choice, ...]:
    """The three playbooks that fit best, the best first; fewer where fewer have anything that speaks for them.
    `fitting`: without those that do not quite fit, which is sooner found.

    Those that fit go before those that do not quite; among them the one of which the comment mentions more words,
    then the one that asks for more, then by name: the same answer always gets the same three. What is written for
    another band is not offered at all: no thanks for their praise to somebody who is unhappy.
    """
    ranked = []
    for playbook in playbooks:
        held, missed = _held(playbook.when, facts, fitting=fitting)
        if not held or (missed and fitting) or (facts.band and "band" in missed):
            continue
        words = sum(one.key == "mentions" for one in held)
        beside_kind = sum(one.key != "kind" for one in held)
        choice = Choice(playbook, held, fits=not missed)
        ranked.append(((len(missed), -words, -beside_kind, playbook.name), choice))
    ranked.sort(key=lambda pair: pair[0])
    return tuple(choice for _, choice in ranked[:OFFERED])


def say_in(playbook: Playbook, language: str | None) -> tuple[str, Say]:
    """The words in this language, in its general form ("nb" for "nb-NO"), or else in English; and in which it was.

    The help articles that are for this language stand in the text.
    """
    tag = (language or "en").replace("_", "-").casefold()
    spoken = {known.replace("_", "-").casefold(): known for known in playbook.say}
    found = spoken.get(tag) or spoken.get(tag.split("-")[0]) or "en"
    articles = [one for one in playbook.articles if one.language is None or same_language([one.language], found)]
    links = [f"{one.title}: {one.url}".replace("$", "$$") for one in articles]
    return found, with_articles(playbook.say[found], links)


def wrong_examples(playbook: Playbook) -> tuple[Example, ...]:
    """The examples that the playbook's own `when` contradicts."""
    return tuple(one for one in playbook.examples if one.fits is bool(_held(playbook.when, one.facts())[1]))


def _held(when: Fits, facts: Facts, *, fitting: bool = False) -> tuple[tuple[Matched, ...], frozenset[str]]:
    """What speaks for a playbook, and which of its conditions do not hold. `fitting`: looks no further than the first
    of these that nothing makes up for."""
    held: list[Matched] = []
    missed: set[str] = set()
    for key in when.asked:
        if values := CONDITIONS[key](when, facts):
            held += [Matched(key, value) for value in values]
        else:
            missed.add(key)
            if fitting and facts.band and not when.either:
                break
    if when.either and EITHER & (set(when.asked) - missed):
        missed -= EITHER
    if facts.band is None and any(one.key == "mentions" for one in held):
        missed.discard("band")  # their own words say more than a score that they did not give
    return tuple(held), frozenset(missed)


def _band(when: Fits, facts: Facts) -> tuple[str, ...]:
    if facts.band is None:
        return (UNSCORED,) if when.unscored else ()
    return (facts.band.value,) if facts.band in when.band else ()


def _kind(when: Fits, facts: Facts) -> tuple[str, ...]:
    # a rescue stays one; otherwise what they say now counts, whatever the case began with
    kind = facts.kind if facts.kind is CaseKind.RESCUE else kind_for(facts.band)
    return (kind.value,) if kind in when.kind else ()


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


CONDITIONS: Mapping[str, Callable[[Fits, Facts], tuple[str, ...]]] = {
    "mentions": lambda when, facts: when.listed.said_in(facts.comment),
    "silent": lambda _when, facts: () if (facts.comment or "").strip() else ("true",),
    "repeat": lambda when, facts: (str(facts.repeat),) if facts.repeat >= when.repeat else (),
    "band": _band,
    "kind": _kind,
    "touch": lambda when, facts: (facts.touch.value,) if facts.touch in when.touch else (),
    "touchpoint": lambda when, facts: _one(same_text(when.touchpoint, facts.touchpoint)),
    "language": lambda when, facts: _one(same_language(when.language, facts.language)),
}
"""What satisfies each condition, and nothing where it does not hold; what the customer said before who they are."""
