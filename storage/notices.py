"""Notices: one-off messages, each with a unique key, so that a restart never says a thing twice.

One that belongs to a case stands in the thread of its card. It waits until Slack shows that card.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Column, Connection, Index, bindparam, func, insert, or_, select, text, update
from sqlmodel import Field, SQLModel

from storage.cards import cards
from storage.columns import UtcTime, is_due, table, times
from storage.statements import Statement

UNSENT = text("sent_at IS NULL")


class NoticeRow(SQLModel, table=True):
    """`target` is a channel (name or id) or a Slack user id; `words` is escaped for Slack already. With `case_id` it
    goes into the thread of that case's card."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_unsent", "target", sqlite_where=UNSENT, postgresql_where=UNSENT),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    target: str
    words: str
    made_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    next_try_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    problem: str | None = None
    case_id: int | None = Field(default=None, index=True)


notices = table(NoticeRow)
HAS_PLACE = or_(
    notices.c.case_id.is_(None),
    select(cards.c.case_id).where(cards.c.case_id == notices.c.case_id, cards.c.ts.is_not(None)).exists(),
)
"""What belongs to a card that Slack does not show yet has to wait for it."""

KEPT = [notices.c[name] for name in ("id", "key", "target", "words", "made_at", "case_id")]
WAITS = (
    select(notices.c.target, func.min(notices.c.next_try_at).label("first"))
    .where(UNSENT, HAS_PLACE)
    .group_by(notices.c.target)
)
IS_DUE = (UNSENT, HAS_PLACE, notices.c.target == bindparam("where"), is_due(notices.c.next_try_at))
OLDEST = Statement(select(*KEPT).where(*IS_DUE).order_by(notices.c.id).limit(1))


@dataclass(frozen=True)
class Notice:
    id: int
    key: str
    target: str
    words: str
    made_at: datetime
    case_id: int | None = None


@dataclass(frozen=True)
class Thread:
    """The card under which a message goes: the channel's id, and the card's ts."""

    channel: str
    ts: str


def say_once(db: Connection, key: str, target: str, words: str, now: datetime) -> bool:
    """Asks for a message; False when something with this key was said, or is about to be."""
    if said(db, key):
        return False
    db.execute(insert(notices).values(key=key, target=target, words=words, made_at=now, next_try_at=now))
    return True


def say_in_thread(db: Connection, key: str, case_id: int, words: str, now: datetime) -> bool:
    """Asks for a message in the thread of a case's card; False when something with this key was asked for."""
    channel = db.execute(select(cards.c.channel).where(cards.c.case_id == case_id)).scalar_one_or_none()
    if channel is None or said(db, key):
        return False
    values = {"target": channel, "words": words, "made_at": now, "next_try_at": now, "case_id": case_id}
    db.execute(insert(notices).values(key=key, **values))
    return True


def thread_of(db: Connection, notice: Notice) -> Thread | None:
    """Where its card is; None for one that stands by itself."""
    if notice.case_id is None:
        return None
    row = db.execute(select(cards.c.posted_in, cards.c.ts).where(cards.c.case_id == notice.case_id)).first()
    return Thread(row.posted_in, row.ts) if row and row.ts else None


def threads_waited_for(db: Connection, target: str) -> list[Thread]:
    """The cards of this target under which something is to be said."""
    unsaid = select(notices.c.case_id).where(UNSENT, notices.c.target == target, notices.c.case_id.is_not(None))
    rows = db.execute(select(cards.c.posted_in, cards.c.ts).where(cards.c.case_id.in_(unsaid), cards.c.ts.is_not(None)))
    return [Thread(row.posted_in, row.ts) for row in rows]


def said(db: Connection, key: str) -> bool:
    """Whether a message with this key was asked for."""
    return db.execute(select(notices.c.id).where(notices.c.key == key)).first() is not None


def when_said(db: Connection, keys: Collection[str]) -> list[datetime]:
    """When messages with these keys were asked for, of those that were."""
    return list(db.scalars(select(notices.c.made_at).where(notices.c.key.in_(keys))))


def count_said(db: Connection, beginning: str) -> int:
    """How many messages were asked for whose key begins like this."""
    alike = notices.c.key.startswith(beginning, autoescape=True)
    return db.execute(select(func.count()).select_from(notices).where(alike)).scalar_one()


def oldest(db: Connection, target: str, now: datetime) -> Notice | None:
    row = OLDEST.first(db, where=target, **times(now))
    return None if row is None else Notice(**row)


def first_unsent(db: Connection, target: str) -> datetime | None:
    """When the oldest message was asked for that this target has not got; None when there is none."""
    first = select(func.min(notices.c.made_at)).where(UNSENT, notices.c.target == target)
    return cast("datetime | None", db.execute(first).scalar_one())


def sent(db: Connection, notice_id: int, now: datetime, problem: str | None = None) -> None:
    """It was said; or, with a `problem`, it never can be (the person has left) and is not tried again."""
    db.execute(update(notices).where(notices.c.id == notice_id).values(sent_at=now, problem=problem))


def withdraw(db: Connection, beginning: str, now: datetime) -> None:
    """What was not said yet, of all whose key begins like this, is not true any more: it is never said."""
    alike = notices.c.key.startswith(beginning, autoescape=True)
    db.execute(update(notices).where(UNSENT, alike).values(sent_at=now, problem="it was over before it was said"))


def adopt(db: Connection, notice_id: int, now: datetime) -> bool:
    """It was found in Slack after all. False when that was known."""
    found = update(notices).where(UNSENT, notices.c.id == notice_id)
    return db.execute(found.values(sent_at=now)).rowcount == 1


def failed(db: Connection, notice_id: int, problem: str, next_try_at: datetime) -> None:
    db.execute(update(notices).where(notices.c.id == notice_id).values(problem=problem, next_try_at=next_try_at))


def move(db: Connection, notice_id: int, to: str, words: str, now: datetime) -> None:
    """Its channel is gone: it is said in another, in these words, and tried there at once."""
    values = {"target": to, "words": words, "next_try_at": now}
    db.execute(update(notices).where(notices.c.id == notice_id).values(values))


def hurry(db: Connection, target: str, now: datetime) -> None:
    """The channel is there again: what waits for it is tried now."""
    db.execute(update(notices).where(UNSENT, notices.c.target == target).values(next_try_at=now))
