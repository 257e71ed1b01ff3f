"""Problems: what is wrong with the settings, said so that it can be put right. Secrets are never shown."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

LONGEST_VALUE = 60
LOOKS_SECRET = re.compile(r"whsec_|xox|xapp-|sk-|Bearer ", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    `key` is where, with list entries counted from 1: `sources[2].provider` is in the second `[[sources]]`.
    `value` is what stands there, as the file writes it; None when it is missing, long-winded or secret.
    """

    file: str
    key: str
    value: str | None
    what: str
    cure: str = ""

    def __str__(self) -> str:
        place = f"{self.key} = {self.value}" if self.value is not None else self.key
        sentence = ": ".join(part for part in (self.file, place, self.what) if part)
        return _printable(f"{sentence}. {self.cure}" if self.cure else f"{sentence}.")


class Broken(Exception):
    """The settings or the configuration cannot be used. `problems` is everything that was found, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Failed(Exception):
    """What went wrong with a command, a sentence a line."""


def show(value: Any) -> str | None:
    """A value as TOML writes it, cut where it is long. None for tables and for what may be a secret."""
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        shown = [show(item) for item in value]
        return None if None in shown else _cut(f"[{', '.join(str(item) for item in shown)}]")
    if isinstance(value, str):
        return None if LOOKS_SECRET.match(value) else _cut(json.dumps(value, ensure_ascii=False))
    if isinstance(value, bool):
        return str(value).lower()
    return _cut(str(value)) if isinstance(value, int | float | date | time) else None


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _printable(text: str) -> str:
    """Control characters, lone surrogates and the like as escapes: the sentence must survive any terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
