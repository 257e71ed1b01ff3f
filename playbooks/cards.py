"""Cards: what a case shows. The card is drawn from a case file, whole, whenever it is out of date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from playbooks.cases import Case, CaseKind, Event
from playbooks.clocks import Due
from playbooks.customers import Customer, Touch
from playbooks.mails import Mail
from playbooks.readings import Reading
from playbooks.replies import NO_ADVICE, Advice
from playbooks.responses import Response


@dataclass(frozen=True)
class CaseFile:
    """All that is known of a case. `responses` are those attached to it, oldest first; `earlier` the customer's
    others, newest first; `events` oldest first; `names` maps Slack user ids to names.
    `moved_from` is the channel where the card belongs but could not be posted, and `moved_why` Slack's name for why it
    still cannot be ("" when it can); `rules_since` is when the team's clocks were changed, if that was after the case
    was opened. `late`: what is due should have happened by the moment at which the card is drawn. `first_until` is
    until when a case that is kept for its account manager waits for nobody else. `advice` is what the playbooks
    suggest, where that is to be shown. `mails` went to the customer, oldest first. `readings` are what AI made of
    comments, by response."""

    case: Case
    customer: Customer
    responses: tuple[Response, ...]
    earlier: tuple[Response, ...] = ()
    events: tuple[Event, ...] = ()
    due: Due | None = None
    late: bool = False
    first_until: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    moved_from: str | None = None
    moved_why: str = ""
    advice: Advice = NO_ADVICE
    rules_since: datetime | None = None
    mails: tuple[Mail, ...] = ()
    readings: Mapping[int, Sequence[Reading]] = field(default_factory=dict)


KIND_RANK = {CaseKind.RESCUE: 0, CaseKind.ASK: 1, CaseKind.THANKS: 2}
MOST_VALUE = 9_999_999
HIGH_TOUCH = 1_000_000
"""The ranks of high-touch cards are smaller."""
LATER = 10_000_000
"""Added to the rank of a card that Slack shows and that only follows other time limits, or that its time has run out:
whatever is new goes first, and reminders too."""


def rank(kind: CaseKind, touch: Touch, value: int | None) -> int:
    """The order in which waiting cards go to Slack, the smallest first: high touch, then rescues, then value.

    It does not depend on the time, so that it can be kept with the card and sorted by the database.
    """
    worth = min(max(value or 0, 0), MOST_VALUE) // 1000
    return (0 if touch is Touch.HIGH else HIGH_TOUCH) + KIND_RANK[kind] * 100_000 + (MOST_VALUE // 1000 - worth)
