"""A few seeds that together hold every kind of fault, at the same time. `make chaos RUNS=200` runs many others."""

import asyncio

import pytest

from tests.chaos.plan import plan
from tests.chaos.run import carry_out

SEEDS = {"sqlite": (1851, 2589, 2895), "postgresql": (527, 2798)}


async def test_whatever_happens_nothing_is_lost_and_nothing_is_said_twice(
    kind: str, request: pytest.FixtureRequest
) -> None:
    if kind == "postgresql":
        request.getfixturevalue("programs")  # or this is skipped
    outcomes = await asyncio.gather(*(carry_out(plan(seed, kind)) for seed in SEEDS[kind]), return_exceptions=True)
    wrong = [str(outcome) for outcome in outcomes if outcome is not None]
    assert not wrong, "\n\n".join(wrong)
