"""Storms: one card for many cases of a channel, with its own wanted and shown revisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, and_, bindparam, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from playbooks.cases import CaseState
from storage.cards import cards
from storage.cases import cases
from storage.columns import UtcTime, is_due, table, times
from storage.statements import Statement

CURRENT = text("ended_at IS NULL")
OUT_OF_DATE = text("wanted > shown")


class StormRow(SQLModel, table=True):
    """`grew_at` is when a case was last added; `channel` is as the team names it, `posted_in` and `ts` Slack's."""

    __tablename__ = "storms"
    __table_args__ = (
        Index("one_current_storm_per_channel", "channel", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
        Index("ix_storms_out_of_date", "channel", sqlite_where=OUT_OF_DATE, postgresql_where=OUT_OF_DATE),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    began_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    grew_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    wanted: int = 1
    shown: int = 0
    posted_in: str | None = None
    ts: str | None = None
    next_try_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    attempts: int = 0
    plain: bool = False


storms = table(StormRow)

# the channels with a storm card out of date, and when it may be tried; and those where a storm may be over
WAITS = (
    select(storms.c.channel.label("target"), func.min(storms.c.next_try_at).label("first"))
    .where(OUT_OF_DATE)
    .group_by(storms.c.channel)
)
GROWS = select(storms.c.channel.label("target"), storms.c.grew_at.label("first")).where(CURRENT)
IS_DUE = (OUT_OF_DATE, storms.c.channel == bindparam("where"), is_due(storms.c.next_try_at))
DUE = Statement(select(storms).where(*IS_DUE).order_by(storms.c.id).limit(1))
OVER = Statement(select(storms).where(storms.c.channel == bindparam("where"), CURRENT))
ADD = Statement(
    insert(storms).returning(storms.c.id),
    ("channel", "began_at", "grew_at", "next_try_at", "wanted", "shown", "attempts", "plain"),
)
NEWS = {"wanted": storms.c.wanted + 1}
THIS = update(storms).where(storms.c.id == bindparam("which"))
WANT = Statement(THIS.values(NEWS))
GROWN = Statement(THIS.values({**NEWS, "grew_at": bindparam("at")}))
SHOWN = Statement(THIS, ("shown", "posted_in", "ts", "attempts", "next_try_at"))


@dataclass(frozen=True)
class Storm:
    id: int
    channel: str
    began_at: datetime
    grew_at: datetime
    ended_at: datetime | None
    wanted: int
    shown: int
    posted_in: str | None
    ts: str | None
    next_try_at: datetime
    attempts: int
    plain: bool


def _storm(row: Any) -> Storm:
    return Storm(**row._mapping)


def find(db: Connection, storm_id: int) -> Storm | None:
    row = db.execute(select(storms).where(storms.c.id == storm_id)).first()
    return None if row is None else _storm(row)


def current(db: Connection, channel: str) -> Storm | None:
    """The storm over this channel now."""
    row = OVER.first(db, where=channel)
    return None if row is None else Storm(**row)


def begin(db: Connection, channel: str, now: datetime) -> int:
    times = {"began_at": now, "grew_at": now, "next_try_at": now}
    made = ADD.first(db, channel=channel, wanted=1, shown=0, attempts=0, plain=False, **times)
    assert made is not None
    number: int = made["id"]
    return number


def want(db: Connection, storm: int) -> None:
    """The storm card is out of date."""
    WANT.run(db, which=storm)


def grown(db: Connection, storm: int, now: datetime) -> None:
    """It has more cases than its card says."""
    GROWN.run(db, which=storm, at=now)


def end(db: Connection, storm: int, now: datetime) -> None:
    """It is over; its card says so."""
    db.execute(update(storms).where(storms.c.id == storm).values(**NEWS, ended_at=now))


def channels(db: Connection) -> set[str]:
    """The channels with a storm that has not ended."""
    return set(db.scalars(select(storms.c.channel).where(CURRENT)))


def due(db: Connection, channel: str, now: datetime) -> Storm | None:
    """The storm card of this channel that is out of date and may be tried now."""
    row = DUE.first(db, where=channel, **times(now))
    return None if row is None else Storm(**row)


def shown(db: Connection, storm: Storm, posted_in: str, ts: str, next_try_at: datetime) -> None:
    """Slack shows this revision; the next one not before `next_try_at`, so that the channel is left for others."""
    place = {"posted_in": posted_in, "ts": ts}
    SHOWN.run(db, which=storm.id, shown=storm.wanted, attempts=0, next_try_at=next_try_at, **place)


def failed(db: Connection, storm: Storm, next_try_at: datetime) -> None:
    db.execute(
        update(storms).where(storms.c.id == storm.id).values(next_try_at=next_try_at, attempts=storms.c.attempts + 1)
    )


def simplify(db: Connection, storm: Storm) -> None:
    """Slack does not take its blocks: from now on it is shown in plain words."""
    db.execute(update(storms).where(storms.c.id == storm.id).values(plain=True))


def lost(db: Connection, storm: Storm) -> None:
    """Somebody deleted the storm card in Slack, or it is in a channel that was replaced: it is posted anew."""
    db.execute(update(storms).where(storms.c.id == storm.id).values(posted_in=None, ts=None))


def move(db: Connection, storm: Storm, to: str, now: datetime) -> None:
    """The channel is gone, and the storm card with it: each open case goes to another channel, where they may well be
    a storm again. The closed ones need no place."""
    still_open = select(cases.c.id).where(cases.c.id == cards.c.case_id, cases.c.state != CaseState.CLOSED).exists()
    moved = {"channel": to, "moved_from": storm.channel, "storm_id": None, "alone": True, "next_try_at": now}
    shared = and_(cards.c.storm_id == storm.id, ~cards.c.alone)
    db.execute(update(cards).where(shared, still_open).values(moved))
    over = {"ended_at": storm.ended_at or now, "shown": storms.c.wanted}
    db.execute(update(storms).where(storms.c.id == storm.id).values(**over))


def hurry(db: Connection, channel: str, now: datetime) -> None:
    """The channel is there again: its storm card is tried now."""
    db.execute(update(storms).where(OUT_OF_DATE, storms.c.channel == channel).values(next_try_at=now))


def adopt(db: Connection, storm_id: int, posted_in: str, ts: str) -> bool:
    """The storm card was found in Slack after all."""
    found = update(storms).where(storms.c.id == storm_id, storms.c.ts.is_(None))
    return db.execute(found.values(posted_in=posted_in, ts=ts)).rowcount == 1


def first_unposted(db: Connection, channel: str) -> datetime | None:
    """When the oldest storm began whose card is not known to be in Slack."""
    first = select(func.min(storms.c.began_at)).where(OUT_OF_DATE, storms.c.channel == channel, storms.c.ts.is_(None))
    at: datetime | None = db.execute(first).scalar_one()
    return at
