"""The past that a rehearsal plays: answers that came, and what was done about them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from playbooks.acts import claim, contact, hand_over, release, snooze
from playbooks.cases import Case, Changed, Event, Refused, What
from playbooks.customers import Customer
from playbooks.responses import Response


@dataclass(frozen=True)
class Heard:
    """An answer of the past, when it came, with the customer as they are known now."""

    at: datetime
    response: Response
    customer: Customer


@dataclass(frozen=True)
class Acted:
    """What was done then about a customer's case."""

    at: datetime
    customer_id: int
    event: Event


def again(case: Case, event: Event) -> Changed | Refused | None:
    """The same act by the same person. What the bot did then is left to the rules of today."""
    if event.who is None:
        return None
    why = event.why or event.what.value
    match event.what:
        case What.CLAIMED:
            return claim(case, event.who, event.at)
        case What.RELEASED:
            return release(case, event.who, event.at, event.why)
        case What.HANDED_OVER:
            return hand_over(case, event.who, event.details.get("to", event.who), event.at, event.why)
        case What.REPLIED | What.CALL_LOGGED:
            return contact(case, event.who, event.at, event.what, why)
        case What.SNOOZED:
            return snooze(case, event.who, event.at, datetime.fromisoformat(event.details["until"]), why)
        case _:
            return None
