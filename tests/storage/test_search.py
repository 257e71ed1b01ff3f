"""Searching: what a person types is found whatever the letter case, in every alphabet, and nothing else is."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from playbooks.customers import Customer
from storage import customers
from tests.storage.conftest import forgotten

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NAMES = ("Łukasz Żółć", "Жанна Щукина", "Øystein Ærlig", "ΟΔΥΣΣΕΥΣ", "100% Käse", "a_b \\ c", None, "")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("łukasz żÓŁĆ", {"Łukasz Żółć"}),
        ("жАННА", {"Жанна Щукина"}),
        ("ÆRLIG", {"Øystein Ærlig"}),
        ("οδυσσ", {"ΟΔΥΣΣΕΥΣ"}),
        ("0%", {"100% Käse"}),
        ("%", {"100% Käse"}),
        ("_", {"a_b \\ c"}),
        ("\\", {"a_b \\ c"}),
        ("lukasz", set()),
    ],
)
def test_names_are_found_in_any_case_and_signs_stand_for_themselves(
    engine: Engine, words: str, found: set[str]
) -> None:
    with forgotten(engine) as db:
        for name in NAMES:
            customers.add(db, Customer(id=0, name=name), [], NOW)
        known = customers.get_many(db, customers.search(db, words, 10))
        assert {one.name for one in known.values()} == found
