"""`make chaos RUNS=200` runs so many random seeds, on SQLite and PostgreSQL in turn; `KIND=postgresql` on that alone.

`make chaos SEED=123 KIND=postgresql` runs one. Exit code 1 when one failed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from bench.postgres import ABSENT, find
from tests.chaos.plan import Plan, plan
from tests.chaos.run import Wrong, carry_out
from tests.databases import KINDS


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def chosen_plans() -> list[Plan]:
    parser = argparse.ArgumentParser("chaos")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--kind", choices=KINDS)
    chosen = parser.parse_args()
    kinds = (chosen.kind,) if chosen.kind else KINDS
    if "postgresql" in kinds and find() is None:
        if chosen.kind:
            parser.error(ABSENT)
        say(f"On SQLite alone. {ABSENT}")
        kinds = ("sqlite",)
    if chosen.seed is not None:
        plans = [plan(chosen.seed, kinds[0])]
        say(plans[0].words)
        return plans
    seeds = random.Random().sample(range(10**6), chosen.runs)
    return [plan(seed, kinds[number % len(kinds)]) for number, seed in enumerate(seeds)]


def main() -> int:
    plans = chosen_plans()
    failed = []
    for number, one in enumerate(plans, 1):
        began = time.monotonic()
        try:
            asyncio.run(carry_out(one))
            outcome = "well"
        except Wrong as wrong:
            failed.append(f"SEED={one.seed} KIND={one.database}")
            outcome = f"WRONG\n{wrong}"
        say(f"{number}/{len(plans)} {one.database}, seed {one.seed}: {time.monotonic() - began:.1f} s, {outcome}")
    again = f" Again: {'; '.join(failed)}" if failed else ""
    say(f"{len(plans) - len(failed)} of {len(plans)} went well.{again}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
