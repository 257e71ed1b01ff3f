"""Cases and their events. At most one open case per customer: the database itself sees to that.

Whatever is saved of an open case asks for a look at it: see `storage/looks.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Index, and_, bindparam, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from playbooks.cases import Absence, Case, CaseKind, CaseState, Changed, Event, Given, Outcome, What
from storage.columns import UtcTime, Word, table
from storage.engines import Again
from storage.statements import FEW, Statement

OPEN = text("state <> 'closed'")


def _where(condition: str) -> dict[str, Any]:
    """An index of these rows alone. What few cases have must not cost every new one a page."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class CaseRow(SQLModel, table=True):
    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "one_open_case_per_customer",
            "customer_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_cases_open_by_team", "team", "state"),
        Index("ix_cases_owner", "owner", "state", **_where("owner IS NOT NULL")),
        Index("ix_cases_closed_at", "closed_at", **_where("closed_at IS NOT NULL")),
        Index("ix_cases_snoozed_until", "snoozed_until", **_where("snoozed_until IS NOT NULL")),
        Index("ix_cases_kept_for", "kept_for", **_where("kept_for IS NOT NULL")),
        Index("ix_cases_next_look", "next_look_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customers.id", index=True)
    team: str
    kind: CaseKind = Field(sa_column=Column(Word(CaseKind), nullable=False))
    state: CaseState = Field(sa_column=Column(Word(CaseState), nullable=False))
    opened_at: datetime = Field(sa_column=Column(UtcTime, nullable=False, index=True))
    owner: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    contacted_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    closed_by: str | None = None
    outcome: Outcome | None = Field(default=None, sa_column=Column(Word(Outcome)))
    well: str | None = None
    note: str | None = None
    snoozed_until: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    snooze_reason: str | None = None
    snoozed_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    clock_from: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    kept_for: str | None = None
    given: Given | None = Field(default=None, sa_column=Column(Word(Given)))
    away: Absence | None = Field(default=None, sa_column=Column(Word(Absence)))
    away_until: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    route: str | None = None
    recovered_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    version: int = 1
    next_look_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))


class EventRow(SQLModel, table=True):
    __tablename__ = "case_events"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    who: str | None = None
    what: What = Field(sa_column=Column(Word(What), nullable=False))
    why: str | None = None
    details: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))


cases = table(CaseRow)
events = table(EventRow)

STILL_OPEN = cases.c.state.in_([state for state in CaseState if state is not CaseState.CLOSED])
"""Says the same as `OPEN`, for an index that has the state: it finds open cases without passing all that were closed in
years."""

KEPT = [column for column in cases.c if column.name != "next_look_at"]
GIVEN = [column.name for column in cases.c][1:]
FIND = Statement(select(*KEPT).where(cases.c.id == bindparam("id")))
OPEN_CASE = Statement(select(*KEPT).where(cases.c.customer_id == bindparam("whose"), text("state <> 'closed'")))
ADD = Statement(insert(cases).inline(), GIVEN, cases.c.id)
SAVE = Statement(update(cases).where(cases.c.id == bindparam("which"), cases.c.version == bindparam("seen")), GIVEN)
RECORD = Statement(insert(events).inline(), [column.name for column in events.c][1:])
EVENTS = Statement(select(events).where(events.c.case_id == bindparam("whose")).order_by(events.c.id))


class Outdated(Again):
    """Somebody else changed the case in the meantime: load it again and decide again."""


def case_of(row: Any) -> Case:
    return Case(**row._mapping)


def find(db: Connection, case_id: int) -> Case | None:
    row = FIND.first(db, id=case_id)
    return None if row is None else Case(**row)


def get_many(db: Connection, ids: Sequence[int]) -> list[Case]:
    """The cases of these ids, in the order of the ids; unknown ones are left out."""
    if len(ids) <= FEW:
        return [case for id_ in ids if (case := find(db, id_))]
    known = {row.id: case_of(row) for row in db.execute(select(*KEPT).where(cases.c.id.in_(ids)))}
    return [known[id_] for id_ in ids if id_ in known]


def open_case_of(db: Connection, customer_id: int) -> Case | None:
    row = OPEN_CASE.first(db, whose=customer_id)
    return None if row is None else Case(**row)


def add(db: Connection, case: Case, event: Event) -> Case:
    """Opens a case; its id is given here."""
    added = begin(db, case)
    record(db, added.id, event)
    return added


def begin(db: Connection, case: Case) -> Case:
    """As `add`, for when the event that opens its history is to follow: it names a row that names the case."""
    values = dict(vars(case))
    del values["id"]
    return Case(id=ADD.new_id(db, **values, next_look_at=case.opened_at), **values)


