"""All measurements in their order: yardsticks and bot in turn, so that a slow minute of the machine meets them all."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bench.faults import STEPS, Outcome, endure
from bench.footprint import Grown, Memory, databases, grown, memory, restart
from bench.ground import Ground
from bench.intake import Try, sustained
from bench.pace import Drained, drain
from bench.processes import Slack
from bench.steady import Steady, burst, steady

Say = Callable[[str], None]
RATE_FOR_MANY = 0.5
"""The share of the sustained rate at which the many surveys of the memory test come."""


@dataclass
class Results:
    """Every run, by receiver."""

    sustained: dict[str, list[float]] = field(default_factory=dict)
    tries: list[list[Try]] = field(default_factory=list)
    steady: dict[str, list[dict[int, Steady]]] = field(default_factory=dict)
    burst: dict[str, list[float]] = field(default_factory=dict)
    drained: list[Drained] = field(default_factory=list)
    restart: list[float] = field(default_factory=list)
    memory: Memory | None = None
    grown: dict[int, list[Grown]] = field(default_factory=dict)
    faults: list[Outcome] = field(default_factory=list)


def measure(ground: Ground, say: Say) -> Results:
    """Takes minutes. `say` hears how far it is."""
    found = Results()
    for run in range(1, ground.sizes.runs + 1):
        say(f"run {run} of {ground.sizes.runs}")
        _one_run(ground, found, say)
    for channels in (10,) if ground.sizes.smoke else (1, 10):
        say(f"Slack's pace, {channels} channel(s)")
        found.drained.append(drain(ground, "Loopwell", channels))
    say("memory")
    found.memory = memory(ground, max(20.0, min(found.sustained["Loopwell"]) * RATE_FOR_MANY))
    if not ground.sizes.smoke:
        say("growth")
        _growth(ground, found)
    say("faults")
    names = ("Loopwell",) if ground.sizes.smoke else ("Loopwell", "A", "C")
    found.faults = _faults(ground, names)
    return found


def _growth(ground: Ground, found: Results) -> None:
    paths = databases(ground)
    for _ in range(ground.sizes.runs):
        for stored, path in paths.items():
            found.grown.setdefault(stored, []).append(grown(ground, stored, path))


def _one_run(ground: Ground, found: Results, say: Say) -> None:
    earlier = {name: rates[-1] for name, rates in found.sustained.items()}
    rates, tries = sustained(ground, earlier, say)
    found.tries.append(tries)
    for name, rate in rates.items():
        found.sustained.setdefault(name, []).append(rate)
        say(f"  {name}: sustained {rate:.0f}/s")
    for name in ("hello", "A", "C", "Loopwell"):
        one = steady(ground, name)
        found.steady.setdefault(name, []).append(one)
        for rate, at in one.items():
            say(f"  {name} at {rate}/s: ack {at.ack50 * 1000:.1f}/{at.ack99 * 1000:.1f} ms")
    for name in ("A", "C", "Loopwell"):
        found.burst.setdefault(name, []).append(burst(ground, name))
    found.restart.append(restart(ground))


def _faults(ground: Ground, names: Sequence[str]) -> list[Outcome]:
    """The receivers at the same time, each with a Slack of its own: here nothing is timed closely."""

    def all_steps(name: str) -> list[Outcome]:
        with Slack() as slack:
            own = Ground(ground.sizes, ground.folder, slack)
            steps = ("kill -9 in flow",) if ground.sizes.smoke else STEPS
            return [endure(own, step, name) for step in steps]

    with ThreadPoolExecutor(len(names)) as pool:
        return [outcome for outcomes in pool.map(all_steps, names) for outcome in outcomes]
