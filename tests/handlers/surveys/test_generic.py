import json
from datetime import UTC, datetime

import pytest

from handlers.surveys import generic
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable
from playbooks.responses import Answer, Metric, Scale
from playbooks.sources import Source

NOW = datetime(2026, 1, 12, tzinfo=UTC)


def _outcome(body: object, **settings: object) -> Read | Ignored:
    source = Source.model_validate({"name": "s", "provider": "generic", "secret": "x", **settings})
    return generic.parse(Delivery({"webhook-id": "m1"}, json.dumps(body).encode(), {}, NOW), source)


def _read(body: object, **settings: object) -> Answer:
    read = _outcome(body, **settings)
    assert isinstance(read, Read)
    return read.answers[0]


def test_a_flat_body_needs_no_settings() -> None:
    body = {
        "id": 5,
        "score": 3,
        "comment": "slow",
        "email": "a@b.example",
        "touchpoint": "renewal",
        "touch": "high",
    }
    answer = _read(body)
    assert (answer.external_id, answer.score, answer.comment, answer.touchpoint) == (
        "5",
        3,
        "slow",
        "renewal",
    )
    assert answer.identity.email == "a@b.example"


def test_thumbs_as_words_and_booleans_are_scores() -> None:
    assert _read({"id": "1", "score": "good"}, metric="thumbs").score == 1
    assert _read({"id": "1", "score": False, "metric": "THUMBS"}).score == 0


def test_the_delivery_may_bring_its_own_scale() -> None:
    answer = _read({"id": "1", "score": 7, "metric": "csat", "scale_max": "7"}, metric="nps", scale=Scale(0, 10))
    assert (answer.metric, answer.scale) == (Metric.CSAT, Scale(1, 7))


@pytest.mark.parametrize(
    ("fields", "cure"),
    [
        ({"id": "id", "scor": "score"}, "knows no `scor`"),
        ({"id": "id", "score": "sum(name)"}, "score = .* fails"),
        ({"score": "score"}, "set `id`"),
        ({"id": "answer.id"}, "`answer.id`"),
        ({"id": "@"}, "an object"),
        ({"id": "id", "metric": "name"}, "nps, csat, ces, stars, thumbs"),
    ],
)
def test_a_mistake_in_the_mapping_is_told_with_its_cure(fields: dict[str, str], cure: str) -> None:
    with pytest.raises(Unreadable, match=cure):
        _outcome({"id": "1", "score": 3, "name": "Ana"}, fields=fields)


def test_the_settings_decide_which_events_are_answers() -> None:
    fields = {"id": "id", "score": "score", "event": "type == 'answered'"}
    assert isinstance(_outcome({"id": "1", "type": "sent"}, fields=fields), Ignored)
    assert isinstance(_outcome({"id": "1", "type": "answered", "score": 1}, fields=fields), Read)
    assert isinstance(_outcome({"event": "Ping"}), Ignored)


def test_a_score_that_is_looked_for_in_the_wrong_place_is_set_aside_and_not_taken_for_silence() -> None:
    """Otherwise a slip in the settings loses every unhappy customer who gives a score and no words."""
    fields = {"id": "id", "score": "answer.rating", "comment": "answer.text"}
    with pytest.raises(Unreadable, match=r"`answer\.rating`.*`answer\.text`"):
        _outcome({"id": "1", "rating": 1}, fields=fields)
    assert _read({"id": "1", "answer": {"rating": 0}}, fields=fields).score == 0
    assert _read({"id": "1", "answer": {"text": "slow"}}, fields=fields).comment == "slow"


def test_an_id_that_nobody_signed_is_no_delivery_key() -> None:
    """A forger could otherwise burn the id of a delivery that is still to come."""
    keys = [
        read.key
        for more in ({}, {"unsigned": True, "token": "t"}, {"signature": {"header": "X-Sig"}})
        if isinstance(read := _outcome({"id": "1", "score": 1}, **more), Read)
    ]
    assert keys == ["m1", None, None]
