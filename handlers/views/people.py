"""People: what customers and colleagues are called. Names only, never mentions: a card pings nobody."""

from collections.abc import Mapping

from handlers.language import _, ngettext
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


def group_gone(handle: str, known: int) -> str:
    """What admins are told when a user group of the configuration is not in Slack. `known` were in it last."""
    said = _("loopwell.toml names the user group {group}, which Slack does not know: was it renamed or deleted?")
    if known:
        rest = ngettext(
            "Until it is mended, the {n} person who was in it last still counts.",
            "Until it is mended, the {n} people who were in it last still count.",
            known,
        ).format(n=known)
    else:
        rest = _("Until it is mended, nobody is in it, and its team's cases can be claimed by nobody else.")
    return f"{said.format(group=literal(handle, NAME))} {rest}"
