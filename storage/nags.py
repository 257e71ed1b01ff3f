"""Nags: which reminder was asked for, for whom, and whether it was said. A unique key: a rung is said once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgres
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlmodel import Field, SQLModel

from playbooks.cases import Case
from playbooks.clocks import Duty
from playbooks.daily import DAILY
from playbooks.ladder import Rung
from playbooks.nags import Said
from storage.cases import KEPT as CASE
from storage.cases import cases
from storage.columns import UtcTime, Word, table
from storage.nag_messages import messages
from storage.statements import Statement

KEPT_WAITING = text("state = 'waiting'")
WAITING = text("nags.state = 'waiting'")


class NagState(StrEnum):
    """A nag waits for its recipient's working hours, was said in a message, or lost its reason."""

    WAITING = "waiting"
    SAID = "said"
    MOOT = "moot"


class NagRow(SQLModel, table=True):
    """`since` is when the clock began that the nag is about; `target` a Slack user id or a channel."""

    __tablename__ = "nags"
    __table_args__ = (
        UniqueConstraint("case_id", "duty", "since", "rung", "count", "target", name="one_nag_per_rung"),
        Index("ix_nags_waiting", "target", "due_at", sqlite_where=KEPT_WAITING, postgresql_where=KEPT_WAITING),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    duty: Duty = Field(sa_column=Column(Word(Duty), nullable=False))
    since: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    rung: Rung = Field(sa_column=Column(Word(Rung), nullable=False))
    count: int
    target: str
    made_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    due_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    state: NagState = Field(sa_column=Column(Word(NagState), nullable=False))
    message_id: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("nag_messages.id"), index=True))


nags = table(NagRow)


def _having_news(which: Any) -> Any:
    """These messages are out of date."""
    return update(messages).where(messages.c.id.in_(which)).values(wanted=messages.c.wanted + 1)


SPOKEN = select(nags.c.message_id).where(nags.c.case_id == bindparam("whose"), text("nags.state = 'said'"))
NEWS_OF = Statement(_having_news(SPOKEN))


@dataclass(frozen=True)
class Asked:
    """A nag with the case that it is about, as the case is now."""

    id: int
    said: Said
    target: str
    state: NagState
    case: Case
    made_at: datetime


def said_of(db: Connection, case_ids: Iterable[int]) -> dict[int, set[Said]]:
    """What was said, or is about to be, of each of these cases."""
    columns = (nags.c.case_id, nags.c.duty, nags.c.since, nags.c.rung, nags.c.count)
    found: dict[int, set[Said]] = {}
    for row in db.execute(select(*columns).where(nags.c.case_id.in_(set(case_ids)))):
        found.setdefault(row[0], set()).add(Said(*row[1:]))
    return found


@dataclass(frozen=True)
class Ask:
    """Something to be said of a case to `target`, not before `due_at`."""

    case_id: int
    said: Said
    target: str
    due_at: datetime


def ask(db: Connection, asks: Sequence[Ask], now: datetime) -> None:
    """These are to be said. Asking twice is asking once."""
    if not asks:
        return
    insert = insert_on_sqlite if db.dialect.name == "sqlite" else insert_on_postgres
    values = [
        {"case_id": one.case_id, **vars(one.said), "target": one.target, "made_at": now, "due_at": one.due_at}
        for one in asks
    ]
    db.execute(insert(nags).on_conflict_do_nothing(), [{**row, "state": NagState.WAITING} for row in values])


def waiting(db: Connection, now: datetime, limit: int) -> list[str]:
    """To whom something is due to be said, at most so many."""
    due = select(nags.c.target).where(WAITING, nags.c.due_at <= now)
    return list(db.scalars(due.group_by(nags.c.target).order_by(nags.c.target).limit(limit)))


def _asked(db: Connection, *which: Any) -> list[Asked]:
    columns = [
        nags.c[name].label(f"nag_{name}")
        for name in ("id", "duty", "since", "rung", "count", "target", "state", "made_at")
    ]
    joined = select(*columns, *CASE).join(cases, cases.c.id == nags.c.case_id)
    found = []
    for row in db.execute(joined.where(*which).order_by(nags.c.due_at, nags.c.id)):
        case = Case(**{name: value for name, value in row._mapping.items() if not name.startswith("nag_")})
        said = Said(row.nag_duty, row.nag_since, row.nag_rung, row.nag_count)
        found.append(Asked(row.nag_id, said, row.nag_target, row.nag_state, case, row.nag_made_at))
    return found


