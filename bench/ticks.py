"""Ticks: a look at what is due costs what is due, whatever else is open. `python -m bench ticks`.

Two databases: in one, a thousand cases are open and due for a look; in the other the same, and a million more that are
not. Both ticks do the whole thing: the ladder is asked about each case, all of which are overdue, and what follows is
saved and gathered into messages. The due ones are spread evenly, so that each lies on a page of its own, which is the
worst case for a disk: up to a quarter as much again counts as the same. Reading all of them would be hundreds of times.
Measured on SQLite and, where it is installed, on a PostgreSQL of its own.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.report import Line, table
from bench.rules import policy
from bench.tick_places import Place, places
from bot.migrating import prepare
from bot.settings import Settings
from handlers.nags import look, speak_up
from handlers.snoozes import wake_all
from storage.database import Store, open_engine

DUE, OPEN, RUNS = 1_000, 1_000_000, 5
AT_ONCE = 200  # cases in one transaction, as the schedule does
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
MOST = 1.25  # times what the thousand cost alone
OPENED, PAST, FUTURE = "2026-03-02 09:00:00.000000", "2026-03-04 09:00:00.000000", "2026-03-05 09:00:00.000000"
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {total}) "
CUSTOMERS = (
    "INSERT INTO customers (id, email, touch, touch_said, do_not_contact, created_at)"
    " SELECT n, 'c' || n || '@example.com', 'low', 1 = 0, 1 = 0, {stamp} '{opened}' FROM numbers"
)
CASES = (
    "INSERT INTO cases (id, customer_id, team, kind, state, opened_at, version, next_look_at)"
    " SELECT n, n, 'team-0', 'rescue', 'open', {stamp} '{opened}', 1,"
    " CASE WHEN (n - 1) / {every} * {every} = n - 1 THEN {stamp} '{past}' ELSE {stamp} '{future}' END FROM numbers"
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Ticks:
    """Seconds that a tick took on this database over the thousand alone, and among the `others`."""

    database: str
    others: int
    alone: float
    among: float


def ticks(folder: Path, say: Say, others: int = OPEN, runs: int = RUNS) -> list[Ticks]:
    """On each database that there is. Takes a minute or two."""
    found = []
    for place in places(folder):
        with closing(place):
            found.append(_measured(place, say, others, runs))
    return found


def _measured(place: Place, say: Say, others: int, runs: int) -> Ticks:
    """Fills two databases and measures in turn, each time on a fresh copy."""
    filled = {}
    for count in (0, others):
        say(f"  {place.name}: {DUE + count:,} open cases")
        filled[count] = place.new()
        fill(place.url(filled[count]), count)
        place.settle(filled[count])
    taken: dict[int, list[float]] = {count: [] for count in filled}
    for _run in range(runs):
        for count, name in filled.items():
            copy = place.copy(name)
            taken[count].append(asyncio.run(tick(place.url(copy))))
            place.drop(copy)
    return Ticks(place.name, others, median(taken[0]), median(taken[others]))


def fill(url: str, others: int) -> None:
    """DUE cases that are to be looked at, evenly spread among as many others as are asked for."""
    prepare(Settings(database_url=url))
    engine = open_engine(url, patient=True)
    total = DUE + others
    told = {"total": total, "every": total // DUE, "opened": OPENED, "past": PAST, "future": FUTURE}
    told["stamp"] = "TIMESTAMP" if engine.dialect.name == "postgresql" else ""
    with engine.begin() as db:
        for statement in (CUSTOMERS, CASES):
            db.exec_driver_sql((NUMBERS + statement).format(**told))
    engine.dispose()


async def tick(url: str) -> float:
    """Looks at all that is due, as the schedule does; the seconds that it took."""
    store = Store(url)
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


def page(found: Sequence[Ticks]) -> str:
    """The table, as Markdown."""
    cells = [_line(one).cells() for one in found]
    return "\n".join(("## Ticks", "", table(("what", "Loopwell", "beside", "target", ""), cells), ""))


def _line(found: Ticks) -> Line:
    ratio = found.among / found.alone
    return Line(
        f"a tick with {DUE:,} due of {DUE + found.others:,} open, {found.database}",
        f"{found.among * 1000:.0f} ms",
        f"{found.alone * 1000:.0f} ms with {DUE:,} alone ({ratio:.2f} times)",
        f"what 1,000 cost (at most {MOST} times)",
        ratio <= MOST,
    )
