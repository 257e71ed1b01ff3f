"""The report: the table of results beside their targets, with hit or miss, as Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.intake import POSTING
from bench.measures import Results
from bench.numbers import middle
from bench.sizes import Sizes
from bench.steady import RATES, Steady

MS = 1000.0


@dataclass(frozen=True)
class Line:
    """One row: what, the number with its unit, what it is compared with, the target, and whether it was met."""

    what: str
    got: str
    beside: str
    target: str
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        return self.what, self.got, self.beside, self.target, {True: "hit", False: "**miss**", None: ""}[self.met]


def report(found: Results, sizes: Sizes, machine: str) -> str:
    """The whole page."""
    speed = table(("what", "Loopwell", "beside", "target", ""), [line.cells() for line in _lines(found, sizes)])
    return "\n".join(
        (
            "# Results of `make bench`",
            "",
            f"{machine}. Receiver on one core, generator and fake Slack on the other. Sizes: {sizes.name}; medians of "
            f"{sizes.runs}, in turn with the yardsticks. Latencies count from the moment at which a survey was due.",
            "",
            "A commits each request, then posts. B stores with group commit and posts nothing. C stores with group "
            "commit into an outbox. Every survey is a detractor and a new customer, so each one makes a case, a card "
            "and an event. Sustained intake is measured while Loopwell speaks to Slack at Slack's own pace; A and C "
            "post to a Slack without limit.",
            "",
            speed,
            "",
            "## Faults",
            "",
            table(
                ("step", "receiver", "accepted", "lost", "doubled", "copies", "late", "429s", "last after"),
                [_fault(found, place) for place in range(len(found.faults))],
            ),
            "",
            "Lost and doubled count surveys that got a 2xx, each matched with the Slack messages that show it. Late: "
            "visible more than 10 s after it was due, not counted where Slack's pace alone makes it so.",
            "",
            "## The search for the sustained rate",
            "",
            "Every try, also those that failed, with its ack p99. The receivers take turns, a try each; a rate holds "
            "or fails by two of three tries.",
            "",
            table(("run", "receiver", "tries", "found"), list(_tries(found))),
            "",
        )
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns line up."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    padded = (" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in lines)
    return "\n".join(f"| {line} |" for line in padded)


def _tries(found: Results) -> Iterator[tuple[str, ...]]:
    for run, tries in enumerate(found.tries, 1):
        for name, rates in found.sustained.items():
            said = "; ".join(one.words for one in tries if one.receiver == name)
            yield str(run), name, said, f"{rates[run - 1]:,.0f}/s"


def _fault(found: Results, place: int) -> tuple[str, ...]:
    one = found.faults[place]
    counts = (one.fate.accepted, one.fate.lost, one.fate.doubled, one.fate.copies, one.fate.late, one.limited)
    return (one.step, one.receiver, *map(str, counts), f"{one.last:.0f} s")


def _lines(found: Results, sizes: Sizes) -> Iterator[Line]:
    yield from _intake(found)
    for rate in RATES:
        yield from _latency(found, rate)
    bursts = {name: middle(runs) * MS for name, runs in found.burst.items()}
    yield Line(
        f"burst of 1,000/s for {sizes.burst:g} s, ack p99",
        f"{bursts['Loopwell']:.1f} ms",
        f"A {bursts['A']:.1f}, C {bursts['C']:.1f} ms",
        "< 100 ms",
        bursts["Loopwell"] < 100,
    )
    for one in found.drained:
        yield Line(
            f"Slack's pace: {one.cards} cards in each of {one.channels} channel(s) at {sizes.paced_rate:g}/s, burst 3",
            f"{one.seconds:.2f} s, {one.limited} times 429",
            f"lost {one.lost}",
            f"<= {one.limit:.2f} s, no 429",
            one.seconds <= one.limit and not one.limited and not one.lost,
        )
    restart = middle(found.restart)
    yield Line("after kill -9: first 2xx", f"{restart:.2f} s", "", "<= 1.5 s", restart <= 1.5)
    yield from _footprint(found, sizes)


def _intake(found: Results) -> Iterator[Line]:
    rate = {name: middle(runs) for name, runs in found.sustained.items()}
    ours = rate["Loopwell"]
    beside = ", ".join(f"{name} {rate[name]:,.0f}/s" for name in ("A", "B", "C"))
    yield Line("sustained intake, p99 ack <= 100 ms", f"{ours:,.0f}/s", beside, "")
    for name, least in (("B", 0.25), ("A", 2)):
        beside_it = f"{ours / rate[name]:.2f} x" if rate[name] else f"{name} held no rate"
        yield Line(f"sustained intake beside {name}", beside_it, "", f">= {least} x", ours >= least * rate[name])
    if POSTING in rate:
        yield Line("the same while Slack has no limit and all cards go out", f"{rate[POSTING]:,.0f}/s", "", "")


def _latency(found: Results, rate: int) -> Iterator[Line]:
    def mid(name: str, field: str) -> float:
        return middle([getattr(_steady(run, rate), field) for run in found.steady[name]])

    for what, field, times in (
        (f"ack p50 at {rate}/s", "ack50", 2.0),
        (f"ack p99 at {rate}/s", "ack99", 2.5),
        (f"survey to Slack p50 at {rate}/s, no limit", "shown50", None),
        (f"survey to Slack p99 at {rate}/s, no limit", "shown99", 3.0),
    ):
        ours, c, a = (mid(name, field) * MS for name in ("Loopwell", "C", "A"))
        target = f"<= {times:g} x C" if times else ""
        met = None if times is None else ours <= times * c
        yield Line(what, f"{ours:.1f} ms ({ours / c:.1f} x C)", f"A {a:.1f}, C {c:.1f} ms", target, met)
    cpu = {name: mid(name, "cpu") * MS for name in ("Loopwell", "A", "C", "hello")}
    beside = f"A {cpu['A']:.2f}, C {cpu['C']:.2f}, hello-world {cpu['hello']:.2f} ms"
    yield Line(f"CPU a survey at {rate}/s, its card included", f"{cpu['Loopwell']:.2f} ms", beside, "")


def _steady(run: dict[int, Steady], rate: int) -> Steady:
    return run[rate]


def _footprint(found: Results, sizes: Sizes) -> Iterator[Line]:
    if used := found.memory:
        yield Line("memory, idle", f"{used.idle:.0f} MiB", "", "<= 120 MiB", used.idle <= 120)
        for what, got in (
            (f"memory after {used.surveys:,} surveys", used.after),
            (f"memory with about {used.cards:,} cards waiting", used.waiting),
        ):
            ratio = f"{got:.0f} MiB ({got / used.idle:.2f} x idle)"
            yield Line(what, ratio, "", "<= 1.2 x idle", got <= 1.2 * used.idle)
    if not found.grown:
        return
    few, many = sizes.stored
    for what, field, unit, scale in (("ack p99 at 50/s", "ack99", "ms", MS), ("start", "start", "s", 1.0)):
        small, big = (middle([getattr(run, field) for run in found.grown[stored]]) * scale for stored in (few, many))
        yield Line(
            f"growth: {what} with {many:,} stored",
            f"{big:.2f} {unit} ({big / small:.2f} x)",
            f"with {few:,}: {small:.2f} {unit}",
            "<= 1.2 x",
            big <= 1.2 * small,
        )
