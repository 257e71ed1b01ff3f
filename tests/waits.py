"""Who waits for a message of one kind, and since when it may be tried: what tests ask of `storage/waiting.py`."""

from datetime import datetime

from storage.database import Connection
from storage.waiting import FIRST, Kind


def waits(db: Connection, kind: Kind) -> dict[str, datetime]:
    """Those for whom a message of this kind waits, and when the first of each may be tried."""
    return {row["target"]: row["first"] for row in FIRST.all(db) if row["kind"] == kind}
