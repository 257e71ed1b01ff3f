"""Drafts: a playbook's words rewritten for one customer by a model, and what of its answer may be shown.

A draft is only ever a proposal: a person reads it, changes it, and sends it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playbooks.comment_language import answer_in
from playbooks.customers import Customer
from playbooks.promises import Promise, new_promises
from playbooks.prompts import (
    CUT,
    DATA_ONLY,
    Prompt,
    Unusable,
    Why,
    data_of,
    in_script_of,
    language_name,
    primary,
    tag_of,
    texts_of,
)
from playbooks.redaction import LINKS, Kind, Torn, Veil, known_of
from playbooks.replies import Playbook, say_in
from playbooks.responses import Response
from playbooks.wording import Filled, fields_of, fill

KEYS = ("language", "subject", "text")
LONGEST_SUBJECT, LONGEST_TEXT = 200, 3000
MOST_TOKENS = 1500
MARKUP = re.compile(r"<\s*[A-Za-z/!?]|&(?:[a-z]{2,8}|#\w{1,8});|\]\(|```")

RULES = (
    "You help a colleague at {company} to answer a customer's survey response by e-mail. Rewrite the words of "
    '"template" for this customer, so that they answer what "comment" says. Keep what the template means to do. '
    "Promise nothing that the template does not promise: no refund, discount, credit, compensation, free time, amount "
    "or date of your own. Write no links, no addresses, no HTML and no Markdown, only plain paragraphs. Be warm, short "
    "and concrete, without exclamation marks. Write in {language}. Keep the greeting and the signature. "
    "{data_only}"
    'Answer with one JSON object with exactly these keys: "language" ("{tag}"), "subject" (one line, at most 100 '
    'characters) and "text" (at most 1500 characters).'
)


@dataclass(frozen=True)
class Wanted:
    """What a draft is wanted of: the playbook, for whom, about which answer, by whom, and in which language (the
    customer's, if it is None)."""

    playbook: Playbook
    customer: Customer
    response: Response | None
    company: str
    agent: str
    language: str | None = None


@dataclass(frozen=True)
class Asked:
    """A prompt with all that its answer is measured by. `template` holds placeholders; `known` is what else was
    said."""

    prompt: Prompt
    veil: Veil
    language: str
    template: Filled
    template_language: str
    known: str


@dataclass(frozen=True)
class Draft:
    """Words to start from. `promises` are those that the playbook does not make: the reader is warned of them."""

    subject: str
    text: str
    language: str
    promises: tuple[Promise, ...] = ()


def ask(wanted: Wanted) -> Asked:
    """The prompt for a draft. Nothing in it names the customer or the colleague."""
    customer, response = wanted.customer, wanted.response
    # an answer goes by what is stored of the customer first, whatever language they wrote in this time
    language = tag_of(wanted.language) or tag_of(answer_in(customer, [response] if response else [])) or "en"
    veil = Veil(known_of(customer, wanted.agent))
    template_language, say = say_in(wanted.playbook, language)
    fields = fields_of(customer, response, wanted.company, wanted.agent)
    template = fill(say, {name: _marked(veil, name, value) for name, value in fields.items()})
    comment = veil.hide((response.comment or "")[:CUT]) if response else ""
    score = f"{fields['score']} of {fields['highest']}" if "score" in fields else None
    data = {
        "template": {"subject": template.subject, "text": template.text},
        "score": score,
        "touchpoint": veil.hide(fields["touchpoint"]) if "touchpoint" in fields else None,
        "comment": comment or None,
    }
    rules = RULES.format(
        company=wanted.company, language=language_name(language), data_only=DATA_ONLY, tag=primary(language)
    )
    prompt = Prompt(rules, data_of(data), MOST_TOKENS)
    known = f"{comment} {score or ''}"
    return Asked(prompt, veil, language, template, template_language, known)


MARKED = {"first_name": Kind.NAME, "agent": Kind.AGENT, "account": Kind.COMPANY}


def _marked(veil: Veil, field: str, value: str) -> str:
    if field in MARKED:
        return veil.mark(MARKED[field], value)
    return veil.hide(value) if field == "touchpoint" else value


def examine(answer: str, asked: Asked) -> Draft | Unusable:
    """What may be shown of a model's answer. Whatever does not keep to the rules is not shown at all; what promises
    more than the playbook is shown with a warning."""
    texts = texts_of(answer, KEYS)
    if isinstance(texts, Unusable):
        return texts
    subject, text = texts["subject"], texts["text"]
    refused = next(_faults(texts, asked), None)
    if refused:
        return refused
    try:
        shown = Filled(asked.veil.lift(subject), asked.veil.lift(text))
    except Torn as torn:
        return Unusable(Why.PLACEHOLDER, str(torn))
    if len(shown.subject) > LONGEST_SUBJECT or len(shown.text) > LONGEST_TEXT:
        return Unusable(Why.TOO_LONG, f"{len(shown.subject)} and {len(shown.text)} characters")
    playbook = f"{asked.template.subject}\n{asked.template.text}"
    same = primary(asked.language) == primary(asked.template_language)
    promises = new_promises(_unmarked(f"{subject}\n{text}"), _unmarked(playbook), asked.known, same_language=same)
    return Draft(shown.subject, shown.text, asked.language, promises)


def _faults(texts: dict[str, str], asked: Asked) -> Iterator[Unusable]:
    subject, text = texts["subject"], texts["text"]
    both = f"{subject}\n{text}"
    if "\n" in subject or "\t" in subject:
        yield Unusable(Why.FORMAT, "the subject has several lines")
    if MARKUP.search(both):
        yield Unusable(Why.HTML)
    allowed = {found[0] for found in LINKS.finditer(f"{asked.template.subject}\n{asked.template.text}")}
    if any(found[0].rstrip(".,") not in {one.rstrip(".,") for one in allowed} for found in LINKS.finditer(both)):
        yield Unusable(Why.LINK, "a link of its own")
    if re.search(r"\[\[(?:LINK|EMAIL|TEXT)_", both):
        yield Unusable(Why.LINK, "a link of the customer's comment")
    if not _same_language(texts["language"], asked.language) or not in_script_of(_unmarked(text), asked.language):
        yield Unusable(Why.LANGUAGE, f"not {asked.language}")


def _same_language(said: str, wanted: str) -> bool:
    norwegian = {"no": "nb"}
    return norwegian.get(primary(said), primary(said)) == norwegian.get(primary(wanted), primary(wanted))


def _unmarked(text: str) -> str:
    """Without placeholders: what they stand for is no promise of ours, and not in our letters."""
    return re.sub(r"\[\[[A-Z]+_[0-9]+\]\]", "", text)
