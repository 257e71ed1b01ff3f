"""Nag messages: one for each recipient and moment, updated in place, with its own wanted and shown revisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import (
    Column,
    Connection,
    Index,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, is_due, table, times
from storage.statements import Statement

OUT_OF_DATE = text("wanted > shown")


class NagMessageRow(SQLModel, table=True):
    """`target` is a Slack user id or a channel, as the policy names it; `posted_in` and `ts` are Slack's."""

    __tablename__ = "nag_messages"
    __table_args__ = (
        UniqueConstraint("target", "made_at", name="one_nag_message_per_moment"),
        Index("ix_nag_messages_out_of_date", "target", sqlite_where=OUT_OF_DATE, postgresql_where=OUT_OF_DATE),
    )

    id: int | None = Field(default=None, primary_key=True)
    target: str
    made_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    wanted: int = 1
    shown: int = 0
    posted_in: str | None = None
    ts: str | None = None
    next_try_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    attempts: int = 0
    problem: str | None = None


messages = table(NagMessageRow)

WAITS = (
    select(messages.c.target, func.min(messages.c.next_try_at).label("first"))
    .where(OUT_OF_DATE)
    .group_by(messages.c.target)
)
IS_DUE = (OUT_OF_DATE, messages.c.target == bindparam("where"), is_due(messages.c.next_try_at))
DUE = Statement(select(messages).where(*IS_DUE).order_by(messages.c.id).limit(1))


@dataclass(frozen=True)
class NagMessage:
    id: int
    target: str
    made_at: datetime
    wanted: int
    shown: int
    posted_in: str | None
    ts: str | None
    next_try_at: datetime
    attempts: int
    problem: str | None


def begin(db: Connection, target: str, now: datetime) -> int | None:
    """A new message to them, which Slack announces; None when there is one of this very moment."""
    same = (messages.c.target == target, messages.c.made_at == now)
    if db.execute(select(messages.c.id).where(*same)).first() is not None:
        return None
    key = db.execute(insert(messages).values(target=target, made_at=now, next_try_at=now)).inserted_primary_key
    assert key is not None
    return int(key[0])


def forget(db: Connection, message_id: int) -> None:
    """The message has nothing to say after all: somebody else has said it."""
    db.execute(delete(messages).where(messages.c.id == message_id))


def since(db: Connection, target: str, day: datetime) -> list[int]:
    """The messages to them since then, oldest first."""
    chosen = select(messages.c.id).where(messages.c.target == target, messages.c.made_at >= day)
    return list(db.scalars(chosen.order_by(messages.c.made_at)))


def want(db: Connection, message_id: int) -> None:
    """The message has news."""
    db.execute(update(messages).where(messages.c.id == message_id).values(wanted=messages.c.wanted + 1))


def due(db: Connection, target: str, now: datetime) -> NagMessage | None:
    """The oldest message to them that is out of date and may be tried."""
    row = DUE.first(db, where=target, **times(now))
    return None if row is None else NagMessage(**row)


def shown(db: Connection, message: NagMessage, posted_in: str | None, ts: str | None) -> None:
    """Slack shows this revision. News that came meanwhile keep the message out of date."""
    values = {"shown": message.wanted, "posted_in": posted_in, "ts": ts, "attempts": 0, "problem": None}
    db.execute(update(messages).where(messages.c.id == message.id).values(values))


def failed(db: Connection, message: NagMessage, problem: str, next_try_at: datetime) -> None:
    """Slack did not take it; it is tried again."""
    values = {"problem": problem, "next_try_at": next_try_at, "attempts": messages.c.attempts + 1}
    db.execute(update(messages).where(messages.c.id == message.id).values(values))


def move(db: Connection, message: NagMessage, to: str, now: datetime) -> None:
    """The channel is gone: from this moment on it is a message to another, which is tried at once."""
    values = {"target": to, "made_at": now, "posted_in": None, "ts": None, "next_try_at": now}
    db.execute(update(messages).where(messages.c.id == message.id).values(values))


def hurry(db: Connection, target: str, now: datetime) -> None:
    """The channel is there again: what waits for it is tried now."""
    db.execute(update(messages).where(OUT_OF_DATE, messages.c.target == target).values(next_try_at=now))


def give_up(db: Connection, message: NagMessage, problem: str) -> None:
    """It can never be shown: the person has left, or has deleted it."""
    values = {"problem": problem, "shown": messages.c.wanted}
    db.execute(update(messages).where(messages.c.id == message.id).values(values))


def adopt(db: Connection, message_id: int, posted_in: str, ts: str) -> bool:
    """The message was found in Slack after all; it is still out of date. False when that was known."""
    found = update(messages).where(messages.c.id == message_id, messages.c.ts.is_(None))
    return db.execute(found.values(posted_in=posted_in, ts=ts)).rowcount == 1


def first_unposted(db: Connection, target: str) -> datetime | None:
    """When the oldest message was made that is not known to be in Slack; None when all of them are."""
    unposted = (OUT_OF_DATE, messages.c.target == target, messages.c.ts.is_(None))
    return cast("datetime | None", db.execute(select(func.min(messages.c.made_at)).where(*unposted)).scalar_one())
