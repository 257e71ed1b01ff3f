"""Intake: the highest rate at which nearly every survey is acknowledged in time, of each receiver.

The receivers take turns, a try each: a bad minute of the disk meets them all alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.generator import offer
from bench.ground import CHANNELS, Ground
from bench.numbers import acks, quantile
from bench.processes import UNLIMITED
from bench.search import Search
from bench.surveys import build

IN_TIME = 0.1
PACED = ("--per-second", "1.0", "--burst", "3")
"""Loopwell speaks to Slack at Slack's real pace; the yardsticks post as they please."""
POSTING = "Loopwell, all cards out"
"""Loopwell once more, with a Slack that has no limit."""
FIRST = {"Loopwell": 700.0, "A": 800.0, "B": 4000.0, "C": 4000.0, POSTING: 400.0}
WARM = 50
Rates = dict[str, float]
"""By receiver, in surveys a second."""


@dataclass(frozen=True)
class Try:
    """One rate, once: how many surveys were offered and accepted, the ack p99 in seconds, and whether that `held`."""

    receiver: str
    rate: float
    offered: int
    accepted: int
    ack99: float

    @property
    def held(self) -> bool:
        return self.accepted == self.offered and self.ack99 <= IN_TIME

    @property
    def words(self) -> str:
        missing = (
            f", {self.offered - self.accepted} of {self.offered} not accepted" if self.accepted < self.offered else ""
        )
        return f"{self.rate:.0f}/s {'held' if self.held else 'FAILED'} ({self.ack99 * 1000:.1f} ms{missing})"


def sustained(ground: Ground, guesses: Mapping[str, float], say: Callable[[str], None]) -> tuple[Rates, list[Try]]:
    """The highest rate inside a p99 of 100 ms of each receiver, and all tries in their order. `guesses`, from an
    earlier run, shorten the search."""
    names = [name for name in FIRST if not (ground.sizes.smoke and name == POSTING)]
    searches = {name: _search(guesses.get(name), name, ground.sizes.fine) for name in names}
    tries = []
    while any(search.rate for search in searches.values()):
        for name, search in searches.items():
            if search.rate is None:
                continue
            tried = attempt(ground, name, search.rate)
            search.tell(held=tried.held)
            tries.append(tried)
            say(f"  {name}: {tried.words}")
    return {name: search.found for name, search in searches.items()}, tries


def _search(guess: float | None, name: str, fine: float) -> Search:
    return Search(guess * 0.85, 1.12, fine) if guess else Search(FIRST[name], 1.5, fine)


def attempt(ground: Ground, name: str, rate: float) -> Try:
    """One rate for `probe` seconds, on a receiver that has just been started and warmed."""
    ground.slack.reset()
    options = UNLIMITED if name == POSTING else PACED
    with ground.receiver(name.partition(",")[0], options) as receiver:
        offer(receiver.port, build(WARM, CHANNELS), 100)
        ground.slack.reset()
        surveys = build(max(20, int(rate * ground.sizes.probe)), CHANNELS)
        sent = offer(receiver.port, surveys, rate, connections=200)
    accepted = sum(one.accepted for one in sent)
    return Try(name, rate, len(sent), accepted, quantile(acks(sent), 0.99))
