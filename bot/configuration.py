"""Configuration: `loopwell.toml` read, its secrets filled in from the environment, and checked as a whole."""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.locks import lock_problems
from bot.problems import Broken, Problem
from bot.references import reference_problems, tables
from bot.validation import problems_of
from playbooks.policy import Policy

SECRETS = ("secret", "token")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_policy(path: Path, environ: Mapping[str, str], providers: Collection[str]) -> Policy:
    """The policy that the file at `path` holds. `providers` are those that this version can read.

    Raises Broken with everything that is wrong with it.
    """
    return policy_of(_tables_of(path), environ, providers, str(path))


def policy_of(data: Mapping[str, Any], environ: Mapping[str, str], providers: Collection[str], file: str) -> Policy:
    """The policy that these tables hold. `file` is where they come from, for the sentences. Raises Broken."""
    filled, problems = _with_secrets(data, environ, file)
    problems += reference_problems(data, providers, file)
    problems += lock_problems(data, filled, file)
    try:
        policy = Policy.model_validate(filled)
    except ValidationError as error:
        # its own text shows the input, secrets included: it must not become the cause that a log prints
        raise Broken(_together(problems_of(error, file) + problems)) from None
    if problems:
        raise Broken(_together(problems))
    return policy


def _together(problems: list[Problem]) -> list[Problem]:
    """The same problems, those of one table beside each other."""
    tables = list(dict.fromkeys(_table(problem) for problem in problems))
    return sorted(problems, key=lambda problem: tables.index(_table(problem)))


def _table(problem: Problem) -> str:
    return problem.key.partition(".")[0]


def _tables_of(path: Path) -> dict[str, Any]:
    file = str(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        cure = "Copy loopwell.example.toml there and fill it in, or try everything first with `make demo`."
        raise Broken([Problem(file, "", None, "there is no such file", cure)]) from None
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise Broken([Problem(file, "", None, what, "Check what it is and who may read it.")]) from None
    except UnicodeDecodeError:
        raise Broken([Problem(file, "", None, "is not UTF-8 text", "Save it as UTF-8.")]) from None
    except tomllib.TOMLDecodeError as error:
        raise Broken([_syntax_problem(file, str(error))]) from None
    except RecursionError:
        raise Broken([Problem(file, "", None, "is nested too deeply", "Use fewer brackets in brackets.")]) from None


def _syntax_problem(file: str, message: str) -> Problem:
    """ "Invalid value (at line 2, column 5)" as file, line and column. The line itself may hold a secret."""
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|(end of document))\)", message, re.DOTALL)
    if match is None:
        return Problem(file, "", None, f"is not TOML: {message}", "")
    place = f"line {match[2]}, column {match[3]}" if match[2] else "the last line"
    what = f"is not TOML: {match[1][0].lower()}{match[1][1:]}"
    return Problem(file, place, None, what, "Texts stand in quotes, lists in [ ], tables in { }.")


def _with_secrets(
    data: Mapping[str, Any], environ: Mapping[str, str], file: str
) -> tuple[dict[str, Any], list[Problem]]:
    """The same tables with every secret as a text; None for those that are not there, with why."""
    problems: list[Problem] = []
    filled: dict[int, dict[str, Any]] = {}
    for number, source in tables(data, "sources"):
        filled[number] = dict(source)
        for key in (key for key in SECRETS if key in source):
            found = secret_of(source[key], environ)
            if isinstance(found, str):
                filled[number][key] = found
            else:
                filled[number][key] = None
                problems.append(Problem(file, f"sources[{number}].{key}", *found))
    mail = data.get("mail")
    if isinstance(mail, dict) and "inbound_secret" in mail:
        found = secret_of(mail["inbound_secret"], environ)
        data = {**data, "mail": {**mail, "inbound_secret": found if isinstance(found, str) else None}}
        if not isinstance(found, str):
            problems.append(Problem(file, "mail.inbound_secret", *found))
    replies = data.get("replies")
    if isinstance(replies, dict) and "secret" in replies:
        found = secret_of(replies["secret"], environ)
        data = {**data, "replies": {**replies, "secret": found if isinstance(found, str) else None}}
        if not isinstance(found, str):
            problems.append(Problem(file, "replies.secret", *found))
    if not filled:
        return dict(data), problems
    sources = [filled.get(number, entry) for number, entry in enumerate(data["sources"], 1)]
    return {**data, "sources": sources}, problems


def secret_of(value: Any, environ: Mapping[str, str]) -> str | tuple[str | None, str, str]:
    """A secret, or else (what to show, what is wrong, cure)."""
    if isinstance(value, str):
        return value.strip() or (None, "is empty", 'Write { env = "NAME" } and set that variable.')
    if not isinstance(value, dict) or set(value) != {"env"}:
        return None, "is neither a text nor a variable", 'Write { env = "NAME" } and set that variable.'
    name = value["env"]
    if not isinstance(name, str) or VARIABLE.fullmatch(name) is None:
        return None, "does not name an environment variable", 'Write its name, such as { env = "NPS_SECRET" }.'
    if secret := environ.get(name, "").strip():
        return secret
    return f'{{ env = "{name}" }}', "that environment variable is not set", f"Set {name}."
