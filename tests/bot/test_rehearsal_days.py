"""A rehearsal day by day: whoever reads it sees whose Tuesday is the bad one."""

from datetime import date

from bot.rehearsal import page
from handlers.views.rehearsal import Rehearsed
from playbooks.rehearsal_figures import Figures, Tally


def rehearsed() -> Rehearsed:
    figures = Figures("Europe/Oslo", answers=3, opened=3)
    figures.teams["support"] = {date(2026, 3, 2): Tally(cards=12, overdue=3), date(2026, 3, 10): Tally(cards=1)}
    figures.people["U0ANA"] = {date(2026, 3, 3): Tally(pings=2)}
    return Rehearsed(30, nobody_acts=False, figures=figures, names={"U0ANA": "Ana Popescu"})


def test_each_team_and_person_has_a_row_in_the_weeks_in_which_something_happened() -> None:
    lines = "\n".join(page(rehearsed(), by_day=True)).split("cards (overdue)")[1:]
    assert len(lines) == 2
    assert [" ".join(line.split()) for line in lines[0].splitlines()[:4]] == [
        "Mon 02 Mar Tue 03 Mar Wed 04 Mar Thu 05 Mar Fri 06 Mar Sat 07 Mar Sun 08 Mar week",
        "support 12 (3) · · · · · · 12 (3)",
        "pings (overdue)",
        "Ana Popescu · 2 · · · · · 2",
    ]
    assert "Ana" not in lines[1]


def test_without_being_asked_it_stays_short() -> None:
    """Thirty days of forty people are nothing that somebody wants by default."""
    told = "\n".join(page(rehearsed()))
    assert "cards (overdue)" not in told
    assert "Leave and own working hours count as they stand in people's settings today." in told
    assert "Do-not-disturb and statuses in Slack are left out" in told
