"""One month in three worlds, and the table of it."""

import asyncio
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.attention.answers import COUNT, DAYS, START, Given, answers
from bench.attention.company import world
from bench.attention.lives import Figures, figures
from bench.attention.naive import Naive
from bench.attention.people import Habits
from bench.attention.reading import lives
from bench.attention.real import FAST
from bench.report import Line, table
from bot.configuration import policy_of
from bot.demo import CONFIGURATION
from handlers.rehearsal import Asked, play
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy

Say = Callable[[str], None]


@dataclass(frozen=True)
class Month:
    """The same month with our bot, with the naive one, and with the mild one. `rehearsed` are the pings that
    `loopwell rehearse` counts for it."""

    seed: int
    answers: int
    days: int
    ours: Figures
    naive: Figures
    mild: Figures
    rehearsed: int


def policy() -> Policy:
    """The demo's rules for the twelve; everything that is not about people and channels is as usual."""
    data = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))
    data["company"] = {**data["company"], "fallback_channel": "#admins", "admins": []}
    return policy_of(data, {}, PROVIDERS, "bench").model_copy(update={"delivery": FAST})


def live(seed: int, folder: Path, count: int = COUNT, days: int = DAYS) -> Month:
    """Takes minutes."""
    given, habits, rules = answers(seed, count, days), Habits(seed), policy()
    span = (START, START + timedelta(days=days))
    beside = []
    for mild in (False, True):
        naive = Naive(rules, habits, mild)
        naive.run(given, *span)
        name = "the mild one" if mild else "the naive bot"
        beside.append(figures(name, naive.lives.values(), naive.pings, rules, span))
    ours, rehearsed = asyncio.run(_ours(given, habits, rules, folder, days))
    return Month(seed, count, days, ours, beside[0], beside[1], rehearsed)


async def _ours(given: Sequence[Given], habits: Habits, rules: Policy, folder: Path, days: int) -> tuple[Figures, int]:
    span = (START, START + timedelta(days=days))
    async with world(rules, habits, folder, START) as real:
        await real.tell_of_important(given)
        await real.run(given, *span)
        every = await real.house.store.read(lives)
        played = await real.house.store.read(play, rules, Asked(real.now(), days + 1))
        people = played.figures.people.values()
        rehearsed = sum(tally.pings for one in people for tally in one.values())
        return figures("Loopwell", every, real.pings, rules, span), rehearsed


def page(month: Month) -> str:
    """The table, as Markdown."""
    ours, naive, mild = month.ours, month.naive, month.mild
    worlds = (ours, naive, mild)
    rows = [
        ("cases", *(f"{one.cases}" for one in worlds)),
        ("pings", *(f"{one.pings}" for one in worlds)),
        ("pings per person and day, median", *(f"{one.median:.0f}" for one in worlds)),
        ("pings per person and day, p95", *(f"{one.p95:.0f}" for one in worlds)),
        ("pings per person and day, most", *(f"{one.most:.0f}" for one in worlds)),
        ("contacted within the limit", *(f"{one.in_time:.1%}" for one in worlds)),
        ("cases that were ever overdue", *(f"{one.overdue}" for one in worlds)),
        ("due, and nobody was reminded", *(f"{one.forgotten}" for one in worlds)),
        ("pings outside working hours", *(f"{one.outside}" for one in worlds)),
        ("pings on days of leave", *(f"{one.on_leave}" for one in worlds)),
    ]
    return "\n".join(
        (
            "## Attention",
            "",
            f"{month.days} days, {month.answers} answers, 12 people, two storms; seed {month.seed}. What a ping is, "
            "and what the other two bots do, stands in `bench/attention/__init__.py`.",
            "",
            table(("", *(one.world for one in worlds)), rows),
            "",
            f"`loopwell rehearse` counts {month.rehearsed} pings for the same month.",
            "",
            table(("target", "Loopwell", "beside", "", ""), [line.cells() for line in lines(month)]),
            "",
        )
    )


def lines(month: Month) -> list[Line]:
    """The targets, and whether each was met."""
    ours, naive, mild = month.ours, month.naive, month.mild
    share = ours.pings / max(1, naive.pings)
    mild_share = ours.pings / max(1, mild.pings)
    return [
        Line("p95 of pings per person and day", f"{ours.p95:.0f}", f"{naive.p95:.0f}", "at most 6", ours.p95 <= 6),
        Line("pings, of the naive bot's", f"{share:.2%}", f"{mild_share:.2%} of the mild one's", "10 %", share <= 0.1),
        Line(
            "overdue cases",
            f"{ours.overdue}",
            f"{naive.overdue}, {mild.overdue}",
            "no more than the naive bot",
            ours.overdue <= naive.overdue,
        ),
        Line("due, and nobody was reminded", f"{ours.forgotten}", "", "0", ours.forgotten == 0),
        Line("pings outside working hours", f"{ours.outside}", f"{naive.outside}", "0", ours.outside == 0),
        Line("pings on days of leave", f"{ours.on_leave}", f"{naive.on_leave}", "0", ours.on_leave == 0),
    ]
