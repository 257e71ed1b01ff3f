"""Customer words: what our own pages and mails say to customers, in their language. Kept as data beside this file."""

import tomllib
from pathlib import Path

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
ENGLISH = "en"

WORDS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "unsubscribe.toml").read_text(encoding="utf-8")
)


def spoken_of(language: str | None) -> str:
    """The language in which we have words, for the one that was asked for: "nb" for "no" and "nb-NO"."""
    general = (language or ENGLISH).replace("_", "-").split("-")[0].casefold()
    general = {"no": "nb", "nn": "nb", "mo": "ro"}.get(general, general)
    return general if general in WORDS else ENGLISH


def words_in(language: str | None) -> dict[str, str]:
    """What we say in it, by key; in English where we do not speak it."""
    return WORDS[spoken_of(language)]


def direction(language: str | None) -> str:
    """ "rtl" or "ltr", as HTML says it."""
    return "rtl" if (language or "").replace("_", "-").split("-")[0].casefold() in RIGHT_TO_LEFT else "ltr"
