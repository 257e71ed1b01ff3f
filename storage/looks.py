"""Looks: when it is time to look at each open case, which decides anew what is to be said and when to look again.

Whatever is saved of an open case asks for a look: `storage/cases.py:save` sets its `next_look_at`. Reminders need
nothing else to follow what people do.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy import case as sql_case

from playbooks.cases import Case
from storage.cases import KEPT, OPEN, STILL_OPEN, case_of, cases
from storage.columns import UtcTime


def due(db: Connection, now: datetime, limit: int) -> list[Case]:
    """The open cases at which it is time to look, the longest due first. What is not due costs nothing."""
    waiting = select(*KEPT).where(OPEN, cases.c.next_look_at <= now)
    return [case_of(row) for row in db.execute(waiting.order_by(cases.c.next_look_at, cases.c.id).limit(limit))]


def ask_for_those_of(db: Connection, people: Iterable[str], now: datetime) -> int:
    """A look is due at the open cases that these people have, or that wait for them; at how many."""
    whose = set(people)
    theirs = (update(cases).where(STILL_OPEN, one.in_(whose)) for one in (cases.c.owner, cases.c.kept_for))
    return sum(db.execute(asked.values(next_look_at=_no_later_than(now))).rowcount for asked in theirs)


def ask_for(db: Connection, case_ids: Sequence[int], now: datetime) -> None:
    """A look is due at these cases."""
    asked = update(cases).where(cases.c.id.in_(case_ids), OPEN)
    db.execute(asked.values(next_look_at=_no_later_than(now)))


def _no_later_than(now: datetime) -> Any:
    """A look that was due already stays due since then: it tells what has happened since the last one."""
    return sql_case((cases.c.next_look_at <= now, cases.c.next_look_at), else_=bindparam("now", now, UtcTime))


def due_at(db: Connection, case_ids: Iterable[int]) -> dict[int, datetime]:
    """Since when a look at each of these open cases is due, or when it will be."""
    looks = select(cases.c.id, cases.c.next_look_at).where(cases.c.id.in_(set(case_ids)), OPEN)
    return {row[0]: row[1] for row in db.execute(looks) if row[1]}


def plan(db: Connection, next_looks: Sequence[tuple[Case, datetime]]) -> None:
    """When the next look at each of these is due; unless it has changed, which has asked for a look of its own."""
    if not next_looks:
        return
    same = (cases.c.id == bindparam("this"), cases.c.version == bindparam("as_seen"))
    values = [{"this": case.id, "as_seen": case.version, "at": at} for case, at in next_looks]
    db.execute(update(cases).where(*same).values(next_look_at=bindparam("at")), values)
