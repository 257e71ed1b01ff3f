"""Storms: when many answers share one card, how long, and what they have in common."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playbooks.policy import Pace
from playbooks.storms import CALM_AFTER, FEWEST, Said, Share, begins, goes_on, most_in_time, shares

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACE = Pace(per_second=1.0, burst=3, storm_after=timedelta(seconds=30))


def test_half_a_minute_of_cards_is_no_storm() -> None:
    """Thirty-three cards can be shown in time; the thirty-fourth cannot."""
    assert most_in_time(PACE) == 33
    assert not begins(33, 33, PACE)
    assert begins(34, 34, PACE)


def test_a_storm_card_that_would_show_nobody_is_not_posted() -> None:
    """High-touch customers have cards of their own, however many there are."""
    assert not begins(500, 0, PACE)
    assert not begins(500, FEWEST - 1, PACE)


def test_a_storm_lasts_until_each_card_could_be_shown_again() -> None:
    assert goes_on(NOW, 0, PACE, NOW + timedelta(seconds=119))
    assert not goes_on(NOW, 0, PACE, NOW + CALM_AFTER)
    assert goes_on(NOW, 34, PACE, NOW + timedelta(hours=3))
    assert not goes_on(NOW, 33, PACE, NOW + timedelta(hours=3)), "a trickle would hide single cards for ever"


@given(st.timedeltas(timedelta(hours=-2), timedelta(hours=2)))
def test_a_clock_that_jumps_keeps_no_storm_alive(jump: timedelta) -> None:
    assert goes_on(NOW, 0, PACE, NOW + jump) == (abs(jump) < CALM_AFTER)


def test_what_most_of_them_share() -> None:
    answers = [Said(account="Nordlys", touchpoint="order", comment=f"My invoice number {n} is wrong") for n in range(8)]
    answers += [Said(account="Other", touchpoint="product", comment="Slow") for _n in range(2)]
    assert shares(answers) == (
        Share("account", "Nordlys", 8),
        Share("touchpoint", "order", 8),
        Share("phrase", "invoice number", 8),
    )


def test_what_is_wrong_is_named_and_not_when_it_was() -> None:
    """Who reads the storm card should learn at once that the app is down; that it was in the morning is no news."""
    said = ("The app is down since this morning.", "Login fails, the app is down.", "Is the app down this morning?")
    assert [(one.value, one.count) for one in shares([Said(comment=words) for words in said * 4])] == [("down", 12)]


def test_a_phrase_is_found_in_any_alphabet() -> None:
    said = (
        "Фактура неверна",
        "Снова неверная фактура: фактура НЕВЕРНА",
        "Die Straße ist gesperrt",
        "Gesperrt, die STRASSE",
    )
    found = [shares([Said(comment=words) for words in pair * 3]) for pair in (said[:2], said[2:])]
    assert [(one.value, one.count) for (one,) in found] == [("фактура неверна", 6), ("gesperrt", 6)]


def test_a_few_of_many_share_nothing() -> None:
    answers = [Said(account=f"Company {n // 2}", comment=f"word{'abcdefghij'[n]} only") for n in range(10)]
    assert shares(answers) == ()


texts = st.text(max_size=60)


@given(st.lists(st.builds(Said, account=st.none() | texts, touchpoint=st.none() | texts, comment=st.none() | texts)))
def test_a_share_is_never_more_than_all(answers: list[Said]) -> None:
    for share in shares(answers):
        assert FEWEST <= share.count <= len(answers)
        assert share.value
