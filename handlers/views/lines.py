"""Lines: what the eye and the ear are told of a case in the same words. Drawn once for both."""

from dataclasses import dataclass

from handlers.views.choices import suggestion
from handlers.views.facts import facts, who
from handlers.views.pen import Pen
from handlers.views.states import standing
from playbooks.cards import CaseFile


@dataclass(frozen=True)
class Lines:
    """Escaped, for mrkdwn. `suggested` is None where the playbooks suggest nothing."""

    who: str
    facts: list[str]
    standing: list[str]
    suggested: str | None


def lines(file: CaseFile, pen: Pen) -> Lines:
    """Who the customer is, what else is known of them, where their case stands, and what the playbooks suggest."""
    return Lines(who(file.customer, pen), facts(file, pen), standing(file, pen), suggestion(file.advice.choices))
