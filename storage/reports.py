"""Reports: the rows that a report is made of."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, or_, select

from playbooks.cases import CaseState
from playbooks.reports import CaseRow, ResponseRow
from storage.cases import cases
from storage.responses import responses


def answered_since(db: Connection, start: datetime) -> list[ResponseRow]:
    """The responses answered after `start`."""
    columns = (responses.c.answered_at, responses.c.metric, responses.c.band, responses.c.score)
    return [ResponseRow(**row._mapping) for row in db.execute(select(*columns).where(responses.c.answered_at > start))]


def moved_since(db: Connection, teams: Iterable[str], start: datetime) -> list[CaseRow]:
    """The cases of these teams that are open, or moved after `start`."""
    steps = (cases.c.opened_at, cases.c.claimed_at, cases.c.contacted_at, cases.c.closed_at)
    columns = (cases.c.id, *steps, cases.c.owner, cases.c.kind, cases.c.state, cases.c.team)
    moved = or_(cases.c.state != CaseState.CLOSED, *(step > start for step in steps))
    rows = db.execute(select(*columns).where(cases.c.team.in_(set(teams)), moved))
    return [CaseRow(**row._mapping) for row in rows]
