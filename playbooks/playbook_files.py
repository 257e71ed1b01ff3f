"""Playbook files: from the data of a file in `library/` to a playbook, or to what is wrong with it, in plain words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import PurePath
from string import Template
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from playbooks.replies import EITHER, Article, Example, Fits, Playbook, Say, wrong_examples
from playbooks.wording import SUBJECT_FIELDS, TEXT_FIELDS

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
"""What Slack takes as a part of an id."""
_READER = TypeAdapter(Playbook)
_SECTIONS: dict[str, type] = {"when": Fits, "say": Say, "examples": Example, "articles": Article}


def parse_playbook(name: str, data: Mapping[str, Any]) -> Playbook:
    """The playbook of the file called `name` (as in "outage.toml", or with its folder).

    Raises ValueError with one line for each mistake: file, key, what is wrong, and the nearest right word.
    """
    try:
        playbook = _READER.validate_python(data)
    except ValidationError as wrong:
        mistakes = [_mistake(one) for one in wrong.errors(include_url=False)]
    else:
        mistakes = [*_wrong_name(name, playbook), *_wrong_words(playbook), *_wrong_examples(playbook)]
        if not mistakes:
            return playbook
    raise ValueError("\n".join(f"{name}: {mistake}" for mistake in mistakes))


def nearest(word: str, known: Iterable[str]) -> str:
    """ "did you mean ...?" with the nearest known word, or else all of them."""
    names = sorted(known)
    close = get_close_matches(word.casefold(), names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(names)}"


TYPES = {
    "string_type": "must be a text; put it in quotes",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "int_parsing": "must be a whole number, without quotes",
    "float_type": "must be a number, without quotes",
    "float_parsing": "must be a number, without quotes",
    "tuple_type": 'must be a list; write it in brackets: ["..."]',
    "greater_than_equal": "is too small; write {ge} or more",
    "less_than_equal": "is too large; write {le} or less",
    "string_too_short": "is empty; write something, or leave the key out",
    "string_too_long": "is longer than {max_length} characters, and Slack has no room for more; make it shorter",
    "too_short": "is empty; give at least {min_length}",
    "too_long": "has more than {max_length} entries; keep the most important ones",
    "string_pattern_mismatch": "is not a web address; write one such as https://help.example.com/bills",
    "dataclass_type": "must be a table, such as [{key}]",
    "dataclass_exact_type": "must be a table, such as [{key}]",
    "dict_type": "must be a table, such as [{key}]",
    "mapping_type": "must be a table, such as [{key}.en]",
}
"""What pydantic calls a mistake, and how we say it, with the cure."""


def _mistake(error: ErrorDetails) -> str:
    path = error["loc"]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        section = _SECTIONS.get(str(path[0]), Playbook) if len(path) > 1 else Playbook
        return f"{key}: unknown key; {nearest(str(path[-1]), (field.name for field in fields(section)))}"
    if kind == "missing":
        return f"{key}: is missing; add it"
    value = _shown(error["input"])
    if kind == "enum":
        return f"{key}: {value} is not one of {context['expected']}"
    if kind == "value_error":
        return f"{key}: {context['error']}"
    what = TYPES[kind].format(**{"key": key, **context}) if kind in TYPES else error["msg"]
    return f"{key}: {value} {what}" if value else f"{key}: {what}"


def _shown(value: Any) -> str:
    """A value as people recognise it; nothing for tables, lists and what is empty or long."""
    return repr(value) if isinstance(value, str | int | float) and 0 < len(str(value)) <= 60 else ""


def _wrong_name(name: str, playbook: Playbook) -> Iterator[str]:
    expected = PurePath(name).stem
    if not NAME.fullmatch(expected):
        yield f"name: {expected!r} cannot be a name; call the file by 1 to 60 letters, digits, _ and -"
    if playbook.name != expected:
        yield f"name: {playbook.name!r} must be the name of the file, {expected!r}"


def _wrong_words(playbook: Playbook) -> Iterator[str]:
    if playbook.when.either and not EITHER & {key for key in EITHER if getattr(playbook.when, key)}:
        yield "when.either: means nothing alone; add mentions, touchpoint or repeat, or take it away"
    if playbook.when.unscored and not playbook.when.band:
        yield "when.unscored: means nothing alone; add band, or take it away"
    if not playbook.when.asked:
        yield 'when: asks nothing, so nobody could say why it is offered; add at least kind = ["rescue"], or a band'
    if any(step in playbook.steps[:place] for place, step in enumerate(playbook.steps)):
        yield "steps: the same step stands there twice; take one away"
    if "en" not in playbook.say:
        yield "say.en: is missing; English is what other languages fall back to"
    for language, say in playbook.say.items():
        if not LANGUAGE.fullmatch(language):
            yield f"say.{language}: is not a language tag such as en, nb or pt-BR"
        yield from _wrong_text(f"say.{language}.subject", say.subject, SUBJECT_FIELDS)
        yield from _wrong_text(f"say.{language}.text", say.text, TEXT_FIELDS)
        if "\n" in say.subject.strip():
            yield f"say.{language}.subject: must be one line; take the line breaks out"


def _wrong_text(key: str, text: str, allowed: Iterable[str]) -> Iterator[str]:
    known = set(allowed)
    template = Template(text)
    if not text.strip():
        yield f"{key}: is empty; write what to say"
    if not template.is_valid():
        yield f"{key}: a $ that starts no field; write $$ for a dollar sign"
        return
    for field in template.get_identifiers():
        if field not in known:
            yield f"{key}: unknown field ${field}; {nearest(field, known)}"


def _wrong_examples(playbook: Playbook) -> Iterator[str]:
    given = {example.fits for example in playbook.examples}
    if True not in given:
        yield "examples: give at least one answer that it fits (fits = true)"
    if False not in given:
        yield "examples: give at least one answer that it does not fit (fits = false)"
    wrong = wrong_examples(playbook)
    for number, example in enumerate(playbook.examples, start=1):
        if example in wrong:
            told = str(example.fits).lower()
            yield f"examples.{number}: fits = {told}, but `when` says otherwise; change one of the two"
