"""Check-ins: what is to be asked after closing, and what customers said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    String,
    UniqueConstraint,
    cast,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Field, SQLModel

from playbooks.check_ins import CheckIn, CheckInState
from playbooks.check_ins import Word as Said
from playbooks.mails import FAILED, MailState
from playbooks.recovery import Asked
from storage.cases import cases
from storage.columns import UtcTime, Word, table
from storage.engines import Again
from storage.mails import mails

PLANNED = text("state = 'planned'")
KEY = "check-in:"
"""What the key of its mail begins with; its number follows."""
UNREAD = (MailState.WAITING, MailState.SENDING, *sorted(FAILED))
"""The mail of a check-in cannot have been read."""


class CheckInRow(SQLModel, table=True):
    """See `playbooks.check_ins.CheckIn`."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("case_id", "closed_at", name="one_check_in_per_closing"),
        Index("ix_check_ins_planned", "due_at", sqlite_where=PLANNED, postgresql_where=PLANNED),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    customer_id: int = Field(foreign_key="customers.id", index=True)
    team: str
    playbook: str | None = None
    closed_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    due_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    state: CheckInState = Field(sa_column=Column(Word(CheckInState), nullable=False))
    why: str | None = None
    asked_at: datetime | None = Field(default=None, sa_column=Column(UtcTime, index=True))
    pressed_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    word: Said | None = Field(default=None, sa_column=Column(Word(Said)))
    word_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    score: int | None = None
    comment: str | None = None


check_ins = table(CheckInRow)


def _check_in(row: Any) -> CheckIn:
    return CheckIn(**row._mapping)


def add(db: Connection, planned: CheckIn) -> None:
    """Plans a question. One about this closing is planned already: nothing is added."""
    same = (check_ins.c.case_id == planned.case_id, check_ins.c.closed_at == planned.closed_at)
    if db.execute(select(check_ins.c.id).where(*same)).first() is None:
        values = dict(vars(planned))
        del values["id"]
        db.execute(insert(check_ins).values(values))


def find(db: Connection, check_in_id: int) -> CheckIn | None:
    row = db.execute(select(check_ins).where(check_ins.c.id == check_in_id)).first()
    return None if row is None else _check_in(row)


def due(db: Connection, now: datetime, limit: int) -> list[CheckIn]:
    """The questions that are to be asked now, the longest due first."""
    planned = select(check_ins).where(PLANNED, check_ins.c.due_at <= now)
    return [_check_in(row) for row in db.execute(planned.order_by(check_ins.c.due_at, check_ins.c.id).limit(limit))]


def asked(db: Connection, check_in_id: int, now: datetime) -> None:
    _save(db, check_in_id, state=CheckInState.ASKED, asked_at=now)


def drop(db: Connection, check_in_id: int, why: str) -> None:
    """It is not asked, and never will be."""
    _save(db, check_in_id, state=CheckInState.DROPPED, why=why)


def hear(db: Connection, before: CheckIn, heard: CheckIn) -> None:
    """Keeps what the customer said, over what they had said `before`. Raises Again when they said something else in
    this very moment."""
    said = [check_ins.c[name] for name in ("pressed_at", "word", "word_at", "score", "comment")]
    unchanged = [column.is_not_distinct_from(getattr(before, column.name)) for column in said]
    values = {column.name: getattr(heard, column.name) for column in said}
    if db.execute(update(check_ins).where(check_ins.c.id == heard.id, *unchanged).values(values)).rowcount != 1:
        raise Again


def _save(db: Connection, check_in_id: int, **values: Any) -> None:
    db.execute(update(check_ins).where(check_ins.c.id == check_in_id).values(values))


def asked_since(db: Connection, teams: Iterable[str], start: datetime) -> list[Asked]:
    """The customers of these teams who were asked, or answered, after `start`. Whose mail has not left, or came back,
    was not asked."""
    columns = (check_ins.c.case_id, check_ins.c.asked_at, check_ins.c.word, check_ins.c.word_at, cases.c.opened_at)
    joined = select(*columns).join(cases, cases.c.id == check_ins.c.case_id)
    recent = or_(check_ins.c.asked_at > start, check_ins.c.word_at > start)
    of_teams = check_ins.c.team.in_(set(teams))
    lost = select(mails.c.id).where(
        mails.c.key == literal(KEY) + cast(check_ins.c.id, String), mails.c.state.in_(UNREAD)
    )
    asked = (check_ins.c.asked_at.is_not(None), or_(check_ins.c.word.is_not(None), ~lost.exists()))
    rows = db.execute(joined.where(of_teams, recent, *asked).order_by(check_ins.c.id))
    return [Asked(**row._mapping) for row in rows]
