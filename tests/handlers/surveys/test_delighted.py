import json
from datetime import UTC, datetime

import pytest

from handlers.surveys import delighted
from handlers.surveys.delivery import Delivery, Read, Unreadable
from playbooks.responses import Answer, Metric, Scale
from playbooks.sources import Source

SOURCE = Source(name="s", provider="delighted", secret="x")


def _read(source: Source = SOURCE, **data: object) -> Answer:
    body = {"event_type": "survey_response.created", "event_data": {"id": "1", **data}}
    read = delighted.parse(Delivery({}, json.dumps(body).encode(), {}, datetime(2026, 1, 12, tzinfo=UTC)), source)
    assert isinstance(read, Read)
    return read.answers[0]


@pytest.mark.parametrize(
    ("survey_type", "metric", "low", "high"),
    [
        ("nps", Metric.NPS, 0, 10),
        ("enps", Metric.NPS, 0, 10),
        ("csat", Metric.CSAT, 1, 5),
        ("csat3", Metric.CSAT, 1, 3),
        ("smileys", Metric.CSAT, 1, 5),
        ("pmf", Metric.CSAT, 1, 3),
        ("ces", Metric.CES, 1, 5),
        ("ces7", Metric.CES, 1, 7),
        ("stars_five", Metric.STARS, 1, 5),
        ("thumbs", Metric.THUMBS, 0, 1),
    ],
)
def test_the_best_score_of_each_survey_type_is_the_top_of_its_scale(
    survey_type: str, metric: Metric, low: int, high: int
) -> None:
    answer = _read(survey_type=survey_type, score=high)
    assert (answer.metric, answer.scale, answer.score) == (metric, Scale(low, high), high)
    with pytest.raises(Unreadable):
        _read(survey_type=survey_type, score=high + 1)


def test_five_of_five_by_an_unknown_survey_type_is_not_taken_for_a_five_of_ten() -> None:
    with pytest.raises(Unreadable, match="set `metric` and `scale`"):
        _read(survey_type="hearts", score=5)
    told = SOURCE.model_copy(update={"metric": Metric.STARS})
    assert _read(told, survey_type="hearts", score=5).scale == Scale(1, 5)


def test_an_older_body_without_survey_type_follows_the_settings() -> None:
    assert _read(score=9).metric is Metric.NPS
    assert _read(SOURCE.model_copy(update={"metric": Metric.CSAT}), score=5).metric is Metric.CSAT
