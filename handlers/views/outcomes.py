"""Outcomes in words."""

from handlers.language import _
from playbooks.cases import Outcome


def outcome_words(outcome: Outcome) -> str:
    """How a case ended: "Solved"."""
    return {
        Outcome.SOLVED: _("Solved"),
        Outcome.EXPLAINED: _("Explained"),
        Outcome.NO_ANSWER: _("No answer from the customer"),
        Outcome.NO_CONTACT: _("Customer wants no contact"),
        Outcome.FALSE_ALARM: _("Not a case"),
    }[outcome]
