"""Validation: what pydantic finds wrong with `loopwell.toml`, said in the words of the person who wrote the file."""

import re
from collections.abc import Set
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.problems import Problem, show
from playbooks.days_off import Holidays
from playbooks.names import nearest
from playbooks.policy import (
    Company,
    Drafts,
    Limits,
    Mailings,
    Mails,
    Nags,
    Pace,
    Policy,
    Replies,
    Route,
    RouteLimits,
    Team,
    When,
)
from playbooks.sources import HmacHeader, Source

Path = tuple[str | int, ...]

SECTIONS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Policy,
    ("company",): Company,
    ("sources",): Source,
    ("sources", "signature"): HmacHeader,
    ("teams",): Team,
    ("routes",): Route,
    ("teams", "holidays"): Holidays,
    ("routes", "when"): When,
    ("routes", "limits"): RouteLimits,
    ("limits", "high"): Limits,
    ("limits", "low"): Limits,
    ("nags",): Nags,
    ("mailings",): Mailings,
    ("mail",): Mails,
    ("replies",): Replies,
    ("delivery",): Pace,
    ("drafts",): Drafts,
}
"""Which model describes which table, so that a misspelt key meets the keys that it may have meant."""

LISTS = ("sources", "teams", "routes")

MISSING = {
    "company": 'Begin the file with [company] and name = "Acme".',
    "teams": 'Add [[teams]] with name = "support" and channel = "#customer-feedback".',
    "name": 'Add name = "...".',
    "provider": 'Add provider = "delighted", or "generic" for a system of your own.',
    "channel": 'Add channel = "#customer-feedback".',
    "team": "Add team = and the name of one of the [[teams]].",
    "header": 'Add header = "X-Signature".',
}

NEEDED: dict[str, tuple[str, str]] = {
    "string_type": ("must be a text", 'Put it in quotes: "...".'),
    "bool_type": ("must be true or false", "Write true or false, without quotes."),
    "int_type": ("must be a whole number", "Write it without quotes, such as 6."),
    "float_type": ("must be a number", "Write it without quotes, such as 1.0."),
    "finite_number": ("must be a number that ends", "Write one such as 1.0."),
    "greater_than": ("is too small", "Write a number above {gt:g}."),
    "greater_than_equal": ("is too small", "Write {ge:g} or more."),
    "less_than_equal": ("is too large", "Write {le:g} or less."),
    "too_short": ("is empty", MISSING["teams"]),
}
"""What pydantic calls an error, and what we say. A cure is a template over the error's own context."""


def problems_of(error: ValidationError, file: str) -> list[Problem]:
    """One Problem for each thing that pydantic found."""
    found = [(path_of(details["loc"]), details) for details in error.errors(include_url=False)]
    unknown = {path for path, details in found if _is_unknown(details)}
    return [
        _problem(details, path, file)
        for path, details in found
        if _is_unknown(details) or not _follows_from_another(details, path, unknown)
    ]


def _follows_from_another(details: ErrorDetails, path: Path, unknown: Set[Path]) -> bool:
    """Is this told already? The parts of a table with an unknown name, and a list that is too short only because
    pydantic left out what is wrong in it."""
    if any(path[:length] in unknown for length in range(1, len(path) + 1)):
        return True
    return details["type"] == "too_short" and bool(details["input"])


def path_of(loc: Path) -> Path:
    """Where in the file: pydantic's location without its own marks (`[key]`, which form a signature has, and the
    place in a list that may have been written as a single text)."""
    path = loc[:-1] if loc[-1:] == ("[key]",) else loc
    if path[2:3] == ("signature",):
        return path[:3] + path[4:]
    return path[:4] if path[2:3] == ("when",) else path


def key_of(path: Path) -> str:
    """`sources[2].provider`; people count from 1."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _is_unknown(details: ErrorDetails) -> bool:
    return details["type"] == "extra_forbidden" or details["loc"][-1:] == ("[key]",)


def _problem(details: ErrorDetails, path: Path, file: str) -> Problem:
    if _is_unknown(details):
        # no value: what stands under a misspelt "secret" is a secret
        return Problem(file, key_of(path), None, "no such key", _known_instead(path, details))
    what, cure = _wording(details, path)
    value = None if details["type"] in ("missing", "too_short") else show(details["input"])
    return Problem(file, key_of(path), value, what, cure)


def _known_instead(path: Path, details: ErrorDetails) -> str:
    section = SECTIONS.get(tuple(part for part in path[:-1] if isinstance(part, str)))
    known = list(section.model_fields) if section else _expected(details)
    return nearest(str(path[-1]), known)


def _expected(details: ErrorDetails) -> list[str]:
    """The words that an enumeration or a literal accepts."""
    return re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))


def _wording(details: ErrorDetails, path: Path) -> tuple[str, str]:
    """What is wrong, and the cure."""
    kind, context = details["type"], details.get("ctx", {})
    if kind == "missing":
        return "is missing", MISSING.get(str(path[-1]), "")
    if kind in ("enum", "literal_error"):
        return "no such choice", nearest(str(details["input"]), _expected(details))
    if kind in ("model_type", "dict_type", "tuple_type"):
        return _shape(path, kind)
    if kind in NEEDED:
        what, cure = NEEDED[kind]
        return what, cure.format_map(context)
    found: Any = context.get("error")
    return (str(found) if found is not None else details["msg"]), getattr(found, "cure", "")


def _shape(path: Path, kind: str) -> tuple[str, str]:
    """A table, a list of tables or a list was expected, and something else stands there."""
    name = str(path[0])
    if name in LISTS and len(path) <= 2:
        return "must be a list of tables", f"Write [[{name}]], with two brackets, above each of them."
    if kind == "tuple_type":
        return "must be a list", 'Write it in brackets: ["..."].'
    return "must be a table", f"Write {key_of(path[-1:])} = {{ ... }}, or a [{_header(path)}] of its own."


def _header(path: Path) -> str:
    return ".".join(part for part in path if isinstance(part, str))
