"""Language: every word that a person reads goes through here. English is the source; others come as data."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ENGLISH = gettext.NullTranslations()
_spoken: ContextVar[gettext.NullTranslations] = ContextVar("spoken", default=ENGLISH)


def _(message: str) -> str:
    """`message` in the language being spoken. Fill in values afterwards: `_("Hello {name}").format(name=...)`."""
    return _spoken.get().gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that goes with the number `n`."""
    return _spoken.get().ngettext(one, many, n)


@contextmanager
def speaking(language: gettext.NullTranslations) -> Iterator[None]:
    """Speaks `language` inside the block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)
