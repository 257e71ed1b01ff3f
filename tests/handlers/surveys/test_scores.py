import pytest

from handlers.surveys.delivery import Unreadable
from handlers.surveys.scores import Yardstick, yardstick
from playbooks.responses import USUAL_SCALE, Metric, Scale
from playbooks.sources import Source

NPS = Yardstick(Metric.NPS, Scale(0, 10))
THUMBS = Yardstick(Metric.THUMBS, Scale(0, 1))


@pytest.mark.parametrize(("given", "score"), [(0, 0), (10, 10), ("10", 10), (" 7 ", 7), (8.0, 8), ("0", 0), (-0.0, 0)])
def test_a_score_counts_in_whatever_form_it_comes(given: object, score: float) -> None:
    assert NPS.score(given, "score") == score


def test_a_score_that_is_not_there_yet_is_waited_for() -> None:
    assert NPS.score(None, "score") is None
    assert THUMBS.score(None, "score") is None


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "ten",
        "nan",
        "Infinity",
        "1e1",
        "1_0",
        "٥",
        "7/10",
        True,
        False,
        [],
        [9],
        {},
        float("inf"),
        float("nan"),
        10**400,
    ],
)
def test_what_is_no_number_never_becomes_a_detractor(given: object) -> None:
    with pytest.raises(Unreadable, match="`score`"):
        NPS.score(given, "score")


@pytest.mark.parametrize("given", [11, -1, "11", 10.5, 1e300])
def test_an_impossible_score_is_told_with_its_scale(given: object) -> None:
    with pytest.raises(Unreadable, match=r"nps scale from 0 to 10"):
        NPS.score(given, "score")


@pytest.mark.parametrize("given", [True, "up", "Thumbs_Up", "thumbs-up", "GOOD", "yes", "👍", 1, "1"])
def test_a_thumb_up_is_understood(given: object) -> None:
    assert THUMBS.score(given, "score") == 1


@pytest.mark.parametrize("given", [False, "down", "thumbs_down", "bad", "no", "👎", 0, "0"])
def test_a_thumb_down_is_understood(given: object) -> None:
    assert THUMBS.score(given, "score") == 0


@pytest.mark.parametrize("given", ["", "sideways", 0.5, 2, "2", [], {}])
def test_half_a_thumb_is_no_answer(given: object) -> None:
    with pytest.raises(Unreadable):
        THUMBS.score(given, "score")


def test_the_cure_for_thumbs_is_named() -> None:
    with pytest.raises(Unreadable, match='metric = "thumbs"'):
        NPS.score("good", "score")


def test_the_delivery_rules_then_the_settings_then_the_usual() -> None:
    plain = Source(name="s", provider="generic")
    assert yardstick(plain) == NPS
    assert yardstick(plain, Metric.CES) == Yardstick(Metric.CES, USUAL_SCALE[Metric.CES])
    seven = Source(name="s", provider="generic", metric=Metric.CSAT, scale=Scale(1, 7))
    assert yardstick(seven) == Yardstick(Metric.CSAT, Scale(1, 7))
    assert yardstick(seven, scale=Scale(1, 3)) == Yardstick(Metric.CSAT, Scale(1, 3))


def test_a_scale_meant_for_one_metric_does_not_spoil_another() -> None:
    stars = Source(name="s", provider="delighted", metric=Metric.STARS, scale=Scale(1, 5))
    assert yardstick(stars, Metric.NPS).scale == Scale(0, 10)
