"""Customer facts: reads what the company's own systems say of a customer, strictly, so that a mistake is seen."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from playbooks.customers import FACTS, Identity, Touch, normal_email, normal_language, worth_unclear

Reader = Callable[[str, Any], Any]

LONGEST = 500
MOST_WORTH = 10**12
YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def told(values: Mapping[str, Any]) -> Identity:
    """The facts of one row or JSON object; empty texts and None say nothing.

    Raises ValueError with one sentence that names the field, the value and the cure.
    """
    facts = {}
    for name, value in values.items():
        if name not in FACTS:
            near = get_close_matches(str(name), FACTS, 1)
            hint = f' Did you mean "{near[0]}"?' if near else f" Known are: {', '.join(FACTS)}."
            raise ValueError(f'There is no field "{name}".{hint}')
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        read: Reader = READ.get(name, _text)
        facts[name] = read(name, value)
    if not facts.get("email") and not facts.get("external_id"):
        raise ValueError("A customer needs an email or an external_id.")
    return Identity(**facts)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ValueError(f"{name} must be a text.")
    text = "".join(c for c in str(value) if c.isprintable()).strip()
    if len(text) > LONGEST:
        raise ValueError(f"{name} is longer than {LONGEST} characters.")
    return text


def _email(name: str, value: Any) -> str:
    text = _text(name, value)
    if normal_email(text) is None:
        raise ValueError(f'email = "{text}" is not an e-mail address.')
    return text


def _touch(name: str, value: Any) -> Touch:
    text = _text(name, value).casefold()
    if text not in set(Touch):
        raise ValueError(f'touch = "{text}" must be "high" or "low".')
    return Touch(text)


def _value(name: str, value: Any) -> int:
    text = re.sub(r"[\s_']", "", str(value)) if not isinstance(value, bool) else ""
    if isinstance(value, str) and worth_unclear(text):
        raise ValueError(f'value = "{value}" is not clear: thousands or decimals? Write it without a dot, like 48000.')
    try:
        number = round(float(text))
    except (ValueError, OverflowError):
        raise ValueError(f'value = "{value}" is not a number; write it like 48000.') from None
    if not 0 <= number <= MOST_WORTH:
        raise ValueError(f'value = "{value}" must lie between 0 and {MOST_WORTH}.')
    return number


def _owner(name: str, value: Any) -> str:
    text = _text(name, value)
    if not re.fullmatch(r"[UW][A-Z0-9]{2,}", text):
        raise ValueError(f'owner = "{text}" is not a Slack user id; it begins with U or W, like U012AB3CD.')
    return text


def _language(name: str, value: Any) -> str:
    text = _text(name, value)
    if (code := normal_language(text)) is None:
        raise ValueError(f'language = "{text}" is not the code of a language; write it like "en" or "pt-BR".')
    return code


def _timezone(name: str, value: Any) -> str:
    text = _text(name, value)
    try:
        ZoneInfo(text).utcoffset(None)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'timezone = "{text}" is not known; write it like "Europe/Oslo".') from None
    return text


def _yes_or_no(name: str, value: Any) -> bool:
    answer = YES_NO.get(str(value).strip().casefold())
    if answer is None:
        raise ValueError(f'{name} = "{value}" must be true or false.')
    return answer


READ: Mapping[str, Reader] = {
    "email": _email,
    "touch": _touch,
    "value": _value,
    "owner": _owner,
    "language": _language,
    "timezone": _timezone,
    "do_not_contact": _yes_or_no,
}
