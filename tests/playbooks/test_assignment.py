"""Assignment: everybody gets their share, nobody who is not there gets any, and the same facts give the same answer."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from playbooks.assignment import Chosen, Nobody, assign, helpers, turns_after
from playbooks.cases import Given
from playbooks.policy import Assign

PEOPLE = ["U0ANA", "U0BEN", "U0CAT", "U0DAN"]
MEMBERS = st.lists(st.sampled_from(PEOPLE), unique=True)
AWAY = st.sets(st.sampled_from(PEOPLE))
COUNTS = st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 9))
LAST = st.none() | st.sampled_from([*PEOPLE, "U0LEFT"])


@given(MEMBERS, AWAY, LAST, st.integers(1, 40), st.sampled_from([Assign.ROUND_ROBIN, Assign.LEAST_OPEN]))
def test_nobody_gets_two_more_than_another(
    members: list[str], away: set[str], last: str | None, times: int, how: Assign
) -> None:
    """From an empty desk on, a day's cases are shared out evenly among those who are there."""
    got: Counter[str] = Counter()
    for _case in range(times):
        chosen = assign(how, members, away, got, last)
        if not isinstance(chosen, Chosen):
            assert chosen is (Nobody.NO_MEMBERS if not members else Nobody.ALL_AWAY)
            assert not set(members) - away
            return
        last = chosen.person
        got[last] += 1
    assert set(got) <= set(members) - away
    shares = [got[person] for person in members if person not in away]
    assert max(shares) - min(shares) <= 1


@given(MEMBERS, AWAY, COUNTS, LAST)
def test_who_has_the_fewest_gets_the_next(
    members: list[str], away: set[str], counts: dict[str, int], last: str | None
) -> None:
    chosen = assign(Assign.LEAST_OPEN, members, away, counts, last)
    if isinstance(chosen, Chosen):
        there = [person for person in members if person not in away]
        assert counts.get(chosen.person, 0) == min(counts.get(person, 0) for person in there)
        assert chosen.why is Given.FEWEST
        assert chosen == assign(Assign.LEAST_OPEN, [*members, *members], set(away), dict(counts), last)


def test_turns_go_on_where_they_stopped_and_begin_again_where_somebody_left() -> None:
    assert turns_after(PEOPLE, "U0BEN") == ["U0CAT", "U0DAN", "U0ANA", "U0BEN"]
    assert turns_after(PEOPLE, "U0DAN") == PEOPLE
    assert turns_after(PEOPLE, "U0LEFT") == turns_after(PEOPLE, None) == PEOPLE
    assert assign(Assign.ROUND_ROBIN, PEOPLE, {"U0CAT"}, {"U0DAN": 99}, "U0BEN") == Chosen("U0DAN", Given.TURN)


def test_where_people_claim_nobody_is_chosen() -> None:
    assert assign(Assign.CLAIM, PEOPLE, set(), {}, None) is Nobody.BY_CLAIM


def test_a_manager_is_offered_those_who_have_time() -> None:
    assert helpers(PEOPLE, {"U0BEN"}, {"U0ANA": 2, "U0DAN": 1}, 2) == ["U0CAT", "U0DAN"]
    assert helpers([], set(), {}, 2) == []
