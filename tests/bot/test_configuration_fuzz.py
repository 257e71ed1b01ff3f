"""Whatever stands in `loopwell.toml`: a policy, or sentences that say what is wrong. Never a traceback or a secret."""

import copy
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.configuration import policy_of, read_policy
from bot.problems import Broken
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "loopwell.example.toml"
CONTRACT = (HERE / "contract.toml").read_text(encoding="utf-8")
ENVIRON = dict.fromkeys(
    ("DELIGHTED_SECRET", "NPS_TOKEN", "TYPEFORM_SECRET", "HELPDESK_SECRET", "SHOP_SECRET"), "hunter2"
) | {"KIOSK_TOKEN": "hunter2hunter2"}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [deeper for key, one in inner for deeper in places(one, (*path, key))]


WHOLE = tomllib.loads(re.sub(r"^#(?=\S)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.times()
VALUES = st.recursive(
    SCALARS.filter(lambda value: value is not None),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(places(WHOLE)), VALUES, st.text(max_size=5)), min_size=1, max_size=4))
def test_no_configuration_ends_in_a_traceback(changes: list[tuple[tuple[Any, ...], Any, str]]) -> None:
    data = copy.deepcopy(WHOLE)
    for path, value, name in changes:
        change(data, path, value, name)
    outcome = policy_or_sentences(lambda: policy_of(data, ENVIRON, PROVIDERS, "loopwell.toml"))
    assert outcome
    if not isinstance(outcome, Policy):
        assert all(sentence.isprintable() and "hunter2" not in sentence for sentence in outcome)


def policy_or_sentences(read: Callable[[], Policy]) -> Policy | list[str]:
    try:
        return read()
    except Broken as broken:
        return [str(problem) for problem in broken.problems]


def change(data: Any, path: tuple[Any, ...], value: Any, name: str) -> None:
    """Puts a value at a place, if an earlier change has left that place there; a name adds a key beside it."""
    for key in path[:-1]:
        try:
            data = data[key]
        except (LookupError, TypeError):
            return
    if isinstance(data, dict):
        data[name or path[-1]] = value
    elif isinstance(data, list) and path[-1] in range(len(data)):
        data[path[-1]] = value


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 3000), st.integers(0, 6), st.text(max_size=6))
def test_no_slip_of_the_keyboard_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, typed: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "slip.toml"
    path.write_bytes((CONTRACT[:at] + typed + CONTRACT[at + length :]).encode())
    assert policy_or_sentences(lambda: read_policy(path, ENVIRON, PROVIDERS))
