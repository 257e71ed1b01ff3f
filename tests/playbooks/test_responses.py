"""Responses: bands follow the score, and no order of arrival changes what the customer said in the end."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.responses import (
    USUAL_SCALE,
    USUAL_THRESHOLDS,
    Band,
    ImpossibleScore,
    Metric,
    Response,
    Scale,
    Thresholds,
    band_of,
    revise,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ORDER = [Band.DETRACTOR, Band.PASSIVE, Band.PROMOTER]
METRICS = st.sampled_from(Metric)


def response(minute: int, score: float | None, comment: str | None, **more: object) -> Response:
    at = NOW + timedelta(minutes=minute)
    plain = Response(
        id=0,
        source="nps",
        external_id="r1",
        customer_id=1,
        case_id=None,
        metric=Metric.NPS,
        scale=USUAL_SCALE[Metric.NPS],
        score=score,
        band=None if score is None else band_of(score, Metric.NPS, USUAL_SCALE[Metric.NPS], USUAL_THRESHOLDS),
        first_score=score,
        comment=comment,
        touchpoint=None,
        language=None,
        link=None,
        answered_at=at,
        happened_at=at,
        received_at=at,
        properties={},
        revision=1,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


SCORES = st.integers(0, 10)
NEWS = st.builds(response, st.integers(0, 5), st.none() | SCORES, st.sampled_from([None, "", "slow", "👍", "late"]))


@pytest.mark.parametrize(
    ("metric", "bands"),
    [
        (Metric.NPS, {0: "detractor", 6: "detractor", 7: "passive", 8: "passive", 9: "promoter", 10: "promoter"}),
        (Metric.CSAT, {1: "detractor", 2: "detractor", 3: "passive", 4: "passive", 5: "promoter"}),
        (Metric.CES, {1: "detractor", 3: "detractor", 4: "passive", 5: "passive", 6: "promoter", 7: "promoter"}),
        (Metric.STARS, {1: "detractor", 2: "detractor", 3: "passive", 4: "passive", 5: "promoter"}),
        (Metric.THUMBS, {0: "detractor", 1: "promoter"}),
    ],
)
def test_each_metric_knows_who_is_unhappy(metric: Metric, bands: dict[int, str]) -> None:
    assert {score: band_of(score, metric, USUAL_SCALE[metric], USUAL_THRESHOLDS).value for score in bands} == bands


@given(METRICS, st.data())
def test_a_better_score_is_never_a_worse_band(metric: Metric, data: st.DataObject) -> None:
    low = data.draw(st.integers(-100, 100))
    scale = data.draw(st.sampled_from([USUAL_SCALE[metric], Scale(low, low + data.draw(st.integers(1, 200)))]))
    worse, better = sorted(data.draw(st.lists(st.floats(scale.low, scale.high), min_size=2, max_size=2)))
    bands = [ORDER.index(band_of(score, metric, scale, USUAL_THRESHOLDS)) for score in (worse, better)]
    assert bands[0] <= bands[1]


@given(METRICS, st.integers(-100, 100), st.integers(1, 200))
def test_the_ends_of_any_scale_are_unhappy_and_delighted(metric: Metric, low: int, length: int) -> None:
    scale = Scale(low, low + length)
    assert band_of(scale.low, metric, scale, USUAL_THRESHOLDS) is Band.DETRACTOR
    assert band_of(scale.high, metric, scale, USUAL_THRESHOLDS) is Band.PROMOTER


@given(METRICS, st.floats(allow_nan=True, allow_infinity=True))
def test_a_score_off_the_scale_is_impossible_and_said_so(metric: Metric, score: float) -> None:
    scale = USUAL_SCALE[metric]
    if scale.low <= score <= scale.high:
        band_of(score, metric, scale, USUAL_THRESHOLDS)
    else:
        with pytest.raises(ImpossibleScore, match="is not between"):
            band_of(score, metric, scale, USUAL_THRESHOLDS)


def test_the_company_may_draw_its_own_lines() -> None:
    strict = {Metric.NPS: Thresholds(7, 10)}
    scale = USUAL_SCALE[Metric.NPS]
    assert [band_of(score, Metric.NPS, scale, strict).value for score in (7, 8, 9, 10)] == [
        "detractor",
        "passive",
        "passive",
        "promoter",
    ]
    assert band_of(2, Metric.CSAT, USUAL_SCALE[Metric.CSAT], strict) is Band.DETRACTOR


@given(st.lists(st.tuples(SCORES, st.sampled_from(["slow", "👍", "late"])), min_size=2, max_size=4))
def test_whole_answers_in_any_order_end_in_the_last_one(said: list[tuple[int, str]]) -> None:
    news = [response(minute, *words) for minute, words in enumerate(said)]
    for arrived in itertools.permutations(news):
        final = reduce(revise, arrived)
        assert (final.score, final.comment) == said[-1]
        assert final.band is news[-1].band
        assert final.answered_at == news[0].answered_at
        assert final.happened_at == news[-1].happened_at


@given(NEWS, NEWS)
def test_two_deliveries_mean_the_same_whichever_comes_first(one: Response, other: Response) -> None:
    if one.happened_at == other.happened_at:
        return
    ahead, behind = revise(one, other), revise(other, one)
    assert (ahead.score, ahead.band, ahead.comment) == (behind.score, behind.band, behind.comment)


def test_a_score_changed_and_changed_back_stays_when_the_middle_one_is_late() -> None:
    first, middle, last = response(0, 3, "slow"), response(1, 9, "slow"), response(2, 3, "slow")
    assert reduce(revise, [first, last, middle]).score == 3


@given(st.lists(NEWS, min_size=1, max_size=6))
def test_a_comment_once_given_is_never_lost(news: list[Response]) -> None:
    final = reduce(revise, news)
    assert bool(final.comment) == any(one.comment for one in news)
    assert (final.score is not None) == any(one.score is not None for one in news)


@given(NEWS, NEWS)
def test_the_same_news_twice_changes_nothing(known: Response, news: Response) -> None:
    once = revise(known, news)
    assert revise(once, news) is once
    assert revise(known, known) is known


@given(NEWS, NEWS)
def test_a_revision_is_counted_only_when_a_person_would_see_a_difference(known: Response, news: Response) -> None:
    revised = revise(known, news)
    same = replace(revised, happened_at=known.happened_at, revision=known.revision) == known
    assert revised.revision == known.revision + (0 if same else 1)


def test_what_a_response_is_does_not_change_with_its_news() -> None:
    known = response(0, 3, None, id=7, customer_id=8, case_id=9, properties={"plan": "pro", "seats": "1"})
    news = response(5, 9, "better", customer_id=99, properties={"seats": "2"}, touchpoint="renewal")
    revised = revise(known, news)
    assert (revised.id, revised.customer_id, revised.case_id, revised.received_at) == (7, 8, 9, known.received_at)
    assert (revised.score, revised.first_score, revised.comment, revised.touchpoint) == (9, 3, "better", "renewal")
    assert revised.properties == {"plan": "pro", "seats": "2"}
