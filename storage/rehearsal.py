"""Rehearsal: what came in and what was done about it, in order, a page at a time, so that no past is too long."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from playbooks.cases import Event
from playbooks.responses import Response
from storage.cases import cases, events
from storage.responses import as_response, responses

PAGE = 1000


def count(db: Connection, since: datetime) -> int:
    """How many answers have come since then."""
    return db.execute(select(func.count()).where(responses.c.received_at >= since)).scalar_one()


def answers(db: Connection, since: datetime) -> Iterator[list[Response]]:
    """Pages of the answers that have come since then, in the order in which they came."""
    last = 0
    while page := _answers(db, since, last):
        yield page
        last = page[-1].id


def _answers(db: Connection, since: datetime, after: int) -> list[Response]:
    """Ids grow as answers come in, so a page begins where the one before ended, whatever was deleted."""
    chosen = select(responses).where(responses.c.id > after, responses.c.received_at >= since)
    rows = db.execute(chosen.order_by(responses.c.id).limit(PAGE)).mappings()
    return [as_response(dict(row)) for row in rows]


def acts(db: Connection, since: datetime) -> Iterator[tuple[int, Event]]:
    """What people have done since then, in order, each with the customer (id) about whose case it was."""
    last = 0
    while True:
        mine = select(events, cases.c.customer_id).join(cases, cases.c.id == events.c.case_id)
        mine = mine.where(events.c.id > last, events.c.at >= since, events.c.who.is_not(None))
        page = db.execute(mine.order_by(events.c.id).limit(PAGE)).all()
        if not page:
            return
        for row in page:
            yield row.customer_id, Event(row.at, row.who, row.what, row.why, row.details)
        last = page[-1].id
