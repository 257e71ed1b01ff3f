"""Reading: what comes from outside, made into plain values that can be stored, shown and compared.

Every text went through `clean`. Nothing here raises anything but Unreadable.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.surveys.cleaning import clean
from handlers.surveys.delivery import Unreadable

LONGEST_ID = 255
"""Longer "ids" are something else, and would not fit an index."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_WEB_LINK = re.compile(r"https?://[^\s<>|\"]+")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
AHEAD = timedelta(minutes=1)
"""By so much may a provider's clock be ahead of ours, and its deliveries still be put into its own order."""
_MILLISECONDS_FROM = 1e11
"""As seconds this is the year 5138, as milliseconds 1973: no survey was answered in either."""


def text(value: object, where: str) -> str | None:
    """What a customer wrote, lines and all. None where there is nothing. A comment is never lost for its type."""
    if value is None:
        return None
    if isinstance(value, (bool, list, dict)):
        raise Unreadable(f"The field `{where}` should be a text but is {shown(value)}.")
    return clean(str(value)).strip() or None


def line(value: object) -> str | None:
    """A short fact (a name, an account) on one line; None when it is missing or of a wrong type."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return " ".join(clean(str(value)).split()) or None


def words(value: object) -> str | None:
    """Any answer as words, for showing beside the score: a choice, several choices, a number, yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(word for item in value if (word := line(item))) or None
    return None if value is None or isinstance(value, dict) else clean(str(value)).strip() or None


def known_id(value: object) -> str | None:
    """An id as text, or None when it is missing or cannot be one."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    cleaned = clean(str(value)).strip()
    return cleaned if 0 < len(cleaned) <= LONGEST_ID else None


def identifier(value: object, where: str) -> str:
    """The id without which a delivery cannot be filed."""
    if (found := known_id(value)) is None:
        raise Unreadable(
            f"The field `{where}` should hold the id of the response (a text of 1 to {LONGEST_ID} characters) "
            f"but is {shown(value)}."
        )
    return found


def number(value: object) -> float | None:
    """A finite number, also where it comes as text ("10"); None for everything else."""
    if isinstance(value, str):
        stripped = value.strip()
        return float(stripped) + 0.0 if _NUMBER.fullmatch(stripped) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found + 0.0 if math.isfinite(found) else None  # + 0.0 makes a zero of minus zero


def instant(value: object) -> datetime | None:
    """A time, aware UTC: Unix seconds, milliseconds or ISO 8601 (without a zone: UTC). None when it is no time,
    or one of an absurd year."""
    seconds = number(value)
    try:
        if seconds is not None:
            seconds = seconds / 1000 if abs(seconds) >= _MILLISECONDS_FROM else seconds
            found = datetime.fromtimestamp(seconds, UTC)
        elif isinstance(value, str):
            found = datetime.fromisoformat(value.strip())
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def moment(value: object, now: datetime) -> datetime | None:
    """When something happened, by the provider's word. A clock that is far ahead counts as saying "now": taken at its
    word it would overrule all later news of this response, and an unhappy customer would be nobody's case."""
    found = instant(value)
    return found if found is None or found <= now + AHEAD else now


def web_link(value: object) -> str | None:
    """An address that a button may open: http or https, nothing else."""
    written = line(value)
    return written if written is not None and _WEB_LINK.fullmatch(written) else None


def mapping(value: object) -> dict[str, Any]:
    """An optional object; empty when it is null, missing or of a wrong type (`[]` for an empty object is seen)."""
    return value if isinstance(value, dict) else {}


def required(body: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under `key` that holds what the delivery is about."""
    if not isinstance(value := body.get(key), dict):
        raise Unreadable(f"The field `{key}` should be an object but is {shown(value)}.")
    return value


def event_name(body: dict[str, Any], key: str) -> str:
    """The name of the event, under `key`."""
    if not isinstance(value := body.get(key), str) or (name := known_id(value)) is None:
        raise Unreadable(f"The field `{key}` should name the event but is {shown(value)}.")
    return name


def shown(value: object) -> str:
    """A value in a sentence for an admin: what it is, not all of it."""
    if value is None:
        return "missing"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    written = clean(str(value).lower() if isinstance(value, bool) else str(value))
    written = written if len(written) <= 40 else f"{written[:40]}…"
    return f'"{written}"' if isinstance(value, str) else written


def named(names: list[str]) -> str:
    """Names from a body in a sentence for an admin: the first few, each of a length that can be read."""
    listed = ", ".join(clean(name)[:60] for name in names[:10]) or "none"
    return listed if len(names) <= 10 else f"{listed} and {len(names) - 10} more"
