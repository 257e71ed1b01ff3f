"""Playbook files: from the data of a file in `library/` to a playbook, or to what is wrong with it, in plain words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from string import Template
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from playbooks.replies import Example, Fits, Playbook, Say, wrong_examples
from playbooks.wording import FIELDS, SUBJECT_FIELDS

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_READER = TypeAdapter(Playbook)
_SECTIONS: dict[str, type] = {"when": Fits, "say": Say, "examples": Example}


def parse_playbook(name: str, data: Mapping[str, Any]) -> Playbook:
    """The playbook of the file called `name` (as in "outage.toml").

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


def _mistake(error: ErrorDetails) -> str:
    path = error["loc"]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    if error["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        section = _SECTIONS.get(str(path[0]), Playbook) if len(path) > 1 else Playbook
        return f"{key}: unknown key; {nearest(str(path[-1]), (field.name for field in fields(section)))}"
    if error["type"] == "missing":
        return f"{key}: is missing"
    if error["type"] == "enum":
        return f"{key}: {error['input']!r} is not one of {error['ctx']['expected']}"
    return f"{key}: {error['msg']}, not {error['input']!r}"


def _wrong_name(name: str, playbook: Playbook) -> Iterator[str]:
    expected = name.removesuffix(".toml")
    if playbook.name != expected:
        yield f"name: {playbook.name!r} must be the name of the file, {expected!r}"


def _wrong_words(playbook: Playbook) -> Iterator[str]:
    if "en" not in playbook.say:
        yield "say.en: is missing; English is what other languages fall back to"
    for language, say in playbook.say.items():
        if not LANGUAGE.fullmatch(language):
            yield f"say.{language}: is not a language tag such as en, nb or pt-BR"
        yield from _wrong_text(f"say.{language}.subject", say.subject, SUBJECT_FIELDS)
        yield from _wrong_text(f"say.{language}.text", say.text, FIELDS)
        if "\n" in say.subject.strip():
            yield f"say.{language}.subject: must be one line"


def _wrong_text(key: str, text: str, allowed: Iterable[str]) -> Iterator[str]:
    known = set(allowed)
    template = Template(text)
    if not text.strip():
        yield f"{key}: is empty"
    if not template.is_valid():
        yield f"{key}: a $ that starts no field; write $$ for a dollar sign"
        return
    for field in template.get_identifiers():
        if field not in known:
            yield f"{key}: unknown field ${field}; {nearest(field, known)}"


def _wrong_examples(playbook: Playbook) -> Iterator[str]:
    told = {example.fits for example in playbook.examples}
    if True not in told:
        yield "examples: give at least one answer that it fits (fits = true)"
    if False not in told and playbook.when != Fits():
        yield "examples: give at least one answer that it does not fit (fits = false)"
    wrong = wrong_examples(playbook)
    for number, example in enumerate(playbook.examples, start=1):
        if example in wrong:
            yield f"examples.{number}: fits = {str(example.fits).lower()}, but `when` says otherwise"
