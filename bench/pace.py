"""Slack's pace: many cards at once, in one channel and in ten. None may be slower than Slack allows, nor be refused."""

import time
from dataclasses import dataclass

from bench.generator import offer
from bench.ground import Ground, settle
from bench.numbers import fate
from bench.surveys import build

BURST = 3
ALLOWED = 1.03


@dataclass(frozen=True)
class Drained:
    """`seconds` from the first survey to the last message; `limit` is what the target allows."""

    channels: int
    cards: int
    seconds: float
    limit: float
    limited: int
    lost: int


def drain(ground: Ground, name: str, channels: int) -> Drained:
    """`paced` cards in each channel at once."""
    sizes, slack = ground.sizes, ground.slack
    options = ("--per-second", str(sizes.paced_rate), "--burst", str(BURST))
    slack.reset()
    with ground.receiver(name, options) as receiver:
        time.sleep(2 / sizes.paced_rate)  # the survey that showed that it is up has used a part of its burst
        slack.reset(sizes.paced_rate, BURST)
        surveys = build(sizes.paced * channels, channels)
        sent = offer(receiver.port, surveys, 100 * channels, connections=50)
        limit = ALLOWED * (sizes.paced - BURST) / sizes.paced_rate + 1
        shown = settle(slack, sent, limit * 3 + 10, quiet=10)
        state = slack.order("state")
        last = state["last_at"] - sent[0].due
        return Drained(channels, sizes.paced, last, limit, state["limited"], fate(sent, shown).lost)
