"""`loopwell rehearse`: a table of what the rules of today would have made of the past. It only reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from bot.rehearsal_days import WIDEST, weeks
from bot.settings import Settings
from handlers.rehearsal import Asked, play
from handlers.views.rehearsal import Rehearsed, assumptions, came
from playbooks.policy import Policy
from playbooks.rehearsal_figures import Days, Figures, Tally, sums
from storage.database import Store

Column = tuple[str, Callable[[Tally], int]]


@dataclass(frozen=True)
class Part:
    """One table: what stands at its head, whose days it shows, and its columns, the most telling first."""

    head: str
    days: Callable[[Figures], dict[str, Days]]
    columns: tuple[Column, ...]


TEAMS = Part(
    "team",
    lambda figures: figures.teams,
    (
        ("cards", lambda tally: tally.cards),
        ("in storms", lambda tally: tally.in_storms),
        ("lists", lambda tally: tally.lists),
        ("overdue", lambda tally: tally.overdue),
    ),
)
PEOPLE = Part(
    "person",
    lambda figures: figures.people,
    (
        ("pings", lambda tally: tally.pings),
        ("folded", lambda tally: tally.folded),
        ("overdue", lambda tally: tally.overdue),
    ),
)


async def run_rehearsal(settings: Settings, policy: Policy, tried: Policy | None, asked: Asked, out: TextIO) -> int:
    """Prints what the policy would have made of the days before now; with `tried`, the same for that one beside it."""
    store = Store(settings.database_url)
    try:
        before = await store.read(play, policy, asked)
        after = await store.read(play, tried, asked) if tried else None
    finally:
        store.close()
    out.writelines(f"{line}\n" for line in page(before, after, by_day=asked.by_day))
    return 0


def page(before: Rehearsed, after: Rehearsed | None = None, *, by_day: bool = False) -> Iterator[str]:
    """The lines of the tables. Beside a policy that is tried, each number is "now → then"; what is told day by day is
    then its own. `by_day`: for each team and person too."""
    newest = after or before
    yield " ".join(came(newest.figures))
    if not newest.figures.answers:
        return
    yield ""
    yield from _table(TEAMS, before, after)
    yield ""
    yield from _table(PEOPLE, before, after)
    yield ""
    yield from _by_day(newest)
    yield ""
    for week in weeks(newest) if by_day else ():
        yield from _lined_up(week)
        yield ""
    yield from assumptions(newest)


def _table(part: Part, before: Rehearsed, after: Rehearsed | None) -> Iterator[str]:
    """One row each: totals, and of the first column what a day brings, and the worst day."""
    (main, of), *_others = part.columns
    rows = [[part.head, *(name for name, _of in part.columns), f"{main} a day", "worst day"]]
    old, new = part.days(before.figures), part.days(after.figures) if after else None
    names = {**before.names, **(after.names if after else {})}
    for who in sorted({*old, *(new or {})}, key=lambda one: names.get(one, one)):
        mine, then = old.get(who, {}), None if new is None else new.get(who, {})
        newest = mine if then is None else then
        cells = [_change(mine, then, count) for _name, count in part.columns]
        a_day = f"{sums(newest, of).total / before.days:.1f}"
        rows.append([names.get(who, who)[:WIDEST], *cells, a_day, _worst(newest, of)])
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
