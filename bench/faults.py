"""Faults: five steps in which careless systems lose answers or say them twice. Counted by matching with Slack."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bench.generator import Event, offer
from bench.ground import Ground, settle
from bench.intake import PACED
from bench.numbers import Fate, fate
from bench.processes import UNLIMITED, Receiver
from bench.sent import Sent
from bench.surveys import Survey, build

BACKOFF = 45.0
"""Longer than the longest pause that a receiver may make between two tries in these steps."""


@dataclass(frozen=True)
class Outcome:
    """What one step did to one receiver. `limited`: answers of 429; `last`: seconds to the last message."""

    step: str
    receiver: str
    fate: Fate
    limited: int
    last: float


def at_slacks_pace(ground: Ground, receiver: Receiver) -> list[Sent]:
    """Slack takes one message a second and channel."""
    ground.slack.reset(1.0, 3)
    return offer(receiver.port, build(ground.sizes.backlog // 5, 2), 20)


def refusing(ground: Ground, receiver: Receiver) -> list[Sent]:
    """Slack refuses connections."""
    seconds = ground.sizes.refused
    stop = Event(0.5, partial(_order, ground, "refuse", seconds))
    return offer(receiver.port, build(120, 5), 120 / (seconds / 2), events=[stop])


def killed_in_flow(ground: Ground, receiver: Receiver) -> list[Sent]:
    """kill -9 while surveys come in and messages go out, and a start at once."""
    return _retrying(receiver, build(300, 5), 60, [Event(2.5, partial(_kill, receiver))])


def killed_with_backlog(ground: Ground, receiver: Receiver) -> list[Sent]:
    """kill -9 while messages wait for Slack's pace, and a start at once."""
    ground.slack.reset(1.0, 3)
    surveys = build(ground.sizes.backlog, 10)
    return _retrying(receiver, surveys, 100, [Event(len(surveys) / 100 + 1, partial(_kill, receiver))])


def cut_answers(ground: Ground, receiver: Receiver) -> list[Sent]:
    """Slack takes posts and cuts the answers for three seconds."""
    cut = Event(1.0, partial(_order, ground, "cut", 3.0))
    return offer(receiver.port, build(120, 5), 20, events=[cut])


Step = Callable[[Ground, Receiver], list[Sent]]
STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {
    "Slack at 1/s": (at_slacks_pace, PACED),
    "Slack refusing connections": (refusing, UNLIMITED),
    "kill -9 in flow": (killed_in_flow, UNLIMITED),
    "kill -9 with cards waiting": (killed_with_backlog, PACED),
    "Slack cutting the answers for 3 s": (cut_answers, UNLIMITED),
}


def endure(ground: Ground, step: str, name: str) -> Outcome:
    """One step for one receiver, on a Slack of its own."""
    act, options = STEPS[step]
    ground.slack.reset()
    with ground.receiver(name, options) as receiver:
        sent = act(ground, receiver)
        shown = settle(ground.slack, sent, 120, quiet=4.0 if ground.sizes.smoke else BACKOFF)
        time.sleep(2)  # time for a message too many
        shown = ground.slack.shown()
        state = ground.slack.order("state")
        became = fate(sent, shown)
        if options is PACED:
            became = replace(became, late=0)  # Slack's pace makes them late, not the receiver
        return Outcome(step, name, became, state["limited"], max(became.seconds, default=0.0))


def _order(ground: Ground, what: str, seconds: float) -> None:
    ground.slack.order(what, seconds=seconds)


def _kill(receiver: Receiver) -> None:
    receiver.kill()
    receiver.launch()


def _retrying(receiver: Receiver, surveys: list[Survey], rate: float, events: list[Event]) -> list[Sent]:
    """Surveys with one event among them; the load goes on until the event has happened."""
    last = max(event.at for event in events)
    if last * rate < len(surveys):
        return offer(receiver.port, surveys, rate, events=events, retrying=True)
    sent = offer(receiver.port, surveys, rate, retrying=True)
    time.sleep(last - len(surveys) / rate)
    for event in events:
        event.act()
    receiver.wait()
    return sent
