"""How a Block Kit rule is written: small checks that are put together into tables.

A check gets a value, the JSON pointer to it, and the list of problems to add to. The words of the problems follow
Slack's `response_metadata.messages`: `[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def report(problems: Problems, words: str, pointer: str) -> None:
    problems.append(f"[ERROR] {words} [json-pointer:{pointer}]")


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters, counted as Slack does: after escaping."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            report(problems, "must be a string", at)
        elif len(value) < least:
            report(problems, f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            report(problems, f"must be less than {most + 1} characters", at)

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        report(problems, "must be a boolean", at)


def integer(low: int, high: int) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            report(problems, "must be an integer", at)
        elif not low <= value <= high:
            report(problems, f"must be between {low} and {high}", at)

    return check


def number(value: Any, at: str, problems: Problems) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        report(problems, "must be a number", at)


def one_of(*allowed: object) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, dict | list) or value not in allowed:
            report(problems, f"must be one of {', '.join(map(str, allowed))}", at)

    return check


def anything(value: Any, at: str, problems: Problems) -> None:
    """For the few fields whose content Slack does not publish a rule for."""


def items(check_one: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            report(problems, "must be an array", at)
            return
        if len(value) > most:
            report(problems, f"no more than {most} items allowed", at)
        if len(value) < least:
            report(problems, f"no fewer than {least} items allowed", at)
        for index, item in enumerate(value):
            check_one(item, f"{at}/{index}", problems)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *more: Check) -> Check:
    """An object with these fields and no others; `more` are checks over the whole object, after its fields."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            report(problems, "must provide an object", at)
            return
        found_before = len(problems)
        for name in required:
            if value.get(name) is None:
                report(problems, f"missing required field: {name}", at)
        for name, content in value.items():
            if name not in known:
                report(problems, f"invalid additional property: {name}", at)
            elif content is not None:
                known[name](content, f"{at}/{name}", problems)
        if len(problems) == found_before:
            for whole in more:
                whole(value, at, problems)

    return check


def exactly_one(*names: str) -> Check:
    """The object must have one of these fields, and not two."""

    def check(value: Any, at: str, problems: Problems) -> None:
        given = [name for name in names if value.get(name) is not None]
        if not given:
            report(problems, f"missing required field: {' or '.join(names)}", at)
        elif len(given) > 1:
            report(problems, f"only one of {', '.join(names)} may be given", at)

    return check


def at_least_one(*names: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if all(value.get(name) is None for name in names):
            report(problems, f"missing required field: {' or '.join(names)}", at)

    return check


def tagged(table: Mapping[str, Check]) -> Check:
    """An object whose `type` says which rule of the table it follows."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            report(problems, "must provide an object", at)
            return
        kind = value.get("type")
        if kind is None:
            report(problems, "missing required field: type", at)
        elif not isinstance(kind, str) or kind not in table:
            report(problems, f"unsupported type: {kind}", f"{at}/type")
        else:
            table[kind](value, at, problems)

    return check


def distinct(field: str, words: str) -> Check:
    """No two objects of the array carry the same `field`."""

    def check(value: Any, at: str, problems: Problems) -> None:
        seen: set[str] = set()
        for index, item in enumerate(value if isinstance(value, list) else []):
            name = item.get(field) if isinstance(item, dict) else None
            if not isinstance(name, str):
                continue
            if name in seen:
                report(problems, f'{words} "{name}" already exists', f"{at}/{index}/{field}")
            seen.add(name)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        for one in checks:
            one(value, at, problems)

    return check
