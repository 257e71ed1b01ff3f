"""People: what customers and colleagues are called. Names only, never mentions: a card pings nobody."""

from collections.abc import Mapping

from handlers.language import _
from handlers.views.mrkdwn import literal, one_line, written
from playbooks.customers import Customer

NAME = 80


def customer_name(customer: Customer) -> str:
    """What the customer is called, as it came: not escaped yet."""
    known = (customer.name, customer.email, customer.phone)
    return next((one_line(word) for word in known if word and written(word)), _("Somebody who left no name"))


def name_of(user: str | None, names: Mapping[str, str]) -> str:
    """A colleague's name, escaped. None is the bot itself."""
    if user is None:
        return _("Loopwell")
    return literal(names.get(user, ""), NAME) or _("somebody")
