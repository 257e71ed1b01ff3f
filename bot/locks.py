"""Locks: whether the secrets and tokens of `loopwell.toml` can prove where something comes from, told before a survey
is turned away. None is ever shown.

A secret that can never work is refused, and so is a token in an address that stands alone and is quickly guessed: both
are ours to choose. A short secret is only pointed out: a tool may have given it, and a set-up that works is not broken.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.problems import Problem
from bot.references import tables
from bot.variables import SHORTEST_SECRET
from handlers.surveys import check_secret
from playbooks.names import Unfit
from playbooks.policy import Policy
from playbooks.sources import Source

SHORTEST_TOKEN = 8
"""Characters: with a thousand tries a second, one of eight letters and digits is safe for decades, one of four for
half an hour."""

GUESSED = f"has fewer than {SHORTEST_TOKEN} characters and could be guessed, and nothing else proves a survey"
MAKE_ONE = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'."


def lock_problems(written: Mapping[str, Any], filled: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """What could never work, or keeps nobody out. `filled` is what was written with the secrets in their places."""
    as_written = dict(tables(written, "sources"))
    for number, table in tables(filled, "sources"):
        try:
            source = Source.model_validate(table)
        except ValidationError:
            continue  # told with everything else
        if source.unsigned and source.token and len(source.token) < SHORTEST_TOKEN:
            place = f"sources[{number}].token"
            yield Problem(file, place, _named(as_written[number]["token"]), GUESSED, MAKE_ONE)
        try:
            check_secret(source)
        except Unfit as unfit:
            place = f"sources[{number}].secret"
            yield Problem(file, place, _named(as_written[number]["secret"]), unfit.what, unfit.cure)


def _named(value: Any) -> str | None:
    """The variable that holds a secret. None for the secret itself."""
    return f'{{ env = "{value["env"]}" }}' if isinstance(value, dict) else None


def lock_notes(policy: Policy) -> list[str]:
    """What works and could be guessed."""
    secrets = {f"the secret of {source.name}": source.secret for source in policy.sources if not source.unsigned}
    secrets |= {"mail.inbound_secret": policy.mail.inbound_secret, "replies.secret": policy.replies.secret}
    notes = [
        f"Note: {name} has fewer than {SHORTEST_SECRET} characters and could be guessed. Choose a longer one."
        for name, secret in secrets.items()
        if secret and len(secret.removeprefix("whsec_")) < SHORTEST_SECRET
    ]
    notes += [
        f"Note: the token of {source.name} has fewer than {SHORTEST_TOKEN} characters, which adds little to its secret."
        for source in policy.sources
        if source.token and len(source.token) < SHORTEST_TOKEN
    ]
    return notes
