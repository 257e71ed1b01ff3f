"""Intake: the highest rate at which nearly every survey is acknowledged in time, found by a short search."""

from bench.generator import offer
from bench.ground import CHANNELS, Ground
from bench.numbers import acks, quantile
from bench.processes import Receiver
from bench.surveys import build

IN_TIME = 0.1
PACED = ("--per-second", "1.0", "--burst", "3")
"""Loopwell speaks to Slack at Slack's real pace; the yardsticks post as they please."""
FIRST = {"Loopwell": 150.0, "A": 800.0, "B": 4000.0, "C": 3000.0}
LOWEST = 5.0


def sustained(ground: Ground, name: str, guess: float | None, options: tuple[str, ...] = PACED) -> float:
    """The highest rate inside a p99 of 100 ms. `guess`, from an earlier run, shortens the search."""
    ground.slack.reset()
    with ground.receiver(name, options) as receiver:
        offer(receiver.port, build(100, CHANNELS), 100)  # warm
        rate, step = (guess * 0.85, 1.12) if guess else (FIRST[name], 1.5)
        if _holds(ground, receiver, rate):
            while _holds(ground, receiver, rate * step):
                rate *= step
            low, high = rate, rate * step
        else:
            while rate > LOWEST and not _holds(ground, receiver, rate / step):
                rate /= step
            low, high = rate / step, rate
        while high / low > ground.sizes.fine:
            between = (low + high) / 2
            low, high = (between, high) if _holds(ground, receiver, between) else (low, between)
        return low


def _holds(ground: Ground, receiver: Receiver, rate: float) -> bool:
    ground.slack.reset()
    surveys = build(max(20, int(rate * ground.sizes.probe)), CHANNELS)
    sent = offer(receiver.port, surveys, rate, connections=200)
    return all(one.accepted for one in sent) and quantile(acks(sent), 0.99) <= IN_TIME
