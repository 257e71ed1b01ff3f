"""Cards: what a case shows. The card is drawn from a case file, whole, whenever it is out of date."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playbooks.cases import Case, CaseKind, Event
from playbooks.clocks import Due
from playbooks.customers import Customer, Touch
from playbooks.mails import Mail
from playbooks.responses import Response


@dataclass(frozen=True)
class CaseFile:
    """All that is known of a case. `responses` are those attached to it, oldest first; `earlier` the customer's
    others, newest first; `events` oldest first; `names` maps Slack user ids to names.
    `moved_from` is the channel where the card belongs but could not be posted. `mails` went to the customer, oldest
    first."""

    case: Case
    customer: Customer
    responses: tuple[Response, ...]
    earlier: tuple[Response, ...] = ()
    events: tuple[Event, ...] = ()
    due: Due | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    moved_from: str | None = None
    mails: tuple[Mail, ...] = ()


KIND_RANK = {CaseKind.RESCUE: 0, CaseKind.ASK: 1, CaseKind.THANKS: 2}
MOST_VALUE = 9_999_999
HIGH_TOUCH = 1_000_000
"""The ranks of high-touch cards are smaller."""


def rank(kind: CaseKind, touch: Touch, value: int | None) -> int:
    """The order in which waiting cards go to Slack, the smallest first: high touch, then rescues, then value.

    It does not depend on the time, so that it can be kept with the card and sorted by the database.
    """
    worth = min(max(value or 0, 0), MOST_VALUE) // 1000
    return (0 if touch is Touch.HIGH else HIGH_TOUCH) + KIND_RANK[kind] * 100_000 + (MOST_VALUE // 1000 - worth)
