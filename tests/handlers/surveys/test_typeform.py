import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handlers.surveys import typeform
from handlers.surveys.delivery import Delivery, Read, Unreadable
from playbooks.responses import Answer, Metric, Scale
from playbooks.sources import Source

PUBLISHED = json.loads((Path(__file__).parent / "fixtures" / "typeform" / "published.json").read_bytes())


def _read(body: Any, **settings: object) -> Answer:
    source = Source.model_validate({"name": "s", "provider": "typeform", "secret": "x", **settings})
    read = typeform.parse(Delivery({}, json.dumps(body).encode(), {}, datetime(2026, 1, 12, tzinfo=UTC)), source)
    assert isinstance(read, Read)
    return read.answers[0]


def _form(*fields: dict[str, Any], **answers: int) -> dict[str, Any]:
    given = [
        {"type": "number", "number": number, "field": {"id": name, "type": one["type"]}}
        for name, number in answers.items()
        for one in fields
        if one["id"] == name
    ]
    form = {"token": "t", "definition": {"fields": list(fields)}, "answers": given}
    return {"event_type": "form_response", "event_id": "e", "form_response": form}


@pytest.mark.parametrize("question", ["readable_ref_opinion_scale", "NRsxU591jIW9"])
def test_the_question_that_counts_is_found_by_ref_or_by_id(question: str) -> None:
    answer = _read(PUBLISHED, question=question, metric="csat", scale=Scale(1, 5))
    assert (answer.score, answer.scale, answer.identity.email) == (2, Scale(1, 5), "laura@example.com")
    assert answer.comment is not None
    assert answer.comment.startswith("It's cold right now!")


def test_the_points_of_a_quiz_are_never_a_rating() -> None:
    assert _read(PUBLISHED, question="readable_ref_rating").score == 3


def test_a_number_question_can_be_the_score_when_the_settings_say_so() -> None:
    assert _read(PUBLISHED, question="readable_ref_number1", metric="csat").score == 5


@pytest.mark.parametrize("setting", ["question", "comment"])
def test_a_setting_that_names_no_question_is_told_and_not_passed_over(setting: str) -> None:
    with pytest.raises(Unreadable, match=f"correct `{setting}` .*readable_ref_email"):
        _read(PUBLISHED, **{"question": "readable_ref_rating", setting: "gone"})


def test_a_form_with_two_scales_is_ambiguous_even_where_one_was_skipped() -> None:
    nps, rating = {"id": "a", "type": "nps"}, {"id": "b", "type": "rating"}
    with pytest.raises(Unreadable, match="set `question`"):
        _read(_form(nps, rating, b=4))


def test_a_skipped_scale_leaves_the_score_open() -> None:
    assert _read(_form({"id": "a", "type": "nps"})).score is None


@pytest.mark.parametrize(
    ("field", "score", "metric", "scale"),
    [
        ({"type": "nps"}, 10, Metric.NPS, Scale(0, 10)),
        ({"type": "rating"}, 5, Metric.STARS, Scale(1, 5)),
        ({"type": "rating", "properties": {"steps": 3}}, 3, Metric.STARS, Scale(1, 3)),
        ({"type": "opinion_scale"}, 10, Metric.NPS, Scale(0, 10)),
        (
            {"type": "opinion_scale", "properties": {"steps": 7, "start_at_one": True}},
            7,
            Metric.NPS,
            Scale(1, 7),
        ),
        ({"type": "opinion_scale", "properties": {"steps": 5}}, 4, Metric.NPS, Scale(0, 4)),
    ],
)
def test_the_best_answer_is_the_top_of_its_scale(
    field: dict[str, Any], score: int, metric: Metric, scale: Scale
) -> None:
    answer = _read(_form({"id": "a", **field}, a=score))
    assert (answer.metric, answer.scale, answer.score) == (metric, scale, score)


def test_the_scale_of_the_settings_is_believed_before_the_form() -> None:
    answer = _read(_form({"id": "a", "type": "rating", "properties": {"steps": 3}}, a=9), scale=Scale(1, 10))
    assert (answer.scale, answer.score) == (Scale(1, 10), 9)


def test_a_large_form_is_read_in_no_time() -> None:
    fields = [{"id": f"f{n}", "type": "number"} for n in range(5_000)]
    form = _form(*fields)
    form["form_response"]["answers"] = [{"type": "number", "number": 1, "field": one} for one in fields]
    assert _read(form).score is None
