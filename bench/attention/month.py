"""One month in three worlds, and the table of it."""

import asyncio
import signal
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.attention.answers import COUNT, DAYS, START, Given, answers
from bench.attention.company import world
from bench.attention.lives import Figures, figures
from bench.attention.naive import Naive
from bench.attention.people import Habits
from bench.attention.reading import lives
from bench.attention.real import FAST, Real
from bench.attention.why import reasons
from bench.report import Line, table
from bot.configuration import policy_of
from bot.demo import CONFIGURATION
from handlers.rehearsal import Asked, play
from handlers.surveys import PROVIDERS
from playbooks.clocks import Duty
from playbooks.policy import Policy
from storage.database import Connection

SIGNALS = (signal.SIGINT, signal.SIGTERM)

ATTENTION = 100
"""Pings that a person takes in on one day, where people mute what is too much: one every five minutes of their work."""


@dataclass(frozen=True)
class Month:
    """The same month with our bot, with the naive one, and with the mild one; and with these two where people mute.
    `lived` is how much of it there was time for, `rehearsed` the pings that `loopwell rehearse` counts for that."""

    seed: int
    answers: int
    days: int
    habits: Habits
    lived: timedelta
    ours: Figures
    naive: Figures
    mild: Figures
    naive_muted: Figures
    mild_muted: Figures
    rehearsed: int


def policy() -> Policy:
    """The demo's rules for the twelve; everything that is not about people and channels is as usual."""
    data = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))
    data["company"] = {**data["company"], "fallback_channel": "#admins", "admins": []}
    return policy_of(data, {}, PROVIDERS, "bench").model_copy(update={"delivery": FAST})


def live(seed: int, folder: Path, count: int = COUNT, days: int = DAYS, *, together: bool = True) -> Month:
    """Takes minutes. Ctrl-C or SIGTERM ends it after the step that is being lived: the others live as long.

    `together`: whether people use what a storm card offers.
    """
    given, habits, rules = answers(seed, count, days), Habits(seed, together), policy()
    ours, rehearsed, end = asyncio.run(_ours(given, habits, rules, folder, days))

    def beside(name: str, *, mild: bool, attention: int | None = None) -> Figures:
        naive = Naive(rules, habits, mild, attention)
        naive.run(given, START, end)
        return figures(name, naive.lives.values(), naive.pings, rules, (START, end))

    return Month(
        seed=seed,
        answers=sum(1 for one in given if one.at <= end),
        days=days,
        habits=habits,
        lived=end - START,
        ours=ours,
        naive=beside("the naive bot", mild=False),
        mild=beside("the mild one", mild=True),
        naive_muted=beside("the naive bot", mild=False, attention=ATTENTION),
        mild_muted=beside("the mild one", mild=True, attention=ATTENTION),
        rehearsed=rehearsed,
    )


async def _ours(
    given: Sequence[Given], habits: Habits, rules: Policy, folder: Path, days: int
) -> tuple[Figures, int, datetime]:
    """Our figures, the rehearsed pings, and until when it was lived."""
    async with world(rules, habits, folder, START) as real:
        with _stopped_by_hand(real.stop):
            await real.tell_of_important(given)
            for day in range(1, days + 1):
                await real.run(given, START + timedelta(days=day))
                if real.stopped:
                    break
                far = await real.house.store.read(_found, real, rules)
                print(f"  {day} of {days} days: {far.pings} pings, {far.overdue} of {far.cases} overdue", flush=True)
        found = await real.house.store.read(_found, real, rules)
        played = await real.house.store.read(play, rules, Asked(real.now(), days + 1))
        people = played.figures.people.values()
        rehearsed = sum(tally.pings for one in people for tally in one.values())
        return found, rehearsed, real.now()


def _found(db: Connection, real: Real, rules: Policy) -> Figures:
    return figures("Loopwell", lives(db), real.eyes.pings, rules, (START, real.now()))


@contextmanager
def _stopped_by_hand(stop: Callable[[], None]) -> Iterator[None]:
    """Until then a signal ends the run softly; then it does what it did before."""
    loop, before = asyncio.get_running_loop(), {one: signal.getsignal(one) for one in SIGNALS}
    for one in SIGNALS:
        loop.add_signal_handler(one, stop)
    try:
        yield
    finally:
        for one, handler in before.items():
            loop.remove_signal_handler(one)
            signal.signal(one, handler)


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
        ("the same, where people mute", *(f"{one.overdue}" for one in (ours, month.naive_muted, month.mild_muted))),
        ("due, and nobody was reminded", *(f"{one.forgotten}" for one in worlds)),
        ("pings outside working hours", *(f"{one.outside}" for one in worlds)),
        ("pings on days of leave", *(f"{one.on_leave}" for one in worlds)),
    ]
    return "\n".join(
        (
            "## Attention",
            "",
            _about(month),
            "",
            table(("", *(one.world for one in worlds)), rows),
            "",
            f"`loopwell rehearse` counts {month.rehearsed} pings for the same days.",
            "",
            table(("clocks that ran out, and why", *(one.world for one in worlds)), _whys(month)),
            "",
            table(("target", "Loopwell", "beside", "", ""), [line.cells() for line in lines(month)]),
            "",
        )
    )


def _about(month: Month) -> str:
    whole = month.lived == timedelta(days=month.days)
    lived = f"{month.days} days" if whole else f"**Not the whole month:** {month.lived / timedelta(days=1):.2f} days"
    used = "" if month.habits.together else " Nobody uses what a storm card offers."
    return (
        f"{lived}, {month.answers} answers, 12 people, two storms; seed {month.seed}.{used} What a ping is, what the "
        "other two bots do, and when people mute, stands in `bench/attention/__init__.py`."
    )


def _whys(month: Month) -> list[tuple[str, ...]]:
    """How many clocks ran out, by clock and reason, in each world."""
    rules = policy()
    counted = [reasons(one.late, rules, month.habits) for one in (month.ours, month.naive, month.mild)]
    found = sorted({key for one in counted for key in one}, key=lambda key: (list(Duty).index(key[0]), key[1].value))
    return [(f"{duty.value}: {why.value}", *(f"{one[duty, why]}" for one in counted)) for duty, why in found]


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
