"""Who the customer is, in a line of facts."""

from collections.abc import Iterator

from handlers.language import _, ngettext
from handlers.views.mrkdwn import when, written
from handlers.views.pen import Pen
from handlers.views.people import NAME, customer_name, name_of
from handlers.views.scores import latest, score_words
from playbooks.cards import CaseFile
from playbooks.customers import Customer, Touch
from playbooks.responses import Response

ACCOUNT = 80
TOUCHPOINT = 60
EARLIER = 3


def who(customer: Customer, pen: Pen) -> str:
    """The customer's name and company, escaped."""
    name = pen.say(customer_name(customer), NAME)
    if not written(customer.account):
        return name
    return _("{name} at {account}").format(name=name, account=pen.say(customer.account or "", ACCOUNT))


def facts(file: CaseFile, pen: Pen) -> list[str]:
    """What else is known: how to treat the customer, their worth, who looks after them, what they said before."""
    return list(_facts(file, pen))


def _facts(file: CaseFile, pen: Pen) -> Iterator[str]:
    customer = file.customer
    if customer.do_not_contact:
        yield _("🚫 Wants no contact")
    elif customer.unsubscribed_at:
        yield _("🚫 Unsubscribed")
    yield _("High touch") if customer.touch is Touch.HIGH else _("Low touch")
    if customer.value is not None:
        yield _("{value} a year").format(value=f"{customer.value:,}")
    if customer.owner:
        yield _("Account manager: {name}").format(name=name_of(customer.owner, file.names))
    newest = latest(file.responses)
    if newest and newest.touchpoint and written(newest.touchpoint):
        yield _("Asked at: {touchpoint}").format(touchpoint=pen.say(newest.touchpoint, TOUCHPOINT))
    if newest and len(file.responses) > 1:
        yield _("Answered again {when}").format(when=when(newest.answered_at))
    if earlier := _earlier(file.earlier, pen):
        yield earlier


def _earlier(responses: tuple[Response, ...], pen: Pen) -> str | None:
    scored = [response for response in responses if response.score is not None]
    shown = scored if pen.thorough else scored[:EARLIER]
    if not shown:
        return None
    scores = ", ".join(score_words(response) for response in shown[:40])
    more = len(scored) - len(shown[:40])
    if not more:
        return _("Earlier: {scores}").format(scores=scores)
    pen.leave_out()
    return ngettext("Earlier: {scores} and {n} more", "Earlier: {scores} and {n} more", more).format(
        scores=scores, n=more
    )
