"""The search for the highest rate: it finds it, and one bad second does not decide it."""

from hypothesis import given
from hypothesis import strategies as st

from bench.search import LOWEST, Search

rates = st.floats(20, 20_000)


def carry_out(search: Search, capacity: float, bad: int = -1) -> list[float]:
    """Tries until it is found; the try of the number `bad` fails whatever its rate is."""
    tried: list[float] = []
    while search.rate is not None:
        tried.append(search.rate)
        search.tell(held=search.rate <= capacity and len(tried) - 1 != bad)
        assert len(tried) < 400
    return tried


@given(rates, rates)
def test_it_finds_the_highest_rate(capacity: float, first: float) -> None:
    search = Search(first, 1.5, 1.08)
    carry_out(search, capacity)
    assert capacity / 1.08 <= search.found <= capacity


@given(rates, rates, st.integers(0, 30))
def test_one_bad_second_changes_nothing(capacity: float, first: float, bad: int) -> None:
    """The disk pauses for a moment, and the yardstick is not called slow for it."""
    calm, disturbed = Search(first, 1.5, 1.08), Search(first, 1.5, 1.08)
    carry_out(calm, capacity)
    carry_out(disturbed, capacity, bad)
    assert disturbed.found == calm.found


def test_a_receiver_that_holds_nothing_is_given_up() -> None:
    search = Search(800, 1.5, 1.08)
    tried = carry_out(search, 0)
    assert search.found == 0
    assert min(tried) <= LOWEST
