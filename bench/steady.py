"""Steady load: answers and messages at 50 and 200 surveys a second, and a burst of 1,000 a second."""

import math
import time
from dataclasses import dataclass

from bench.generator import offer
from bench.ground import CHANNELS, Ground, settle
from bench.machine import cpu_seconds
from bench.numbers import acks, fate, quantile
from bench.processes import Receiver
from bench.surveys import build

RATES = (50, 200)
BURST = 1000
POSTS = ("Loopwell", "A", "C")


@dataclass(frozen=True)
class Steady:
    """Seconds, but the counts. `cpu` is for one survey, its message included."""

    ack50: float
    ack99: float
    shown50: float
    shown99: float
    cpu: float
    lost: int
    doubled: int


def steady(ground: Ground, name: str) -> dict[int, Steady]:
    """One run at each rate."""
    found = {}
    with ground.receiver(name) as receiver:
        offer(receiver.port, build(200, CHANNELS), 100)  # warm
        time.sleep(0.5)
        for rate in RATES:
            found[rate] = _at(ground, receiver, rate)
    return found


def _at(ground: Ground, receiver: Receiver, rate: int) -> Steady:
    ground.slack.reset()
    surveys = build(int(rate * ground.sizes.steady), CHANNELS)
    used = cpu_seconds(receiver.pid)
    sent = offer(receiver.port, surveys, rate)
    posts = receiver.name in POSTS
    shown = settle(ground.slack, sent, 30) if posts else {}
    became = fate(sent, shown)
    return Steady(
        quantile(acks(sent), 0.5),
        quantile(acks(sent), 0.99),
        quantile(became.seconds, 0.5),
        quantile(became.seconds, 0.99),
        (cpu_seconds(receiver.pid) - used) / len(surveys),
        became.lost if posts else 0,
        became.doubled,
    )


def burst(ground: Ground, name: str) -> float:
    """The ack p99 of a burst; infinite when not everything was accepted."""
    ground.slack.reset()
    with ground.receiver(name) as receiver:
        offer(receiver.port, build(100, CHANNELS), 100)  # warm
        time.sleep(0.5)
        surveys = build(int(BURST * ground.sizes.burst), CHANNELS)
        sent = offer(receiver.port, surveys, BURST, connections=200)
        return quantile(acks(sent), 0.99) if all(one.accepted for one in sent) else math.inf
