"""What the customer says after we wrote, as the team reads it: under the card, and for whoever has the case."""

from handlers.language import _
from handlers.views.mrkdwn import clean, literal, units
from handlers.views.people import customer_name
from playbooks.check_ins import CheckIn, Word
from playbooks.customers import Customer
from playbooks.inbound import InboundMail

NAME, LINE, SUBJECT = 100, 1000, 150
LONGEST = 2800
"""Slack folds longer messages; all of it stands in the case's history."""


def quoted(text: str, limit: int = LONGEST) -> str:
    """Text from outside as a quotation, line by line, escaped and formatting nothing."""
    lines: list[str] = []
    room = limit
    for line in clean(text).strip().split("\n"):
        shown = f"> {literal(line, LINE)}".rstrip()
        room -= units(shown) + 1
        if room < 0:
            return "\n".join([*lines, _("> … and more: `Show all` on the card has all of it.")])
        lines.append(shown)
    return "\n".join(lines)


def answered(customer: Customer, words: str) -> str:
    """Under the card: the customer's own words."""
    return _("{customer} answered by mail:").format(customer=_name(customer)) + "\n" + quoted(words)


def answer_for_owner(customer: Customer, case_id: int) -> str:
    """A direct message to whoever has the case: the words stand under its card."""
    said = _("{customer} answered you by mail: case {number} waits for you. The words stand under its card.")
    return said.format(customer=_name(customer), number=case_id)


def answered_elsewhere(customer: Customer, words: str, closed: int) -> str:
    """The same, under another card than that of the case that was answered, which is closed."""
    said = _("{customer} answered by mail, about case {number}, which is closed:")
    return said.format(customer=_name(customer), number=closed) + "\n" + quoted(words)


def somebody_else(mail: InboundMail, words: str) -> str:
    """Under the card: it was not the customer who answered, as far as the address says."""
    said = _("Not the customer, but {address} answered this mail. Nothing was changed. They wrote:")
    return said.format(address=literal(mail.from_address, NAME)) + "\n" + quoted(words)


def wrote_anew(mail: InboundMail, words: str) -> str:
    """Under the card of the open case: a mail that answers nothing, from the customer's address."""
    said = _("A mail from {address} came in that answers none of ours, “{subject}”. Nothing was changed. It says:")
    who, about = literal(mail.from_address, NAME), literal(mail.subject, SUBJECT)
    return said.format(address=who, subject=about) + "\n" + quoted(words)


def unmatched(mail: InboundMail, words: str) -> str:
    """For those who hear of trouble: a mail that belongs to no case."""
    said = _("A mail from {address} came in that belongs to no case: “{subject}”. It says:")
    who, about = literal(mail.from_address, NAME), literal(mail.subject, SUBJECT)
    return said.format(address=who, subject=about) + "\n" + quoted(words, 600)


def said_whether_solved(customer: Customer, check_in: CheckIn, steps: range | None) -> str:
    """Under the card: yes or no, with what they added. `steps` are the scores that they could choose from."""
    shape = (
        _("✓ {customer} says that it is solved.")
        if check_in.word is Word.YES
        else _("{customer} says that it is not solved.")
    )
    return "\n".join([shape.format(customer=_name(customer)), *_added(check_in, steps)])


def for_owner(customer: Customer, check_in: CheckIn, steps: range | None) -> str:
    """A direct message to whoever has the case: it waits for them again, or may be closed."""
    if check_in.word is Word.YES:
        shape = _("{customer} says that case {number} is solved after all. You can close it.")
    else:
        shape = _("{customer} says that case {number} is not solved. It is open again, and yours.")
    said = shape.format(customer=_name(customer), number=check_in.case_id)
    return "\n".join(
        [said, *_added(check_in, steps), _("`/loop case {number}` shows it.").format(number=check_in.case_id)]
    )


def _added(check_in: CheckIn, steps: range | None) -> list[str]:
    added = []
    if check_in.score is not None and steps:
        shape = _("New score: {score} of {high}") if steps[0] >= 0 else _("New score: {score} between {low} and {high}")
        added.append(shape.format(score=check_in.score, low=steps[0], high=steps[-1]))
    if check_in.comment:
        added.append(quoted(check_in.comment))
    return added


def _name(customer: Customer) -> str:
    return literal(customer_name(customer), NAME)
