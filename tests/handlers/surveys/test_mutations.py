"""Whatever a provider sends, reading it ends in an answer, in silence or in a sentence for the admins."""

import copy
import json
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import surveys
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable
from playbooks.sources import Source

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)

_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 11, 10**18, 10**400, 2**63, 1768000000, 1768000000000, 253402300800]),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=[]), max_size=12),
    st.sampled_from(
        ["", " ", "10", "1e9999", "up", "\x00", "\ud800", "1" * 5000, "0001-01-01T00:00:00+23:59", "<!here>"]
    ),
)
_anything = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _bodies(provider: str) -> list[Any]:
    bodies = []
    for path in sorted((FIXTURES / provider).glob("*.json")):
        try:
            bodies.append(json.loads(path.read_bytes()))
        except ValueError:
            continue  # junk.json, which is junk already
    return bodies


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(inner, (*path, key))


def _mutate(body: Any, data: st.DataObject) -> Any:
    """The body with up to three values anywhere in it replaced, dropped or renamed."""
    changed = copy.deepcopy(body)
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(_places(changed))
        if not places:
            break
        *way, last = data.draw(st.sampled_from(places))
        holder = changed
        for step in way:
            holder = holder[step]
        deed = data.draw(st.sampled_from(["replace", "replace", "drop", "rename"]))
        if deed == "replace" or (deed == "rename" and isinstance(holder, list)):
            holder[last] = data.draw(_anything)
        else:
            value = holder.pop(last)
            if deed == "rename":
                holder[data.draw(st.text(st.characters(exclude_categories=[]), max_size=8))] = value
    return changed


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))


@pytest.mark.parametrize("provider", sorted(surveys.PROVIDERS))
@pytest.mark.parametrize("configured", [True, False])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_body_can_break_the_reading_or_what_comes_after_it(
    provider: str, configured: bool, data: st.DataObject
) -> None:
    source = Source.model_validate(tomllib.loads((FIXTURES / provider / "source.toml").read_text("utf-8")))
    if not configured:
        source = source.model_copy(
            update={
                "fields": {},
                "question": None,
                "comment": None,
                "metric": data.draw(st.sampled_from([None, "thumbs"])),
            }
        )
    body = _mutate(data.draw(st.sampled_from(_bodies(provider))), data)
    header = data.draw(st.text(st.characters(exclude_categories=[]), max_size=300))
    delivery = Delivery({"webhook-id": header}, json.dumps(body).encode(), {}, NOW)
    try:
        outcome: object = surveys.parse(delivery, source)
    except Unreadable as problem:
        outcome = str(problem)
        assert len(outcome) < 2_000, "an admin reads this in Slack"
    assert isinstance(outcome, Read | Ignored | str)
    for text in _texts(outcome):
        text.encode("utf-8")
        assert "\x00" not in text
    for answer in outcome.answers if isinstance(outcome, Read) else ():
        assert 0 < len(answer.external_id) <= 255
        assert answer.scale is not None
        assert answer.score is None or answer.score in answer.scale
        assert answer.happened_at is None or answer.happened_at.tzinfo is UTC


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | _anything.map(json.dumps).map(str.encode))
def test_bytes_that_are_nothing_at_all_are_set_aside(body: bytes) -> None:
    for provider in surveys.PROVIDERS:
        source = Source(name="any", provider=provider, secret="x")
        try:
            surveys.parse(Delivery({}, body, {}, NOW), source)
        except Unreadable:
            continue
