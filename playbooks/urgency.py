"""Urgency: which case comes first wherever cases stand in a row, on screen and on the way to Slack."""

from datetime import UTC, datetime
from typing import NamedTuple

from playbooks.cards import KIND_RANK, CaseFile
from playbooks.customers import Touch

NEVER = datetime.max.replace(tzinfo=UTC)


class Urgency(NamedTuple):
    """Sorts the most urgent case first. `group` is the coarse order, the rest decides within it."""

    group: int
    due: datetime
    low_touch: bool
    kind: int
    value: int
    score: float
    opened_at: datetime
    case: int


def urgency(file: CaseFile, now: datetime) -> Urgency:
    """Overdue high touch first, then what is due soonest; snoozed cases after those that wait, closed ones last.

    Among equals: high touch, who needs help before whom we would ask or thank (as the cards go out), the greater value,
    the lower score, the older case.
    """
    due = file.due.at if file.due else NEVER
    return Urgency(
        group=_group(file, now),
        due=due,
        low_touch=file.customer.touch is Touch.LOW,
        kind=KIND_RANK[file.case.kind],
        value=-(file.customer.value or 0),
        score=_last_score(file),
        opened_at=file.case.opened_at,
        case=file.case.id,
    )


def is_snoozed(file: CaseFile, now: datetime) -> bool:
    """Nothing is due yet: somebody put the case aside until later."""
    until = file.case.snoozed_until
    return until is not None and now < until


def is_overdue(file: CaseFile, now: datetime) -> bool:
    """What was due next should have happened by now."""
    if not file.case.is_open or file.due is None or is_snoozed(file, now):
        return False
    return file.due.at <= now


def _group(file: CaseFile, now: datetime) -> int:
    if not file.case.is_open:
        return 3
    if is_snoozed(file, now):
        return 2
    return 0 if is_overdue(file, now) and file.customer.touch is Touch.HIGH else 1


def _last_score(file: CaseFile) -> float:
    """The share of its scale that the latest score reached, so that 2 of 10 and 1 of 5 compare; no score last."""
    for response in reversed(file.responses):
        if response.score is not None:
            length = response.scale.high - response.scale.low
            return (response.score - response.scale.low) / length if length else 0.0
    return 2.0
