"""Absence: who is not there, why, and until when. What people say in their settings goes before what Slack knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from playbooks.cases import Absence, Event, What
from playbooks.names import known_zones

AWAY_EMOJI = frozenset(
    {":palm_tree:", ":desert_island:", ":beach_with_umbrella:", ":face_with_thermometer:", ":baby_bottle:"}
)
"""The statuses by which people say in Slack that they are on holiday, ill, or on leave with a child. Those for a
meeting, a way to work and a home office are none: who has them works."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Leave:
    """Days on which somebody does not work, the first and the last included. `stand_in` takes their cases."""

    first: date
    last: date
    stand_in: str | None = None


@dataclass(frozen=True)
class Word:
    """What Slack says of somebody: whether they have left, and the emoji of their status with its end, if it has one.
    `quiet_until` is until when they let Slack make no sound; `idle`, that they are at none of their devices."""

    gone: bool = False
    status: str = ""
    status_until: datetime | None = None
    quiet_until: datetime | None = None
    idle: bool = False


NOTHING_SAID = Word()


@dataclass(frozen=True)
class Away:
    """Somebody is not there. `until` None: for ever, or nobody knows. Aware UTC."""

    why: Absence
    until: datetime | None = None
    stand_in: str | None = None


def away(word: Word, leave: Leave | None, zone: str, now: datetime) -> Away | None:
    """Whether somebody is not there now; None when they are. `zone` is theirs: a leave begins and ends with a day."""
    if word.gone:
        return Away(Absence.GONE, stand_in=leave.stand_in if leave else None)
    if leave is not None:
        begins, ends = span_of(leave, zone)
        if begins <= now < ends:
            return Away(Absence.LEAVE, ends, leave.stand_in)
    if word.status in AWAY_EMOJI and (word.status_until is None or now < word.status_until):
        return Away(Absence.STATUS, word.status_until)
    return None


def span_of(leave: Leave, zone: str) -> tuple[datetime, datetime]:
    """When a leave begins, and when it is over. Aware UTC."""
    where = ZoneInfo(zone if zone in known_zones() else "UTC")

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), where).astimezone(UTC)

    last = leave.last if leave.last < date.max else leave.last - ONE_DAY
    return midnight(leave.first), midnight(last + ONE_DAY)


def changes_at(word: Word, leave: Leave | None, zone: str, now: datetime) -> datetime | None:
    """When the answer of `away` may be another one; None when it stays as it is."""
    moments = [*(span_of(leave, zone) if leave else ()), *([word.status_until] if word.status_until else [])]
    return min((moment for moment in moments if moment > now), default=None)


OVER = frozenset({What.OWNER_BACK, What.CLAIMED, What.RELEASED, What.HANDED_OVER, What.GIVEN, What.CLOSED})
"""After these nobody is known to be away who has the case."""


def away_since(events: Iterable[Event]) -> datetime | None:
    """Since when it is known of a case that its owner is not there; `events` is its history, oldest first. None while
    nobody is away. One absence has one answer, however often its end is put off and whatever clock runs."""
    since: datetime | None = None
    for event in events:
        if event.what is What.OWNER_AWAY:
            since = since or event.at
        elif event.what in OVER:
            since = None
    return since
