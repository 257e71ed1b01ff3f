"""`make chaos RUNS=200` runs so many random seeds; `make chaos SEED=123` runs one. Exit code 1 when one failed."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from tests.chaos.plan import plan
from tests.chaos.run import Wrong, carry_out


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser("chaos")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int)
    chosen = parser.parse_args()
    if chosen.seed is not None:
        seeds = [chosen.seed]
        say(plan(chosen.seed).words)
    else:
        seeds = random.Random().sample(range(10**6), chosen.runs)
    failed = []
    for number, seed in enumerate(seeds, 1):
        began = time.monotonic()
        try:
            asyncio.run(carry_out(plan(seed)))
            outcome = "well"
        except Wrong as wrong:
            failed.append(seed)
            outcome = f"WRONG\n{wrong}"
        say(f"{number}/{len(seeds)} seed {seed}: {time.monotonic() - began:.1f} s, {outcome}")
    say(f"{len(seeds) - len(failed)} of {len(seeds)} went well." + (f" Again: {failed}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
