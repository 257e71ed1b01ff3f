"""Set aside: the deliveries that could not be read, until they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, func, select, update
from sqlalchemy.exc import IntegrityError

from playbooks.set_aside import Glimpse
from storage.deliveries import SET_ASIDE, DeliveryStatus, deliveries

HEAD = 2000  # bytes of a body that a list shows the beginning of


@dataclass(frozen=True)
class Kept:
    """A delivery as it came, to be read again."""

    id: int
    source: str
    key: str
    received_at: datetime
    status: DeliveryStatus
    reason: str | None
    headers: Mapping[str, str]
    body: bytes


WHOLE = [deliveries.c[name] for name in ("id", "source", "key", "received_at", "status", "reason", "headers", "body")]


def _kept(row: Any) -> Kept | None:
    return None if row is None else Kept(**row._mapping)


def find(db: Connection, delivery_id: int) -> Kept | None:
    """A delivery, whether it is still set aside or not."""
    return _kept(db.execute(select(*WHOLE).where(deliveries.c.id == delivery_id)).first())


def same(db: Connection, source: str, key: str) -> Kept | None:
    """The set-aside delivery with this key."""
    return _kept(
        db.execute(select(*WHOLE).where(deliveries.c.source == source, deliveries.c.key == key, SET_ASIDE)).first()
    )


def glimpses(db: Connection, skip: int, limit: int) -> list[Glimpse]:
    """What is set aside, newest first, without the whole bodies."""
    head = func.substr(deliveries.c.body, 1, HEAD, type_=LargeBinary).label("head")
    columns = [deliveries.c[name] for name in ("id", "source", "received_at")]
    reason = func.coalesce(deliveries.c.reason, "").label("reason")
    rows = db.execute(
        select(*columns, reason, head, func.length(deliveries.c.body).label("size"))
        .where(SET_ASIDE)
        .order_by(deliveries.c.received_at.desc(), deliveries.c.id.desc())
        .offset(skip)
        .limit(limit)
    )
    # SQLite makes NULL of a part of nothing
    return [Glimpse(**{**row._mapping, "head": bytes(row.head or b"")}) for row in rows]


def ids(db: Connection, source: str | None, after: int, limit: int) -> list[int]:
    """The set-aside deliveries of a source, or of all, that came in after delivery `after`, oldest first."""
    chosen = select(deliveries.c.id).where(SET_ASIDE, deliveries.c.id > after)
    if source is not None:
        chosen = chosen.where(deliveries.c.source == source)
    return list(db.scalars(chosen.order_by(deliveries.c.id).limit(limit)))


def accept(db: Connection, delivery_id: int) -> bool:
    """It was read. False when it was read before: of several who try at once exactly one gets True."""
    mine = update(deliveries).where(deliveries.c.id == delivery_id, SET_ASIDE)
    return db.execute(mine.values(status=DeliveryStatus.ACCEPTED, reason=None)).rowcount == 1


def rename(db: Connection, delivery_id: int, key: str) -> bool:
    """Gives it the provider's own id, so that a repeat of it is known. False when that id is known already: the
    delivery has come in a second time."""
    try:
        with db.begin_nested():
            db.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(key=key))
    except IntegrityError:
        return False
    return True


def still_unreadable(db: Connection, delivery_id: int, reason: str) -> bool:
    """It stays set aside, for this reason. False when it was read meanwhile."""
    mine = update(deliveries).where(deliveries.c.id == delivery_id, SET_ASIDE)
    return db.execute(mine.values(reason=reason)).rowcount == 1
