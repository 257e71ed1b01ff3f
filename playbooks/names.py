"""Names: how `loopwell.toml` names people, channels, zones, countries and fields, checked as far as we can offline."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from string import Formatter
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import jmespath
from holidays.registry import EntityLoader
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict

LAST_NUMBER = 2**31 - 1
"""The last number that a case, a customer or a storm can have; PostgreSQL refuses to look for a greater one."""


class Unfit(ValueError):
    """A value that cannot be meant: `what` is wrong with it and, where we know one, the `cure`."""

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


class Section(BaseModel):
    """A table of the file. Unknown keys are errors: a misspelt key must not silently do nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def nearest(word: str, known: Iterable[str]) -> str:
    """The cure for a misspelt word: the known one that looks most like it, or else all of them."""
    names = sorted(known)
    by_case = {name.casefold(): name for name in names}
    close = get_close_matches(word.casefold(), by_case, n=1, cutoff=0.6)
    return f'Did you mean "{by_case[close[0]]}"?' if close else f"Known: {', '.join(names)}."


def shaped(pattern: str, what: str, cure: str) -> Callable[[str], str]:
    """A check that a whole text has a shape."""
    shape = re.compile(pattern)

    def check(value: str) -> str:
        if shape.fullmatch(value) is None:
            raise Unfit(what, cure)
        return value

    return check


def some_text(value: str) -> str:
    """A text that a person can see: a blank name cannot be chosen from a list."""
    if not value.strip() or not value.isprintable():
        raise Unfit("is empty or holds characters that cannot be seen", "Write a few plain letters.")
    return value


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone(value: str) -> str:
    """An IANA time zone."""
    if value not in known_zones():
        raise Unfit("no such time zone", _same_but_for_case(value) or 'Write one such as "Europe/Oslo" or "UTC".')
    return value


def _same_but_for_case(value: str) -> str:
    twin = next((name for name in known_zones() if name.casefold() == value.strip().casefold()), None)
    return f'Did you mean "{twin}"?' if twin else ""


@cache
def known_countries() -> frozenset[str]:
    """By name only: `list_supported_countries` would load all 250 of them, a tenth of a second at each start."""
    return frozenset(code for code in EntityLoader.get_country_codes() if len(code) == 2)


def country(value: str) -> str:
    """A country whose holidays are known, by its two letters."""
    if value not in known_countries():
        cure = f'Did you mean "{value.upper()}"?' if value.upper() in known_countries() else ""
        raise Unfit("no country with known holidays", cure or 'Write its two ISO letters, such as "NO" or "GB".')
    return value


def expression(value: str) -> str:
    """A JMESPath expression: where in a body a field is found."""
    try:
        jmespath.compile(value)
    except (JMESPathError, RecursionError) as error:
        reason = str(error).splitlines()[0].rstrip(":")
        raise Unfit(f"is not a path into the body ({reason})", 'Write one such as "response.id".') from None
    return value


def template(value: str) -> str:
    """The signed text of a generic signature. It must cover the body: otherwise it proves nothing about it."""
    try:
        parts = [tuple(rest) for _, *rest in Formatter().parse(value) if rest[0] is not None]
    except ValueError:
        parts = [("", "", None)]
    cure = 'Write "{body}" or, with a time, "{timestamp}.{body}".'
    if (
        any(part not in (("timestamp", "", None), ("body", "", None)) for part in parts)
        or "{{" in value
        or "}}" in value
    ):
        raise Unfit("may hold {timestamp} and {body} and nothing else in braces", cure)
    if ("body", "", None) not in parts:
        raise Unfit("leaves out the body, so the signature would prove nothing about it", cure)
    return value


def hook_address(value: str) -> str:
    """Where we send by ourselves: https, for it carries what customers said; plain http only on this machine."""
    cure = 'Write one such as "https://helpdesk.example.com/loopwell".'
    try:
        url = urlsplit(value)
        _port = url.port
    except ValueError:
        raise Unfit("is not a web address", cure) from None
    if not value.isprintable() or " " in value or not url.hostname or url.scheme not in ("http", "https"):
        raise Unfit("is not a web address", cure)
    if url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise Unfit("is not encrypted", "Write it with https://.")
    if url.username or url.password:
        raise Unfit("holds a password", "Leave it out: what we send is signed with the secret.")
    return value


Text = Annotated[str, AfterValidator(some_text)]
HookAddress = Annotated[str, AfterValidator(hook_address)]
Zone = Annotated[str, AfterValidator(zone)]
Country = Annotated[str, AfterValidator(country)]
Expression = Annotated[str, AfterValidator(expression)]
Template = Annotated[str, AfterValidator(template)]
Person = Annotated[
    str,
    AfterValidator(
        shaped(
            r"[UW][A-Z0-9]+|@\S+",
            "is neither a Slack user id nor a user group",
            'Write an id such as "U0MIRA" (in Slack: profile, Copy member ID) or a group such as "@support".',
        )
    ),
]
UserId = Annotated[
    str,
    AfterValidator(
        shaped(
            r"[UW][A-Z0-9]+",
            "is not the id of a Slack user",
            'Write an id such as "U0MIRA" (in Slack: profile, Copy member ID); a group has no order.',
        )
    ),
]
Language = Annotated[
    str,
    AfterValidator(
        shaped(
            r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}",
            "is no language tag",
            'Write one such as "en", "nb" or "pt-BR".',
        )
    ),
]
Channel = Annotated[
    str,
    AfterValidator(
        shaped(
            r"#[^\s#@,.A-Z]{1,80}|[CG][A-Z0-9]+",
            "is neither a Slack channel name nor a channel id",
            'Write "#name" in lower case, or an id such as "C0FEEDBACK".',
        )
    ),
]
UrlName = Annotated[
    str,
    AfterValidator(
        shaped(
            r"[a-z0-9][a-z0-9_-]{0,62}",
            "becomes a part of a web address and cannot be written there",
            'Use small letters, digits, "-" and "_", such as "nps-email".',
        )
    ),
]
HeaderName = Annotated[
    str,
    AfterValidator(
        shaped(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", "is not the name of a header", 'Write one such as "X-Signature".')
    ),
]
