"""What happened to a case, step by step, in words."""

from collections.abc import Mapping
from datetime import datetime

from handlers.language import _
from handlers.views.mrkdwn import literal, when, written
from handlers.views.outcomes import outcome_words
from handlers.views.people import name_of
from playbooks.cases import Event, Outcome, What

WORDS = 2000


def event_line(event: Event, names: Mapping[str, str]) -> str:
    """One step as a line of mrkdwn: when, who, what, and in which words."""
    said = f"{when(event.at)} · {_step(event, names)}"
    if not event.why or not written(event.why):
        return said
    return f"{said}: {literal(event.why, WORDS)}"


def _step(event: Event, names: Mapping[str, str]) -> str:
    shape = {
        What.OPENED: _("case opened"),
        What.ATTACHED: _("a further answer came in"),
        What.REVISED: _("the answer changed"),
        What.CLAIMED: _("{name} claimed it"),
        What.RELEASED: _("{name} released it"),
        What.HANDED_OVER: _("{name} handed it over to {to}"),
        What.CALL_LOGGED: _("{name} logged a call"),
        What.REPLIED: _("{name} replied"),
        What.CLOSED: _("{name} closed it ({outcome})"),
        What.SNOOZED: _("{name} put it to sleep until {until}"),
        What.WOKE: _("it woke up"),
        What.REMINDED: _("{name} reminded {to}") if event.details.get("to") else _("{name} reminded the channel"),
        What.ANSWERED: _("the customer answered"),
        What.REOPENED: _("the customer's word opened it again"),
        What.RECOVERED: _("the customer says that it is solved"),
        What.MAIL_REFUSED: _("the mail did not get through"),
        What.MAIL_UNCERTAIN: _("it is not certain whether the mail arrived"),
        What.MAIL_SENT_AGAIN: _("{name} sent the mail again"),
        What.MAIL_ARRIVED: _("{name} said that the mail arrived"),
    }[event.what]
    return shape.format(
        name=name_of(event.who, names),
        to=name_of(event.details.get("to", ""), names),
        outcome=_outcome(event.details.get("outcome", "")),
        until=_moment(event.details.get("until", "")),
    )


def _outcome(value: str) -> str:
    return outcome_words(Outcome(value)) if value in set(Outcome) else literal(value, 80)


def _moment(value: str) -> str:
    try:
        return when(datetime.fromisoformat(value))
    except ValueError:
        return literal(value, 80)
