"""Deliveries: what came in by webhook, each exactly once, with its raw body for a replay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Connection, Index, LargeBinary, UniqueConstraint, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgres
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, Word, table
from storage.statements import Statement


class DeliveryStatus(StrEnum):
    ACCEPTED = "accepted"
    SET_ASIDE = "set-aside"


SET_ASIDE = text("status = 'set-aside'")
KEPT_RAW = text("status = 'accepted' AND length(body) > 0")


class DeliveryRow(SQLModel, table=True):
    """`key` is the provider's id of the delivery, or the digest of its body. It stays when the body is let go."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        Index("ix_deliveries_set_aside", "source", "id", sqlite_where=SET_ASIDE, postgresql_where=SET_ASIDE),
        Index("ix_deliveries_kept_raw", "received_at", sqlite_where=KEPT_RAW, postgresql_where=KEPT_RAW),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str
    key: str
    received_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    status: DeliveryStatus = Field(sa_column=Column(Word(DeliveryStatus), nullable=False))
    reason: str | None = None
    headers: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


deliveries = table(DeliveryRow)

GIVEN = ("source", "key", "received_at", "status", "reason", "headers", "body")
REMEMBER = {
    dialect: Statement(insert(deliveries).inline().on_conflict_do_nothing(index_elements=["source", "key"]), GIVEN)
    for dialect, insert in (("sqlite", insert_on_sqlite), ("postgresql", insert_on_postgres))
}


@dataclass(frozen=True)
class NewDelivery:
    """A delivery to be remembered; `reason` says why it was set aside."""

    source: str
    key: str
    received_at: datetime
    status: DeliveryStatus
    headers: Mapping[str, str]
    body: bytes
    reason: str | None = None


def remember(db: Connection, new: NewDelivery) -> bool:
    """Keeps the delivery; False when this very delivery is known already."""
    return REMEMBER[db.dialect.name].run(db, **{**vars(new), "headers": dict(new.headers)}) == 1


def last_delivered(db: Connection) -> dict[str, datetime]:
    """When each source last delivered something."""
    rows = db.execute(select(deliveries.c.source, func.max(deliveries.c.received_at)).group_by(deliveries.c.source))
    return {row[0]: row[1] for row in rows}


def count_set_aside(db: Connection) -> dict[str, int]:
    """How many deliveries wait to be read, by source."""
    rows = db.execute(select(deliveries.c.source, func.count()).where(SET_ASIDE).group_by(deliveries.c.source))
    return {row[0]: row[1] for row in rows}


def let_go(db: Connection, before: datetime, limit: int) -> int:
    """Empties the bodies of at most `limit` accepted deliveries that came in before then. Returns how many."""
    old = select(deliveries.c.id).where(KEPT_RAW, deliveries.c.received_at < before)
    chosen = old.order_by(deliveries.c.received_at).limit(limit)
    return db.execute(update(deliveries).where(deliveries.c.id.in_(chosen)).values(body=b"")).rowcount
