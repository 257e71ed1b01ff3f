"""What somebody is told when a case is handed to them."""

from handlers.language import _
from handlers.views.mrkdwn import literal
from handlers.views.people import customer_name
from handlers.views.scores import latest, verdict
from playbooks.cards import CaseFile

NAME, WHY = 100, 300


def handed_over(file: CaseFile, by: str, why: str | None) -> str:
    """A short direct message, escaped: which case, from whom, why, and how to see it."""
    said = _("{name} handed you case {number}: {customer}, {score}.").format(
        name=literal(by, NAME) or _("Somebody"),
        number=file.case.id,
        customer=literal(customer_name(file.customer), NAME),
        score=verdict(latest(file.responses)),
    )
    if why and why.strip():
        said += "\n" + _("They said: “{why}”").format(why=literal(why, WHY))
    return said + "\n" + _("`/loop case {number}` shows it.").format(number=file.case.id)
