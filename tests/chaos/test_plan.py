"""The plan: a seed says everything."""

import pytest

from tests.chaos.plan import OF_ONE_DATABASE, SLOW, Kind, kinds_on, plan
from tests.chaos.test_seeds import SEEDS
from tests.databases import KINDS


def test_a_seed_always_makes_the_same_plan_and_another_makes_another(kind: str) -> None:
    assert [plan(seed, kind) for seed in range(50)] == [plan(seed, kind) for seed in range(50)]
    assert len({plan(seed, kind).words.partition("\n")[2] for seed in range(50)}) == 50


def test_the_seeds_of_the_short_run_hold_every_kind_of_fault() -> None:
    held = {name: set[Kind]().union(*(plan(seed, name).kinds for seed in SEEDS[name])) for name in KINDS}
    assert held["sqlite"] == set(kinds_on("sqlite")) - SLOW
    assert held["postgresql"] >= {*OF_ONE_DATABASE["postgresql"], Kind.LOCKED, Kind.KILL, Kind.CLOCK, Kind.STORM}
    assert not held["postgresql"] & SLOW


def test_slack_reaches_the_bots_of_the_short_run_in_both_ways(kind: str) -> None:
    assert {plan(seed, kind).transport for seed in SEEDS[kind]} == {"socket", "http"}


@pytest.mark.parametrize(("kind", "other"), [KINDS, KINDS[::-1]])
def test_nothing_is_planned_that_only_the_other_database_knows(kind: str, other: str) -> None:
    assert not any(plan(seed, kind).kinds & OF_ONE_DATABASE[other] for seed in range(50))


def test_the_words_name_each_step(kind: str) -> None:
    for seed in SEEDS[kind]:
        made = plan(seed, kind)
        assert all(step.words in made.words for one in made.rounds for step in one.steps)
        assert made.words.startswith(f"seed {seed}: a bot on {kind}")
