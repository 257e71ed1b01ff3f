"""What a report's figures add up to, in examples a manager could check by hand and in laws over any rows."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playbooks.cases import CaseKind, CaseState
from playbooks.periods import Period, period
from playbooks.reports import (
    CaseRow,
    Figure,
    Held,
    Nps,
    ResponseRow,
    behind,
    nps,
    summarise,
)
from playbooks.responses import Band, Metric
from playbooks.spreads import spread

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WEEK = period("week", NOW, "Europe/Oslo")


def scored(*scores: int, ago: timedelta = DAY) -> list[ResponseRow]:
    def band(score: int) -> Band:
        return Band.DETRACTOR if score <= 6 else Band.PROMOTER if score >= 9 else Band.PASSIVE

    return [ResponseRow(NOW - ago, Metric.NPS, band(score), score) for score in scores]


def row(
    number: int,
    opened: timedelta,
    claimed: timedelta | None = None,
    closed: timedelta | None = None,
    owner: str | None = None,
) -> CaseRow:
    state = CaseState.CLOSED if closed else CaseState.CLAIMED if owner else CaseState.OPEN
    return CaseRow(
        id=number,
        opened_at=NOW - opened,
        claimed_at=NOW - claimed if claimed is not None else None,
        contacted_at=None,
        closed_at=NOW - closed if closed is not None else None,
        owner=owner,
        kind=CaseKind.RESCUE,
        state=state,
        team="support",
    )


moments = st.integers(0, 75 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
response_rows = st.lists(
    st.builds(
        ResponseRow,
        answered_at=moments,
        metric=st.sampled_from(Metric),
        band=st.none() | st.sampled_from(Band),
        score=st.none() | st.floats(0, 10),
    ),
    max_size=12,
)


@st.composite
def case_row(draw: st.DrawFn) -> CaseRow:
    steps = sorted(draw(st.lists(moments, min_size=4, max_size=4)))
    reached = draw(st.sampled_from(list(enumerate(CaseState))))
    opened, claimed, contacted, closed = [at if n <= reached[0] else None for n, at in enumerate(steps)]
    assert opened
    owner = draw(st.sampled_from(["U0ANA", "U0BO", "U0MIRA"])) if reached[0] else None
    kind = draw(st.sampled_from(CaseKind))
    number = draw(st.integers(1, 10**9))
    return CaseRow(number, opened, claimed, contacted, closed, owner, kind, reached[1], "support")


case_rows = st.lists(case_row(), max_size=12, unique_by=lambda case: case.id)


def test_nps_is_promoters_less_detractors() -> None:
    assert nps(scored(10, 9, 9, 8, 3)) == Nps(5, 40)
    assert nps([]) == Nps(0, None)


@pytest.mark.parametrize(("scores", "score"), [((10, *[8] * 7), 13), ((1, *[8] * 7), -13), ((8, 8), 0)])
def test_nps_rounds_halves_away_from_zero(scores: tuple[int, ...], score: int) -> None:
    assert nps(scored(*scores)).score == score


def test_other_metrics_and_answers_without_a_score_are_no_nps() -> None:
    rows = [
        ResponseRow(NOW, Metric.CSAT, Band.PROMOTER, 5),
        ResponseRow(NOW, Metric.NPS, None, None),
    ]
    assert nps(rows) == Nps(0, None)
    assert summarise(rows, [], WEEK, NOW).now.responses == 2


def test_few_answers_say_how_much_one_of_them_weighs() -> None:
    assert (nps(scored(*[9] * 5)).few, nps(scored(*[9] * 5)).swing) == (True, 40)
    assert not nps(scored(*[9] * 30)).few
    assert not Nps(0, None).few


def test_a_week_is_the_seven_days_up_to_now_beside_the_seven_before() -> None:
    assert WEEK.end == NOW
    assert WEEK.start == NOW - 7 * DAY
    assert WEEK.previous.end == WEEK.start
    assert WEEK.previous.start == NOW - 14 * DAY


def test_days_are_local_days_where_the_clocks_change() -> None:
    after = datetime(2026, 3, 31, 7, 0, tzinfo=UTC)  # 09:00 in Oslo, two days after summer time began
    assert period("week", after, "Europe/Oslo").start == datetime(2026, 3, 24, 8, 0, tzinfo=UTC)  # 09:00 too


def test_a_period_ends_on_a_whole_second() -> None:
    assert period("week", NOW + timedelta(milliseconds=1), "UTC").end == NOW + timedelta(seconds=1)


def test_the_edges_belong_to_one_period_each() -> None:
    assert WEEK.holds(WEEK.end)
    assert not WEEK.holds(WEEK.start)
    assert WEEK.previous.holds(WEEK.start)
    assert not WEEK.holds(None)


def test_a_week_in_figures() -> None:
    cases = [
        row(1, opened=9 * DAY, claimed=8 * DAY, closed=1 * DAY, owner="U0ANA"),
        row(2, opened=3 * DAY, claimed=2 * DAY, owner="U0BO"),
        row(3, opened=2 * DAY, claimed=1 * DAY, owner="U0ANA"),
        row(4, opened=4 * DAY, claimed=1 * DAY, owner="U0ANA"),
        row(5, opened=20 * DAY),
    ]
    report = summarise(scored(10, 9, 3) + scored(2, ago=10 * DAY), cases, WEEK, NOW)
    assert (report.now.nps, report.before.nps) == (Nps(3, 33), Nps(1, -100))
    assert (report.now.opened, report.now.claimed, report.now.closed) == (3, 3, 1)
    assert (report.before.opened, report.before.claimed, report.before.closed) == (1, 1, 0)
    assert (report.open, report.unclaimed) == (4, 1)
    assert report.holders == (Held("U0ANA", 2), Held("U0BO", 1))
    assert report.open_for
    assert (report.open_for.median, report.open_for.longest) == (3 * DAY, 20 * DAY)
    assert report.to_claim
    assert (report.to_claim.median, report.to_claim.p90) == (1 * DAY, 3 * DAY)
    assert report.to_claim_before
    assert report.to_claim_before.median == 1 * DAY


def test_nearest_rank_takes_a_time_that_occurred() -> None:
    found = spread(n * DAY for n in range(1, 11))
    assert found
    assert (found.n, found.median, found.p90, found.longest) == (10, 5 * DAY, 9 * DAY, 10 * DAY)
    assert spread([]) is None


def test_behind_a_figure_are_its_cases_oldest_first() -> None:
    cases = [row(1, 2 * DAY), row(2, 30 * DAY), row(3, 3 * DAY, 1 * DAY, owner="U0ANA")]
    assert [case.id for case in behind(cases, Figure.OPEN, WEEK)] == [2, 3, 1]
    assert [case.id for case in behind(cases, Figure.OPENED, WEEK)] == [3, 1]
    assert [case.id for case in behind(cases, Figure.HELD, WEEK, "U0ANA")] == [3]
    assert behind(cases, Figure.HELD, WEEK) == []


@UNHURRIED
@given(response_rows, case_rows, st.sampled_from(["week", "month"]))
def test_the_counts_add_up(responses: Sequence[ResponseRow], cases: Sequence[CaseRow], word: str) -> None:
    asked: Period = period("month" if word == "month" else "week", NOW, "Europe/Oslo")
    report = summarise(responses, cases, asked, NOW)
    assert sum(held.cases for held in report.holders) + report.unclaimed == report.open
    assert sum(report.now.kinds.values()) == report.now.opened
    assert report.now.nps.n <= report.now.responses
    assert report.now.opened + report.before.opened <= len(cases)
    assert (report.open_for.n if report.open_for else 0) == report.open
    assert (report.to_claim.n if report.to_claim else 0) == report.now.claimed
    if report.open_for:
        assert timedelta(0) <= report.open_for.median <= report.open_for.p90 <= report.open_for.longest
    for held in report.holders:
        assert len(behind(cases, Figure.HELD, asked, held.owner)) == held.cases


@UNHURRIED
@given(response_rows)
def test_nps_stays_between_minus_100_and_100(responses: Sequence[ResponseRow]) -> None:
    found = nps(responses)
    assert (found.score is None) == (found.n == 0)
    assert found.score is None or -100 <= found.score <= 100


@UNHURRIED
@given(response_rows, case_rows, st.integers())
def test_the_order_of_the_rows_changes_nothing(responses: list[ResponseRow], cases: list[CaseRow], seed: int) -> None:
    shuffled, mixed = responses[:], cases[:]
    Random(seed).shuffle(shuffled)
    Random(seed).shuffle(mixed)
    assert summarise(shuffled, mixed, WEEK, NOW) == summarise(responses, cases, WEEK, NOW)
