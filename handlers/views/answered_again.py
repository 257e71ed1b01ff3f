"""What whoever has, or had, a case is told when its customer answers again."""

from handlers.language import _
from handlers.views.mrkdwn import literal, written
from handlers.views.people import customer_name
from handlers.views.scores import verdict
from playbooks.cases import Case
from playbooks.customers import Customer
from playbooks.responses import Response

NAME, COMMENT = 100, 500


def after_close(case: Case, customer: Customer, response: Response) -> str:
    """A short direct message, escaped: who, what they say now, and how to see the case."""
    said = _("{customer} added to the answer behind case {number}, which is closed: {score}.").format(
        customer=literal(customer_name(customer), NAME), number=case.id, score=verdict(response)
    )
    return _with_words(said, case, response)


def answered_again(case: Case, customer: Customer, response: Response) -> str:
    """A short direct message, escaped: who, what they say now, and that their case waits for its owner again."""
    said = _("{customer} answered again: {score}. Case {number} waits for you.").format(
        customer=literal(customer_name(customer), NAME), number=case.id, score=verdict(response)
    )
    return _with_words(said, case, response)


def _with_words(said: str, case: Case, response: Response) -> str:
    if written(response.comment):
        said += "\n" + _("They wrote: “{comment}”").format(comment=literal(response.comment or "", COMMENT))
    return said + "\n" + _("`/loop case {number}` shows it.").format(number=case.id)
