"""Properties: what a survey carries along about the customer, by names that companies commonly give them.

"Company", "company_name" and "companyName" are one name. What is recognised fills in an Identity; all of it is
kept beside the answer as well.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from handlers.surveys.reading import known_id, line, number, words
from playbooks.customers import Identity, Touch, normal_email, normal_language, worth_unclear

# For each fact the property names that mean it, surest first, without case, spaces and punctuation.
NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "fullname", "customername", "contactname"),
    "email": ("email", "emailaddress", "customeremail"),
    "external_id": ("externalid", "customerid", "userid"),
    "phone": ("phone", "phonenumber", "mobile", "telephone"),
    "account": ("account", "accountname", "company", "companyname", "organization", "organisation"),
    "touch": ("touch", "touchmodel"),
    "value": ("value", "accountvalue", "annualvalue", "arr"),
    "owner": ("owner", "accountowner", "slackowner"),
    "language": ("language", "locale", "lang"),
    "timezone": ("timezone", "tz"),
}
TOUCHPOINT = ("touchpoint", "questionproductname")
_FACT_OF = {name: fact for fact, names in NAMES.items() for name in names}
_RECOGNISED = frozenset((*TOUCHPOINT, *_FACT_OF))
_PLACE_OF = {name: place for place, name in enumerate(_FACT_OF)}

_TIMEZONE = re.compile(r"UTC|[A-Za-z]+(/[A-Za-z0-9_+-]+){1,2}")
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_MOST_WORTH = 10**12


def identity(properties: Mapping[str, object], **said: object) -> Identity:
    """Who answered: what the provider says under its own names (`said`, by the names of Identity), and from the
    properties what is still missing. A fact of a wrong type or form is a missing one."""
    known: dict[str, Any] = {"provider_id": known_id(said.pop("provider_id", None))}
    by_name = _by_name(properties)
    candidates = [*said.items()]
    candidates += [
        (_FACT_OF[name], by_name[name]) for name in sorted(by_name.keys() & _PLACE_OF, key=_PLACE_OF.__getitem__)
    ]
    for fact, value in candidates:
        if fact not in known and value is not None and (found := _READERS[fact](value)) is not None:
            known[fact] = found
    return Identity(**known)


def touchpoint(properties: Mapping[str, object]) -> str | None:
    """Where in the journey the survey was asked, if a property says so."""
    by_name = _by_name(properties)
    return next((found for name in TOUCHPOINT if (found := line(by_name.get(name)))), None)


def texts(properties: Mapping[str, object]) -> dict[str, str]:
    """All properties as texts, to keep beside the answer."""
    return {
        name: value
        for key, given in properties.items()
        if (name := line(key)) is not None and (value := words(given)) is not None
    }


def recognised(name: str) -> bool:
    """Whether a property of this name is a fact about the customer, and so not an answer."""
    return _plain(name) in _RECOGNISED


def language(value: object) -> str | None:
    """A language as in BCP 47 ("pt-BR"); "default" and the like are none."""
    written = line(value)
    return None if written is None else normal_language(written)


def email(value: object) -> str | None:
    written = line(value)
    return written if written is not None and normal_email(written) is not None else None


def _touch(value: object) -> Touch | None:
    return {"high": Touch.HIGH, "hightouch": Touch.HIGH, "low": Touch.LOW, "lowtouch": Touch.LOW}.get(
        _plain(line(value) or "")
    )


def _worth(value: object) -> int | None:
    if isinstance(value, str) and worth_unclear(value.strip()):
        return None
    found = number(value)
    return int(found) if found is not None and 0 <= found <= _MOST_WORTH else None


def _matching(pattern: re.Pattern[str]) -> Callable[[object], str | None]:
    def read(value: object) -> str | None:
        written = line(value)
        return written if written is not None and pattern.fullmatch(written) else None

    return read


_READERS: Mapping[str, Callable[[object], object]] = {
    "name": line,
    "email": email,
    "external_id": known_id,
    "phone": line,
    "account": line,
    "touch": _touch,
    "value": _worth,
    "owner": _matching(_SLACK_USER),
    "language": language,
    "timezone": _matching(_TIMEZONE),
}


def _by_name(properties: Mapping[str, object]) -> dict[str, object]:
    return {_plain(key): value for key, value in properties.items()}


def _plain(name: str) -> str:
    if name.isascii() and name.isalnum():  # as most are
        return name.lower()
    return "".join(character for character in name.casefold() if character.isalnum())
