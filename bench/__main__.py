"""`python -m bench`: measures, prints one table and writes bench/results.md. It judges nothing by itself.

`python -m bench attention` and `python -m bench ticks` measure that alone, and write nothing.
"""

import argparse
import compileall
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench import ticks
from bench.attention import month
from bench.ground import Ground
from bench.machine import OTHER_CORE, pin, shape
from bench.measures import measure
from bench.processes import Slack
from bench.report import report
from bench.sizes import FULL, QUICK, USUAL, Sizes

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "results.md"
OURS = ("bench", "bot", "handlers", "playbooks", "storage")


def _attention(folder: Path, seed: int, sizes: Sizes) -> str:
    return month.page(month.live(seed, folder, sizes.month, sizes.days, together=sizes.together))


APART: dict[str, Callable[[Path, int, Sizes], str]] = {
    "attention": _attention,
    "ticks": lambda folder, _seed, sizes: ticks.page(ticks.ticks(folder, print, sizes.open)),
}
"""What needs no load and no other receiver, and is measured in this very process. Each gives a part of the page."""


def _apart(name: str, seed: int, sizes: Sizes) -> str:
    print(name, flush=True)
    with tempfile.TemporaryDirectory(prefix="loopwell-bench-") as folder:
        return APART[name](Path(folder), seed, sizes)


def main() -> None:
    parser = argparse.ArgumentParser("bench")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--quick", action="store_const", const=QUICK, dest="sizes", help="a smoke run")
    sizes.add_argument("--full", action="store_const", const=FULL, dest="sizes", help="the sizes of the targets")
    parser.add_argument("only", nargs="?", choices=sorted(APART), help="measure this alone, and write nothing")
    parser.add_argument("--seed", type=int, default=1, help="of the month that the attention bench plays")
    parser.add_argument(
        "--one-by-one", action="store_true", help="nobody in that month answers a storm's cases together"
    )
    parser.add_argument("--runs", type=int, help="how many runs to take the medians of")
    parser.add_argument("--write", type=Path, default=RESULTS, metavar="FILE", help="where to write the table")
    given = parser.parse_args()
    chosen = given.sizes or USUAL
    if given.one_by_one:
        chosen = replace(chosen, together=False)
    if given.runs:
        chosen = replace(chosen, runs=given.runs)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended too
    if given.only:
        print(_apart(given.only, given.seed, chosen))
        return
    for part in OURS:  # as they are where they were installed, whatever PYTHONDONTWRITEBYTECODE says
        compileall.compile_dir(ROOT / part, quiet=1)
    pin(OTHER_CORE)
    with tempfile.TemporaryDirectory(prefix="loopwell-bench-") as name, Slack() as slack:
        folder = Path(name)
        machine = shape(folder)
        print(machine, flush=True)
        found = measure(Ground(chosen, folder, slack), lambda line: print(line, flush=True))
    page = "\n".join([report(found, chosen, machine), *(_apart(name, given.seed, chosen) for name in sorted(APART))])
    print(f"\n{page}")
    if chosen is not QUICK:
        given.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
