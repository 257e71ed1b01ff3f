"""Check-in words: the mail that asks whether it is solved, and what its page says, in the customer's language."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from playbooks.comment_language import answer_in
from playbooks.customers import Customer
from playbooks.responses import Response

ENGLISH = "en"
SAME = {"no": "nb", "nn": "nb", "mo": "ro"}
WORDS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "check_in.toml").read_text(encoding="utf-8"))


def language_for(*asked: str | None) -> str:
    """The first of these languages in which we have words: "nb" for "no" and "nb-NO". Else English."""
    for one in asked:
        general = (one or "").strip().replace("_", "-").partition("-")[0].casefold()
        if (found := SAME.get(general, general)) in WORDS:
            return found
    return ENGLISH


def accepted(header: str) -> str:
    """The language that a browser asks for (Accept-Language), as far as we speak it."""
    return language_for(*(part.partition(";")[0] for part in header[:200].split(",")))


def spoken_by(customer: Customer, answers: Sequence[Response]) -> str:
    """The customer's language: what is known of them, or that of their newest answer, or else of their words."""
    newest = answers[-1].language if answers else None
    return language_for(customer.language, newest, answer_in(customer, answers))


def mail_words(language: str, company: str, name: str | None, link: str) -> tuple[str, str]:
    """Subject and plain text of the mail."""
    say = WORDS[language]
    hello = say["hello_name"].format(name=name) if name else say["hello"]
    parts = (hello, say["text"], f"{say['press']}\n{link}", say["bye"].format(company=company))
    return say["subject"], "\n\n".join(parts)
