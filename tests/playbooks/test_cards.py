"""Cards: which of the waiting ones people see first."""

from hypothesis import given
from hypothesis import strategies as st

from playbooks.cards import rank
from playbooks.cases import CaseKind
from playbooks.customers import Touch

KINDS = [CaseKind.RESCUE, CaseKind.ASK, CaseKind.THANKS]
VALUES = st.none() | st.integers(-5, 10**13)


@given(st.sampled_from(CaseKind), st.sampled_from(CaseKind), VALUES, VALUES)
def test_every_high_touch_case_comes_before_every_other(
    one: CaseKind, other: CaseKind, a: int | None, b: int | None
) -> None:
    assert rank(one, Touch.HIGH, a) < rank(other, Touch.LOW, b)


@given(st.sampled_from(Touch), VALUES, VALUES)
def test_who_fell_in_comes_before_who_is_delighted_whatever_they_are_worth(
    touch: Touch, a: int | None, b: int | None
) -> None:
    ranks = [rank(kind, touch, value) for kind, value in zip(KINDS, (a, b, a), strict=True)]
    assert ranks == sorted(set(ranks))


@given(st.sampled_from(CaseKind), st.sampled_from(Touch), st.integers(0, 10**13), st.integers(0, 10**13))
def test_a_greater_account_never_waits_for_a_smaller_one(kind: CaseKind, touch: Touch, a: int, b: int) -> None:
    small, great = sorted((a, b))
    assert rank(kind, touch, great) <= rank(kind, touch, small) <= rank(kind, touch, None)
    if great - small >= 1000 and small < 9_000_000:
        assert rank(kind, touch, great) < rank(kind, touch, small)


@given(st.sampled_from(CaseKind), st.sampled_from(Touch), VALUES)
def test_a_rank_fits_the_database(kind: CaseKind, touch: Touch, value: int | None) -> None:
    assert 0 <= rank(kind, touch, value) < 2**31