def due_for(db: Connection, target: str, now: datetime) -> list[Asked]:
    """What is due to be said to them, in the order in which it came."""
    return _asked(db, WAITING, nags.c.target == target, nags.c.due_at <= now)


def in_message(db: Connection, message_id: int) -> list[Asked]:
    """What a message says, or said."""
    return _asked(db, nags.c.message_id == message_id)


def case_ids(db: Connection, message_id: int) -> list[int]:
    """The cases that a message still reminds of."""
    said = (nags.c.message_id == message_id, nags.c.state == NagState.SAID)
    return list(db.scalars(select(nags.c.case_id).where(*said).group_by(nags.c.case_id)))


def postpone(db: Connection, target: str, until: datetime) -> None:
    """Nothing is said to them before then."""
    db.execute(update(nags).where(WAITING, nags.c.target == target, nags.c.due_at < until).values(due_at=until))


def hurry(db: Connection, target: str, now: datetime) -> None:
    """Whatever waits for them is decided on again: when they work is another question now."""
    db.execute(update(nags).where(WAITING, nags.c.target == target, nags.c.due_at > now).values(due_at=now))


def forget(db: Connection, before: datetime, limit: int) -> int:
    """Lets go of what was said, at most so many, of cases that were closed before then; how many that were."""
    over = select(nags.c.id).join(cases, cases.c.id == nags.c.case_id)
    over = over.where(cases.c.closed_at < before, text("cases.state = 'closed'")).order_by(nags.c.id).limit(limit)
    return db.execute(delete(nags).where(nags.c.id.in_(over))).rowcount


def forget_days(db: Connection, case_ids: Iterable[int], before: datetime) -> None:
    """Lets go of the lines of days before then about these cases; not of those that a list still shows."""
    if whose := set(case_ids):
        old = (nags.c.rung.in_(DAILY.values()), nags.c.state != NagState.SAID, nags.c.made_at < before)
        db.execute(delete(nags).where(nags.c.case_id.in_(whose), *old))


def forget_messages(db: Connection, before: datetime, limit: int) -> int:
    """Lets go of messages that were made before then and say nothing any more; how many that were."""
    speaking = select(nags.c.id).where(nags.c.message_id == messages.c.id).exists()
    old = select(messages.c.id).where(messages.c.made_at < before, ~speaking).order_by(messages.c.id).limit(limit)
    return db.execute(delete(messages).where(messages.c.id.in_(old))).rowcount


def moot(db: Connection, ids: Sequence[int]) -> None:
    """These have lost their reason."""
    if ids:
        lost = update(nags).where(nags.c.id == bindparam("this")).values(state=NagState.MOOT)
        db.execute(lost, [{"this": id_} for id_ in ids])


def say_in(db: Connection, message_id: int, target: str, now: datetime) -> int:
    """All that is due for them is said in this message; how many reminders that were. What older messages said of the
    same cases is said here now."""
    due = and_(WAITING, nags.c.target == target, nags.c.due_at <= now)
    taken = db.execute(update(nags).where(due).values(state=NagState.SAID, message_id=message_id)).rowcount
    if taken:
        here = select(nags.c.case_id).where(nags.c.message_id == message_id)
        older = and_(nags.c.target == target, nags.c.state == NagState.SAID, nags.c.case_id.in_(here))
        newest = select(func.max(nags.c.id)).where(older).group_by(nags.c.case_id)
        outdone = and_(older, nags.c.id.not_in(newest))
        _news(db, select(nags.c.message_id).where(outdone, nags.c.message_id != message_id))
        db.execute(update(nags).where(outdone).values(state=NagState.MOOT))
    return taken


def news_of(db: Connection, case_id: int) -> None:
    """Something happened to this case: the messages that speak of it are out of date."""
    NEWS_OF.run(db, whose=case_id)


def news_of_all(db: Connection, case_ids: Sequence[int]) -> None:
    """Something happened to these cases."""
    said = and_(nags.c.case_id.in_(case_ids), text("nags.state = 'said'"))
    _news(db, select(nags.c.message_id).where(said))


def _news(db: Connection, which: Any) -> None:
    db.execute(_having_news(which))
