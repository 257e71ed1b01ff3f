"""The plan: a seed says everything."""

from tests.chaos.plan import Kind, plan
from tests.chaos.test_seeds import SEEDS


def test_a_seed_always_makes_the_same_plan_and_another_makes_another() -> None:
    assert [plan(seed) for seed in range(50)] == [plan(seed) for seed in range(50)]
    assert len({plan(seed).words.partition("\n")[2] for seed in range(50)}) == 50


def test_the_seeds_of_the_short_run_hold_every_kind_of_fault() -> None:
    assert set().union(*(plan(seed).kinds for seed in SEEDS)) == set(Kind)
    assert {plan(seed).transport for seed in SEEDS} == {"socket", "http"}


def test_the_words_name_each_step() -> None:
    for seed in SEEDS:
        made = plan(seed)
        assert [step.words in made.words for one in made.rounds for step in one.steps]
        assert made.words.startswith(f"seed {seed}: ")
