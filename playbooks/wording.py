"""Wording: the text of a reply, and how a customer's own names and numbers are put into it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template

from pydantic import ConfigDict

from playbooks.customers import Customer
from playbooks.responses import Response

FIELDS = {
    "first_name": "the customer's first name",
    "company": "your own company",
    "agent": "the person who answers",
    "account": "the customer's company",
    "score": "the score that was given",
    "highest": "the highest score that can be given",
    "touchpoint": "where the survey was asked, such as onboarding",
}
ARTICLES = "articles"
"""The field that stands for the links to help articles, a line each."""
TEXT_FIELDS = {**FIELDS, ARTICLES: "the help articles of the playbook, a line each"}
SUBJECT_FIELDS = frozenset({"company", "agent"})
"""A subject is one sentence that is always sent, so it uses only what is always known."""


@dataclass(frozen=True)
class Say:
    """What to say in one language: `string.Template` texts with the fields of FIELDS."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    subject: str
    text: str


@dataclass(frozen=True)
class Filled:
    """A reply as the customer will read it."""

    subject: str
    text: str


ARTICLES_HERE = re.compile(r"\$(?:articles\b|\{articles\})")
SIGNATURE = re.compile(r"^(?:[^\n$]{1,40}\n)?\$agent$", re.MULTILINE)
"""The agent's name on a line of its own, with a closing such as "Vennlig hilsen" above it."""


def with_articles(say: Say, links: Sequence[str]) -> Say:
    """The same words with these links (template texts) in place of $articles, or else before the signature."""
    if not links:
        return say
    lines = "\n".join(links)
    if place := ARTICLES_HERE.search(say.text):
        return Say(say.subject, say.text[: place.start()] + lines + say.text[place.end() :])
    if place := SIGNATURE.search(say.text):
        return Say(say.subject, f"{say.text[: place.start()]}{lines}\n\n{say.text[place.start() :]}")
    return Say(say.subject, f"{say.text.rstrip()}\n\n{lines}")


def fields_of(customer: Customer, response: Response | None, company: str, agent: str) -> dict[str, str]:
    """The fields as far as they are known; what is not known is left out."""
    known = {
        "first_name": first_name(customer.name),
        "company": company,
        "agent": agent,
        "account": customer.account,
        "touchpoint": response.touchpoint if response else None,
    }
    if response and response.score is not None:
        known |= {"score": f"{response.score:g}", "highest": f"{response.scale.high:g}"}
    return {name: clean for name, value in known.items() if (clean := _one_line(value))}


TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "herr", "frau"})


def first_name(name: str | None) -> str | None:
    """What to greet somebody by: "Ingrid" for "Dr. Ingrid Haugen" and for "Haugen, Ingrid". None where the name is
    no name of a person that one could greet (an address, an initial, a number)."""
    last, comma, given = _one_line(name).partition(",")
    parts = [part for part in (given if comma else last).split() if part.rstrip(".").casefold() not in TITLES]
    first = parts[0] if parts else ""
    if "@" in first or len(first.rstrip(".")) < 2 or any(letter.isdigit() for letter in first):
        return None
    return first


def fill(say: Say, fields: Mapping[str, str | None]) -> Filled:
    """The reply with its fields filled in. Line breaks and control characters inside a value become spaces.

    Without a first name "Hello $first_name," becomes "Hello,", in any language. A sentence that needs another field
    that is not known is left out, and so is a line of which nothing remains: nobody is sent a gap.
    """
    known = {name: clean for name, value in fields.items() if (clean := _one_line(value))}
    lines = [_fill_line(line, known) for line in say.text.strip().splitlines()]
    text = "\n".join(line for line in lines if line is not None)
    return Filled(_fill_line(say.subject, known) or "", re.sub(r"\n{3,}", "\n\n", text).strip())


SENTENCE_END = re.compile(r"(?<=[.?!؟。])\s+")
NAMELESS = re.compile(r"[\s،,]*(?<!\$)\$(?:first_name\b|\{first_name\})")


def _fill_line(line: str, known: Mapping[str, str]) -> str | None:
    """One line filled in; None when it had words and none of its sentences can be said."""
    if "first_name" not in known:
        line = NAMELESS.sub("", line)
    sentences = [Template(sentence) for sentence in SENTENCE_END.split(line)]
    said = [one.substitute(known) for one in sentences if known.keys() >= set(one.get_identifiers())]
    return " ".join(said) if said else None


def _one_line(value: str | None) -> str:
    """A value without line breaks and control characters, so that it cannot become a mail header."""
    printable = "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in value or "")
    return " ".join(printable.split())