def save(db: Connection, change: Changed) -> Case:
    """Saves a change over the version that it was decided on. Raises Outdated."""
    values = dict(vars(change.case))
    case_id, version = values.pop("id"), values.pop("version")
    look = change.event.at if change.case.is_open else None
    if SAVE.run(db, which=case_id, seen=version, version=version + 1, next_look_at=look, **values) != 1:
        raise Outdated
    record(db, case_id, change.event)
    return Case(**{**values, "id": case_id, "version": version + 1})


def record(db: Connection, case_id: int, event: Event) -> None:
    """Appends to the case's history."""
    RECORD.run(db, **{**vars(event), "details": dict(event.details), "case_id": case_id})


def record_all(db: Connection, happened: Sequence[tuple[int, Event]]) -> None:
    """Appends to the histories of several cases."""
    values = [{**vars(event), "details": dict(event.details), "case_id": case_id} for case_id, event in happened]
    if values:
        db.execute(insert(events), values)


def events_of(db: Connection, case_ids: Iterable[int]) -> dict[int, list[Event]]:
    """Each case's events, oldest first."""
    wanted = set(case_ids)
    if len(wanted) <= FEW:
        rows = [row for one in wanted for row in EVENTS.all(db, whose=one)]
    else:
        several = select(events).where(events.c.case_id.in_(wanted)).order_by(events.c.id)
        rows = [dict(row) for row in db.execute(several).mappings()]
    found: dict[int, list[Event]] = {}
    for values in rows:
        del values["id"]
        found.setdefault(values.pop("case_id"), []).append(Event(**values))
    return found


def owned_by(db: Connection, owner: str) -> list[Case]:
    """The open cases that this person has."""
    rows = db.execute(select(*KEPT).where(cases.c.owner == owner, STILL_OPEN).order_by(cases.c.opened_at, cases.c.id))
    return [case_of(row) for row in rows]


def kept_for(db: Connection, person: str) -> list[Case]:
    """The open cases that wait for this person first."""
    rows = db.execute(select(*KEPT).where(OPEN, cases.c.kept_for == person).order_by(cases.c.opened_at, cases.c.id))
    return [case_of(row) for row in rows]


def open_in(db: Connection, teams: Iterable[str]) -> list[Case]:
    """The open cases of these teams, oldest first."""
    rows = db.execute(
        select(*KEPT).where(cases.c.team.in_(set(teams)), STILL_OPEN).order_by(cases.c.opened_at, cases.c.id)
    )
    return [case_of(row) for row in rows]


def of_customers(db: Connection, customer_ids: Iterable[int], limit: int) -> list[Case]:
    """These customers' cases, newest first."""
    rows = db.execute(
        select(*KEPT).where(cases.c.customer_id.in_(set(customer_ids))).order_by(cases.c.id.desc()).limit(limit)
    )
    return [case_of(row) for row in rows]


def to_wake(db: Connection, now: datetime, limit: int) -> list[Case]:
    """The open cases whose snooze is over, the longest first; no more than `limit`."""
    over = and_(cases.c.snoozed_until <= now, OPEN)
    rows = db.execute(select(*KEPT).where(over).order_by(cases.c.snoozed_until, cases.c.id).limit(limit))
    return [case_of(row) for row in rows]


def open_before(db: Connection, team: str, since: datetime, after: int, limit: int) -> list[int]:
    """Open cases (ids) of a team that were opened before then, in order, from the one after `after` on. State by state,
    so that the index has them in order and no more are read."""
    older = (cases.c.team == team, cases.c.opened_at < since, cases.c.id > after)
    states = (state for state in CaseState if state is not CaseState.CLOSED)
    chosen = (select(cases.c.id).where(cases.c.state == state, *older).order_by(cases.c.id) for state in states)
    return sorted(id_ for one in chosen for id_ in db.scalars(one.limit(limit)))[:limit]


def owners(db: Connection) -> list[str]:
    """Everybody who has an open case."""
    theirs = select(cases.c.owner).where(OPEN, cases.c.owner.is_not(None))
    return list(db.scalars(theirs.group_by(cases.c.owner).order_by(cases.c.owner)))


def count_open(db: Connection, owners: Iterable[str]) -> dict[str, int]:
    """How many open cases each of these people has; who has none is left out."""
    counted = select(cases.c.owner, func.count()).where(STILL_OPEN, cases.c.owner.in_(set(owners)))
    return {row[0]: row[1] for row in db.execute(counted.group_by(cases.c.owner))}
