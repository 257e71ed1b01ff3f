"""Ticks: a look at what is due costs what is due, whatever else is open. `python -m bench ticks`.

Two databases: in one, a thousand cases are open and due for a look; in the other the same, and a million more that are
not. Both ticks do the whole thing: the ladder is asked about each case, all of which are overdue, and what follows is
saved and gathered into messages. The due ones are spread evenly, so that each lies on a page of its own, which is the
worst case for a disk: up to half as much again counts as the same. Reading all of them would be hundreds of times.
"""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.loopwell import policy
from bench.report import Line, table
from bot.running import prepare
from bot.settings import Settings
from handlers.nags import look, speak_up
from handlers.snoozes import wake_all
from storage.database import Store

DUE, OPEN, PIECE, RUNS = 1_000, 1_000_000, 20_000, 5
AT_ONCE = 200  # cases in one transaction, as the schedule does
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
MOST = 1.5  # times what the thousand cost alone
OPENED, PAST, FUTURE = "2026-03-02 09:00:00.000000", "2026-03-04 09:00:00.000000", "2026-03-05 09:00:00.000000"
CUSTOMER = (
    "INSERT INTO customers (id, email, touch, touch_said, do_not_contact, created_at) VALUES (?, ?, 'low', 0, 0, ?)"
)
CASE = (
    "INSERT INTO cases (id, customer_id, team, kind, state, opened_at, version, next_look_at)"
    " VALUES (?, ?, 'team-0', 'rescue', 'open', ?, 1, ?)"
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Ticks:
    """Seconds that a tick took over the thousand alone, and among the `others`."""

    others: int
    alone: float
    among: float


def ticks(folder: Path, say: Say, others: int = OPEN, runs: int = RUNS) -> Ticks:
    """Fills two databases and measures in turn, each time on a fresh copy. Takes a minute or two."""
    paths = {0: folder / "due.db", others: folder / "open.db"}
    for count, path in paths.items():
        say(f"  {DUE + count:,} open cases")
        fill(path, count)
    taken: dict[int, list[float]] = {count: [] for count in paths}
    for _run in range(runs):
        for count, path in paths.items():
            copy = folder / "copy.db"
            shutil.copyfile(path, copy)
            taken[count].append(asyncio.run(tick(copy)))
            for left in folder.glob("copy.db*"):
                left.unlink()
    return Ticks(others, median(taken[0]), median(taken[others]))


def fill(path: Path, others: int) -> None:
    """DUE cases that are to be looked at, evenly spread among as many others as are asked for."""
    prepare(Settings(database_url=f"sqlite:///{path}"))
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    total = DUE + others
    for first in range(0, total, PIECE):
        numbers = range(first, min(first + PIECE, total))
        database.execute("BEGIN")
        database.executemany(CUSTOMER, ((n + 1, f"c{n}@example.com", OPENED) for n in numbers))
        database.executemany(CASE, _cases(numbers, total // DUE))
        database.execute("COMMIT")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _cases(numbers: range, every: int) -> Iterator[tuple[int, int, str, str]]:
    return ((n + 1, n + 1, OPENED, FUTURE if n % every else PAST) for n in numbers)


async def tick(path: Path) -> float:
    """Looks at all that is due, as the schedule does; the seconds that it took."""
    store = Store(f"sqlite:///{path}")
    rules = policy(1, 1.0, 3)
    try:
        began, looked = time.monotonic(), 0
        await store.write(wake_all, rules, NOW, 100)
        while found := await store.write(look, rules, NOW, AT_ONCE):
            looked += found
        while await store.write(speak_up, rules, NOW, AT_ONCE):
            pass
        took = time.monotonic() - began
    finally:
        store.close()
    assert looked == DUE, looked
    return took


def page(found: Ticks) -> str:
    """The table, as Markdown."""
    ratio = found.among / found.alone
    line = Line(
        f"a tick with {DUE:,} due of {DUE + found.others:,} open",
        f"{found.among * 1000:.0f} ms",
        f"{found.alone * 1000:.0f} ms with {DUE:,} alone ({ratio:.2f} times)",
        "what 1,000 cost (at most 1.25 times)",
        ratio <= 1.25,
    )
    return "\n".join(("## Ticks", "", table(("what", "Loopwell", "beside", "target", ""), [line.cells()]), ""))
