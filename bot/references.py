"""References: what the parts of `loopwell.toml` say of each other and of this version, checked on the file as written.

It looks at the raw tables, so that one slip in a table does not hide another one elsewhere. What has the wrong shape is
passed over here: `bot/validation.py` tells about it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from bot.problems import Problem, show
from handlers.surveys.generic import FIELDS
from playbooks.names import nearest

Table = Mapping[str, Any]

PROVIDERS = frozenset(
    {
        "delighted",
        "typeform",
        "surveymonkey",
        "qualtrics",
        "formbricks",
        "asknicely",
        "wootric",
        "survicate",
        "zendesk",
        "intercom",
        "hubspot",
        "refiner",
        "satismeter",
        "pendo",
        "gainsight_px",
        "jotform",
        "tally",
        "chatwoot",
        "posthog",
        "trustpilot",
        "helpscout",
        "google_forms",
        "standard_webhooks",
        "cloudevents",
        "generic",
    }
)
"""Every provider that has a name, also those that a later version will bring."""


def reference_problems(data: Table, providers: Collection[str], file: str) -> list[Problem]:
    """Names given twice, teams and sources that are not there, providers unknown or still to come, missing secrets."""
    return [
        *_twice(data, "sources", file),
        *_twice(data, "teams", file),
        *_providers(data, providers, file),
        *_signing(data, file),
        *_generic_fields(data, file),
        *_routes(data, file),
    ]


def tables(data: Table, name: str) -> Iterator[tuple[int, Table]]:
    """The tables of a list with their number, from 1. Whatever is no table is left out."""
    entries = data.get(name)
    if isinstance(entries, list):
        yield from ((number, entry) for number, entry in enumerate(entries, 1) if isinstance(entry, dict))


def _twice(data: Table, kind: str, file: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, entry in tables(data, kind):
        name = entry.get("name")
        if not isinstance(name, str):
            continue
        if name in first:
            what = f"{kind}[{first[name]}] has this name already"
            yield Problem(file, f"{kind}[{number}].name", show(name), what, "Give each its own name.")
        first.setdefault(name, number)


def _providers(data: Table, providers: Collection[str], file: str) -> Iterator[Problem]:
    for number, source in tables(data, "sources"):
        provider = source.get("provider")
        if not isinstance(provider, str) or provider in providers:
            continue
        now = f'It can read {", ".join(sorted(providers))}; "generic" reads any JSON.'
        meant = next(iter(get_close_matches(provider.casefold(), PROVIDERS, n=1)), None)
        if provider in PROVIDERS:
            what, cure = "not yet in this version", now
        elif meant and meant not in providers:
            what, cure = "no such provider", f'"{meant}" is not yet in this version either. {now}'
        else:
            what, cure = "no such provider", nearest(provider, providers)
        yield Problem(file, f"sources[{number}].provider", show(provider), what, cure)


def _signing(data: Table, file: str) -> Iterator[Problem]:
    """Every delivery must prove where it comes from: by a signature, or else by a token that only the sender knows."""
    for number, source in tables(data, "sources"):
        secret, token, unsigned = "secret" in source, "token" in source, source.get("unsigned") is True
        stem = re.sub(r"[^A-Z0-9]+", "_", str(source.get("name", "")).upper()).strip("_") or "SURVEY"
        if secret and unsigned:
            what, cure = (
                "stands beside a secret",
                "Remove unsigned, or remove the secret if the provider signs nothing.",
            )
            yield Problem(file, f"sources[{number}].unsigned", "true", what, cure)
        elif unsigned and not token:
            what = "is missing, and without a signature only a token shows that a survey is real"
            yield Problem(file, f"sources[{number}].token", None, what, f'Add token = {{ env = "{stem}_TOKEN" }}.')
        elif not secret and not unsigned:
            cure = f'Add secret = {{ env = "{stem}_SECRET" }}; if the provider signs nothing, say unsigned = true'
            cure += "." if token else f' and add token = {{ env = "{stem}_TOKEN" }}.'
            yield Problem(file, f"sources[{number}].secret", None, "is missing", cure)


def _generic_fields(data: Table, file: str) -> Iterator[Problem]:
    """What `provider = "generic"` is told to read. A wrong name would set every delivery aside."""
    for number, source in tables(data, "sources"):
        fields = source.get("fields")
        if source.get("provider") != "generic" or not isinstance(fields, dict) or not fields:
            continue
        for name in fields.keys() - set(FIELDS):
            yield Problem(file, f"sources[{number}].fields.{name}", None, "no such field", nearest(name, FIELDS))
        if "id" not in fields:
            what = "is missing, so a late comment could not find its score"
            yield Problem(file, f"sources[{number}].fields.id", None, what, 'Add id = "response.id".')


def _routes(data: Table, file: str) -> Iterator[Problem]:
    """A route to a team, or from a source, that is not in the file would silently never be taken."""
    teams, sources = _names(data, "teams"), _names(data, "sources")
    for number, route in tables(data, "routes"):
        team = route.get("team")
        if isinstance(team, str) and team not in teams:
            cure = nearest(team, teams) if teams else "Add that team."
            yield Problem(file, f"routes[{number}].team", show(team), "no such team", cure)
        when = route.get("when")
        wanted = when.get("source", []) if isinstance(when, dict) else []
        for source in [wanted] if isinstance(wanted, str) else wanted if isinstance(wanted, list) else []:
            if isinstance(source, str) and source not in sources:
                cure = nearest(source, sources) if sources else "Add that source."
                yield Problem(file, f"routes[{number}].when.source", show(source), "no such source", cure)


def _names(data: Table, kind: str) -> set[str]:
    return {name for _, entry in tables(data, kind) if isinstance(name := entry.get("name"), str)}
