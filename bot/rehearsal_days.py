"""`loopwell rehearse --by-day`: a calendar of each week, a team or a person a row, so that the bad days are seen."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from handlers.views.rehearsal import Rehearsed
from playbooks.rehearsal_figures import Days, Tally

WIDEST = 32
NOTHING = "·"
Count = Callable[[Tally], int]


def weeks(rehearsed: Rehearsed) -> Iterator[list[list[str]]]:
    """For each week in which anything was counted, its rows: teams with their cards, people with their pings, and in
    brackets what became overdue. Who had nothing in a week has no row in it."""
    figures = rehearsed.figures
    everybody = (*figures.teams.values(), *figures.people.values())
    mondays = {day - timedelta(days=day.weekday()) for days in everybody for day in days}
    for monday in sorted(mondays):
        heads = [f"{monday + timedelta(days=n):%a %d %b}" for n in range(7)]
        rows = [["cards (overdue)", *heads, "week"]]
        rows += _rows(figures.teams, {}, monday, lambda tally: tally.cards)
        if people := _rows(figures.people, rehearsed.names, monday, lambda tally: tally.pings):
            rows += [["pings (overdue)", *[""] * 8], *people]
        if len(rows) > 1:
            yield rows


def _rows(whose: Mapping[str, Days], names: Mapping[str, str], monday: date, of: Count) -> list[list[str]]:
    named = sorted((names.get(who, who), who) for who in whose)
    rows = [[f"  {name[:WIDEST]}", *_week(whose[who], monday, of)] for name, who in named]
    return [row for row in rows if row[-1] != NOTHING]


def _week(days: Days, monday: date, of: Count) -> list[str]:
    week = [days.get(monday + timedelta(days=n), Tally()) for n in range(7)]
    counted = [(of(tally), tally.overdue) for tally in week]
    whole = (sum(count for count, _late in counted), sum(late for _count, late in counted))
    return [_cell(*one) for one in (*counted, whole)]


def _cell(count: int, overdue: int) -> str:
    if overdue:
        return f"{count:,} ({overdue:,})"
    return f"{count:,}" if count else NOTHING
