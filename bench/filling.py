"""Filling: a database with many surveys of the past, by bulk insert into the real schema."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.migrating import prepare
from bot.settings import Settings

AT = "2026-01-05 09:00:00.000000"
PIECE = 20_000
# A value with a dollar is filled in for each row.
ROWS: dict[str, dict[str, object]] = {
    "customers": {
        "id": "$n",
        "name": "$name",
        "email": "$email",
        "touch": "low",
        "do_not_contact": 0,
        "created_at": AT,
    },
    "deliveries": {
        "id": "$n",
        "source": "past",
        "key": "$key",
        "received_at": AT,
        "status": "accepted",
        "headers": "{}",
        "body": "$body",
    },
    "identifiers": {"kind": "email", "value": "$email", "customer_id": "$n"},
    "cases": {
        "id": "$n",
        "customer_id": "$n",
        "team": "team-0",
        "kind": "rescue",
        "state": "closed",
        "opened_at": AT,
        "closed_at": AT,
        "closed_by": "U0ANA",
        "version": 3,
    },
    "case_events": {"id": "$n", "case_id": "$n", "at": AT, "what": "opened", "details": "{}"},
    "cards": {
        "case_id": "$n",
        "channel": "#bench-0",
        "rank": 1_009_999,
        "wanted": 3,
        "shown": 3,
        "posted_in": "C0BENCH0",
        "ts": "$ts",
        "next_try_at": AT,
        "attempts": 0,
    },
    "responses": {
        "id": "$n",
        "source": "past",
        "external_id": "$key",
        "customer_id": "$n",
        "case_id": "$n",
        "metric": "nps",
        "scale_low": 0.0,
        "scale_high": 10.0,
        "score": 3.0,
        "band": "detractor",
        "first_score": 3.0,
        "comment": "$comment",
        "answered_at": AT,
        "happened_at": AT,
        "received_at": AT,
        "properties": "{}",
        "revision": 1,
    },
}


def fill(path: Path, count: int) -> Path:
    """Makes the database with `count` customers who answered once each, and whose cases are closed."""
    prepare(Settings(database_url=f"sqlite:///{path}"))
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA cache_size=-200000")
    for first in range(1, count + 1, PIECE):
        database.execute("BEGIN")
        for table, row in ROWS.items():
            marks = ", ".join("?" * len(row))
            statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
            database.executemany(statement, _rows(row, first, min(first + PIECE, count + 1)))
        database.execute("COMMIT")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def _rows(row: dict[str, object], first: int, last: int) -> Iterator[tuple[object, ...]]:
    for n in range(first, last):
        made = {
            "$n": n,
            "$name": f"Past Customer {n}",
            "$email": f"past{n}@example.com",
            "$key": f"past-{n}",
            "$body": json.dumps({"id": n, "padding": "x" * 400}).encode(),
            "$ts": f"{1_700_000_000 + n}.000100",
            "$comment": f"It took three days to get an answer from anybody, number {n}.",
        }
        yield tuple(made.get(value, value) if isinstance(value, str) else value for value in row.values())
