"""Incidents: what keeps us from showing a customer where they belong, since when, and until when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, bindparam, insert, or_, select, text, update
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, table
from storage.statements import Statement

CURRENT = text("ended_at IS NULL")


class IncidentRow(SQLModel, table=True):
    """`key` names what is wrong (`channel:#feedback`, `token`); `sentence` says it for people, escaped for Slack;
    `cause` is Slack's name for it."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("one_current_incident_per_key", "key", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str
    sentence: str
    cause: str
    began_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))


incidents = table(IncidentRow)
TOLD = [incidents.c[name] for name in ("id", "key", "cause", "began_at")]

END = Statement(update(incidents).where(incidents.c.key == bindparam("which"), CURRENT).returning(*TOLD), ("ended_at",))

EITHER = or_(incidents.c.key == bindparam("one"), incidents.c.key == bindparam("other"))
END_BOTH = Statement(update(incidents).where(EITHER, CURRENT).returning(*TOLD), ("ended_at",))


@dataclass(frozen=True)
class Incident:
    """One that is over now. `cause` is Slack's name for it."""

    id: int
    key: str
    cause: str
    began_at: datetime


def begin(db: Connection, key: str, sentence: str, cause: str, now: datetime) -> int | None:
    """Opens an incident; its number, or None when it is known already."""
    if db.execute(select(incidents.c.id).where(incidents.c.key == key, CURRENT)).first():
        return None
    made = db.execute(insert(incidents).values(key=key, sentence=sentence, cause=cause, began_at=now))
    assert made.inserted_primary_key is not None
    number: int = made.inserted_primary_key[0]
    return number


def change(db: Connection, key: str, sentence: str, cause: str) -> None:
    """It goes on for another cause."""
    db.execute(update(incidents).where(incidents.c.key == key, CURRENT).values(sentence=sentence, cause=cause))


def end(db: Connection, key: str, now: datetime) -> list[Incident]:
    """It is mended; nothing when there was no such incident."""
    return [Incident(**row) for row in END.all(db, which=key, ended_at=now)]


def end_both(db: Connection, one: str, other: str, now: datetime) -> list[Incident]:
    """What either of these says is mended, if it was not: one question, for it is asked after every message."""
    return [Incident(**row) for row in END_BOTH.all(db, one=one, other=other, ended_at=now)]


def current(db: Connection) -> dict[str, str]:
    """What is wrong now: key to sentence."""
    return {row.key: row.sentence for row in db.execute(select(incidents).where(CURRENT).order_by(incidents.c.id))}


def cause(db: Connection, key: str) -> str:
    """Slack's name for what is wrong now; "" when nothing is."""
    return db.execute(select(incidents.c.cause).where(incidents.c.key == key, CURRENT)).scalar() or ""


def causes(db: Connection) -> dict[str, str]:
    """What is wrong now: key to Slack's name for it."""
    return {row.key: row.cause for row in db.execute(select(incidents).where(CURRENT).order_by(incidents.c.id))}
