"""A few seeds that together hold every kind of fault, at the same time. `make chaos RUNS=200` runs many others."""

import asyncio

from tests.chaos.plan import plan
from tests.chaos.run import carry_out

SEEDS = (58, 73, 85, 103)


async def test_whatever_happens_nothing_is_lost_and_nothing_is_said_twice() -> None:
    outcomes = await asyncio.gather(*(carry_out(plan(seed)) for seed in SEEDS), return_exceptions=True)
    wrong = [str(outcome) for outcome in outcomes if outcome is not None]
    assert not wrong, "\n\n".join(wrong)
