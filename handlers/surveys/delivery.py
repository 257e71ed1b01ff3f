"""What a survey provider is to us: pure functions, `verify` and `parse` over one delivery, and
`check_secret` over the configuration."""

import json
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from playbooks.responses import Answer
from playbooks.sources import Source


@dataclass(frozen=True)
class Delivery:
    """One HTTP request as it came in. `headers` have lower-case names; `body` is the raw bytes."""

    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str]
    received_at: datetime


class Unauthorized(Exception):
    """The delivery does not prove that it comes from the provider. The text says why, for the log only."""


class Unreadable(Exception):
    """Authentic, but not what the provider has published. The text says what is wrong with it, in one sentence."""


@dataclass(frozen=True)
class Ignored:
    """An authentic delivery that carries no answer: a test ping, a dismissal, another kind of event."""

    reason: str


@dataclass(frozen=True)
class Read:
    """What was read from a delivery. `key` is the provider's id of this very delivery, the same in every retry;
    None where the provider sends none (then the body's digest is the key)."""

    answers: tuple[Answer, ...]
    key: str | None = None


class Provider(Protocol):
    """One provider's module."""

    def verify(self, delivery: Delivery, source: Source) -> None:
        """Raises Unauthorized unless the delivery is authentic and fresh. Constant time, over the raw body."""

    def parse(self, delivery: Delivery, source: Source) -> Read | Ignored:
        """Reads a verified delivery. Raises Unreadable."""

    def check_secret(self, source: Source) -> None:
        """Raises playbooks' Unfit when no delivery could ever be proven by the secret of this source."""


def json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object. NaN and Infinity are no JSON. Raises Unreadable."""
    try:
        value = _JSON.decode(body.removeprefix(BOM_UTF8).decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The body is not JSON: {why_no_json(error)}.") from None
    if not isinstance(value, dict):
        raise Unreadable("The body is JSON but not an object.")
    return value


class _NoConstant(ValueError):
    """NaN or Infinity."""


def why_no_json(error: Exception) -> str:
    """What was wrong with a body that should have been JSON, in words for people who do not write Python."""
    match error:
        case json.JSONDecodeError() | _NoConstant():
            return str(error)
        case UnicodeDecodeError():
            return f"byte {error.start + 1} is not UTF-8"
        case RecursionError():
            return "it is nested too deeply"
        case _:
            return "a number in it has too many digits"


def _no_constant(name: str) -> float:
    raise _NoConstant(f"{name} is not a JSON number")


_JSON = json.JSONDecoder(parse_constant=_no_constant)
