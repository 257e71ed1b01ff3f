"""A plan: what is done to the bot, and when, all from one seed. Here nothing happens yet; `words` says what will."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may be done to a bot at work. The words are those of the plan that a failing seed prints."""

    CLICK = "people press buttons"
    STORM = "many unhappy customers at once, and somebody claims them as a set"
    REMIND = "limits pass, and people are reminded"
    LIMITED = "Slack answers 429"
    ERROR_BEFORE = "Slack answers 503 and did nothing"
    ERROR_AFTER = "Slack answers 503 and did it"
    STALL = "Slack does it and answers too late"
    GARBAGE = "Slack answers with a web page and did nothing"
    DROP_BEFORE = "Slack hangs up and did nothing"
    DROP_AFTER = "Slack hangs up and did it"
    SOCKET = "the WebSocket breaks"
    REPLAY = "Slack sends its last request again"
    LOCKED = "another process holds the database's lock"
    FULL = "the disk is full"
    READ_ONLY = "the bot dies and finds its disk read-only when it comes back"
    SECOND = "somebody starts a second bot on the same file"
    CUT = "the database ends every connection"
    DEMOTED = "the database may only be read for a while"
    CRASH = "the database's server dies and is started again"
    CLOCK = "the clock is set back an hour while the bot is down"
    STOP = "the bot is stopped with SIGTERM and started again"
    KILL = "the bot dies (kill -9) and is started again"


AT_SLACK = {
    Kind.LIMITED: "rate_limited",
    Kind.ERROR_BEFORE: "server_error_before",
    Kind.ERROR_AFTER: "server_error_after",
    Kind.STALL: "stall",
    Kind.GARBAGE: "garbage",
    Kind.DROP_BEFORE: "drop_before",
    Kind.DROP_AFTER: "drop_after",
}
"""The kinds that the practice workspace does to calls, by its names for them."""
OF_ONE_DATABASE = {
    "sqlite": {Kind.FULL, Kind.READ_ONLY, Kind.SECOND},
    "postgresql": {Kind.CUT, Kind.DEMOTED, Kind.CRASH},
}
"""What can be done only to a bot on this database."""
STARTS = (Kind.STOP, Kind.KILL, Kind.READ_ONLY, Kind.CLOCK)
SLOW = {Kind.REMIND}
"""What takes longer than `make test` has time for."""
LASTING = (Kind.LOCKED, Kind.DEMOTED, Kind.CRASH)
METHODS = (None, "chat.postMessage", "chat.postMessage", "chat.update", "conversations.history")
MOST_TIMES = 3


@dataclass(frozen=True)
class Step:
    """Done when `after` deliveries of its round are answered. `times`: how many calls, clicks or repeats."""

    kind: Kind
    after: int
    times: int = 1
    method: str | None = None
    seconds: float = 0.0

    @property
    def words(self) -> str:
        what = [f"after {self.after} answers: {self.kind}"]
        if self.kind in AT_SLACK:
            what.append(f"{self.times}x {self.method or 'any method'}")
        elif self.kind in LASTING:
            what.append(f"for {self.seconds} s")
        elif self.kind in (Kind.CLICK, Kind.REPLAY, Kind.STORM):
            what.append(f"{self.times}x")
        return ", ".join(what)


@dataclass(frozen=True)
class Round:
    """A burst of `deliveries`, `at_once` of them under way at a time, and what is done meanwhile, in this order."""

    deliveries: int
    at_once: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    seed: int
    database: str
    transport: str
    rounds: tuple[Round, ...]

    @property
    def kinds(self) -> set[Kind]:
        return {step.kind for one in self.rounds for step in one.steps}

    @property
    def words(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"seed {self.seed}: a bot on {self.database}, which Slack reaches by {self.transport}"
        for number, one in enumerate(self.rounds, 1):
            yield f"  round {number}: {one.deliveries} deliveries, {one.at_once} at once"
            for step in one.steps:
                yield f"    {step.words}"


def kinds_on(database: str) -> list[Kind]:
    """What may happen to a bot on this database."""
    others = set().union(*(kinds for name, kinds in OF_ONE_DATABASE.items() if name != database))
    return [kind for kind in Kind if kind not in others]


def plan(seed: int, database: str) -> Plan:
    """Two or three rounds; no kind twice, so that each has its place, and at most two that cost a new start."""
    dice = random.Random(seed)
    transport = dice.choice(("socket", "http"))
    kinds = [kind for kind in kinds_on(database) if kind is not Kind.SOCKET or transport == "socket"]
    dice.shuffle(kinds)
    starts = [kind for kind in kinds if kind in STARTS][:2]
    others = [kind for kind in kinds if kind not in (*STARTS, Kind.CLICK)]
    chosen = [*starts, *others[: dice.randint(4, 6)], Kind.CLICK, Kind.CLICK]
    dice.shuffle(chosen)
    count = dice.randint(2, 3)
    return Plan(seed, database, transport, tuple(_round(dice, chosen[number::count]) for number in range(count)))


def _round(dice: random.Random, kinds: list[Kind]) -> Round:
    deliveries = dice.randint(25, 70)
    moments = sorted(dice.randint(1, deliveries - 5) for _ in kinds)
    steps = (_step(dice, kind, after) for kind, after in zip(kinds, moments, strict=True))
    return Round(deliveries, dice.choice((1, 4, 16)), tuple(steps))


def _step(dice: random.Random, kind: Kind, after: int) -> Step:
    times = dice.randint(1, MOST_TIMES)
    method = dice.choice(METHODS) if kind in AT_SLACK else None
    return Step(kind, after, times, method, round(dice.uniform(0.5, 2.0), 1))
