"""`loopwell rehearse`: a table of what the rules of today would have made of the past. It only reads."""

from collections.abc import Callable, Iterator
from typing import TextIO

from bot.settings import Settings
from handlers.rehearsal import Asked, play
from handlers.views.rehearsal import Rehearsed, assumptions, came
from playbooks.policy import Policy
from playbooks.rehearsal_figures import Days, Tally, sums
from storage.database import Store

WIDEST = 32
Column = tuple[str, Callable[[Tally], int]]
TEAM_COLUMNS: tuple[Column, ...] = (
    ("cards", lambda tally: tally.cards),
    ("in storms", lambda tally: tally.in_storms),
    ("lists", lambda tally: tally.lists),
    ("overdue", lambda tally: tally.overdue),
)
PERSON_COLUMNS: tuple[Column, ...] = (
    ("pings", lambda tally: tally.pings),
    ("folded", lambda tally: tally.folded),
    ("overdue", lambda tally: tally.overdue),
)


async def run_rehearsal(settings: Settings, policy: Policy, tried: Policy | None, asked: Asked, out: TextIO) -> int:
    """Prints what the policy would have made of the days before now; with `tried`, the same for that one beside it."""
    store = Store(settings.database_url)
    try:
        before = await store.read(play, policy, asked)
        after = await store.read(play, tried, asked) if tried else None
    finally:
        store.close()
    out.writelines(f"{line}\n" for line in page(before, after))
    return 0


def page(before: Rehearsed, after: Rehearsed | None = None) -> Iterator[str]:
    """The lines of the table. Beside a policy that is tried, each number is "now → then"."""
    newest = after or before
    yield " ".join(came(newest.figures))
    if not newest.figures.answers:
        return
    yield ""
    yield from _table("team", before.figures.teams, after and after.figures.teams, TEAM_COLUMNS, {})
    yield ""
    names = {**before.names, **newest.names}
    yield from _table("person", before.figures.people, after and after.figures.people, PERSON_COLUMNS, names)
    yield ""
    yield from _by_day(newest)
    yield ""
    yield from assumptions(newest)


def _table(
    head: str, before: dict[str, Days], after: dict[str, Days] | None, columns: tuple[Column, ...], names: object
) -> Iterator[str]:
    """One row each, with totals and the worst day of the first column."""
    shown = dict(names) if isinstance(names, dict) else {}
    rows = [[head, *(name for name, _of in columns), f"most {columns[0][0]} in a day"]]
    for who in sorted({*before, *(after or {})}, key=lambda one: shown.get(one, one)):
        old, new = before.get(who, {}), None if after is None else after.get(who, {})
        cells = [_change(old, new, of) for _name, of in columns]
        rows.append([shown.get(who, who)[:WIDEST], *cells, _worst(old if new is None else new, columns[0][1])])
    yield from _lined_up(rows)


def _change(old: Days, new: Days | None, of: Callable[[Tally], int]) -> str:
    total = f"{sums(old, of).total:,}"
    return total if new is None else f"{total} → {sums(new, of).total:,}"


def _worst(days: Days, of: Callable[[Tally], int]) -> str:
    worst = sums(days, of)
    return f"{worst.worst:,} on {worst.day:%a %d %b}" if worst.day else "none"


def _by_day(rehearsed: Rehearsed) -> Iterator[str]:
    """Each day: the cards of all teams, and the pings and overdue cases of everybody."""
    teams, people = rehearsed.figures.teams.values(), rehearsed.figures.people.values()
    rows = [["day", "cards", "overdue", "pings", "most pings for one"]]
    for day in sorted({day for days in (*teams, *people) for day in days}):
        told = [days[day].pings for days in people if day in days]
        here = [days[day] for days in teams if day in days]
        counts = (sum(one.cards for one in here), sum(one.overdue for one in here), sum(told), max(told, default=0))
        rows.append([f"{day:%Y-%m-%d %a}", *(f"{n:,}" for n in counts)])
    yield from _lined_up(rows)


def _lined_up(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()
