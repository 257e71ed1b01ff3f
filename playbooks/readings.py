"""Readings: what helps a team to read a comment: a translation, and one line about a long one. Made by a model."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from playbooks.comment_language import language_of as recognised
from playbooks.customers import Customer
from playbooks.prompts import (
    CUT,
    DATA_ONLY,
    Prompt,
    Unusable,
    Why,
    data_of,
    in_script_of,
    language_name,
    primary,
    tag_of,
    texts_of,
)
from playbooks.redaction import LINKS, Torn, Veil, known_of
from playbooks.responses import Response

LONG = 600
"""A comment of more characters than this is summed up in one line."""
FEW = 20
"""Characters of a comment that could easily be taken for another language: "Bra", "Super", "Ok"."""
LONGEST_LINE = 240
MOST_TRIES = 3
SAME = {"no": "nb", "nn": "nb"}
"""Who reads one of these reads the other."""


class Kind(StrEnum):
    TRANSLATION = "translation"
    SUMMARY = "summary"


@dataclass(frozen=True)
class Reading:
    """A comment in other words. `language` is that of the reading; `of` marks the comment that it was made of."""

    kind: Kind
    text: str
    language: str
    of: str


@dataclass(frozen=True)
class Needed:
    """A reading that is to be made, and why."""

    kind: Kind
    language: str
    reason: str


@dataclass(frozen=True)
class Asked:
    prompt: Prompt
    veil: Veil
    kind: Kind
    language: str


def language_of(response: Response, customer: Customer) -> str | None:
    """The language of a comment, for reading it: what its words are written in. Where they are few, or could be in
    several languages, what we know of the customer, else what the survey says. None where that is not clear.

    In which language to answer is another question: see `playbooks/comment_language.py:answer_in`.
    """
    told = tag_of(customer.language) or tag_of(response.language)
    words = response.comment or ""
    if told and len(words.strip()) < FEW and in_script_of(words, told):
        return told
    return (recognised(words) if words else None) or told


def mark_of(comment: str) -> str:
    """What tells this comment from a later wording of it."""
    return hashlib.sha256(comment.encode("utf-8", "replace")).hexdigest()[:16]


def needed(response: Response, customer: Customer, languages: Sequence[str]) -> Iterator[Needed]:
    """What a team that reads `languages` needs to read this answer's comment; nothing if it has none."""
    comment = (response.comment or "").strip()
    if not comment:
        return
    spoken = language_of(response, customer)
    read = {_same(one) for one in languages}
    if read and spoken and _same(spoken) not in read:
        yield Needed(Kind.TRANSLATION, languages[0], f"the team does not read {spoken}")
    if len(comment) > LONG:
        yield Needed(Kind.SUMMARY, languages[0] if languages else spoken or "en", f"{len(comment)} characters")


def _same(tag: str) -> str:
    return SAME.get(primary(tag), primary(tag))


TASKS = {
    Kind.TRANSLATION: "Translate the comment of a survey response faithfully into {language}. Add nothing, leave "
    "nothing out, soften nothing. ",
    Kind.SUMMARY: "Say in one plain sentence in {language}, of at most 150 characters, what the comment of a survey "
    "response is about and what its writer wants. ",
}


def ask(needed: Needed, response: Response, customer: Customer) -> Asked:
    """The prompt for a reading. Nothing in it names the customer."""
    veil = Veil(known_of(customer))
    comment = (response.comment or "").strip()
    cut = comment if len(comment) <= CUT else comment[:CUT].rstrip() + " …"
    ending = f'Write no HTML. Answer with one JSON object with exactly one key: "{needed.kind.value}".'
    rules = TASKS[needed.kind].format(language=language_name(needed.language)) + DATA_ONLY + ending
    most = 120 + len(cut) if needed.kind is Kind.TRANSLATION else 300
    return Asked(Prompt(rules, data_of({"comment": veil.hide(cut)}), most), veil, needed.kind, needed.language)


def examine(answer: str, asked: Asked) -> str | Unusable:
    """The reading, or why the answer is none. It is shown to colleagues only, as literal text."""
    texts = texts_of(answer, (asked.kind.value,))
    if isinstance(texts, Unusable):
        return texts
    text = texts[asked.kind.value]
    if LINKS.search(text):
        return Unusable(Why.LINK, "a link that the comment does not hold")
    if not in_script_of(text, asked.language):
        return Unusable(Why.LANGUAGE, f"not {asked.language}")
    try:
        shown = asked.veil.lift(text)
    except Torn as torn:
        return Unusable(Why.PLACEHOLDER, str(torn))
    if asked.kind is Kind.SUMMARY:
        shown = " ".join(shown.split())
    longest = LONGEST_LINE if asked.kind is Kind.SUMMARY else 3 * CUT
    return shown if len(shown) <= longest else Unusable(Why.TOO_LONG, f"{len(shown)} characters")


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a reading that failed is tried again; None after the last try: the comment itself is on the card."""
    return now + timedelta(minutes=2) * 5 ** (tries - 1) if tries < MOST_TRIES else None
