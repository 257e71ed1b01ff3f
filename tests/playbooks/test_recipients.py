"""Recipients: nobody gets a mail who should not, nobody gets two, and nobody is left out in silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.cases import Case, CaseKind, CaseState, Refusal
from playbooks.customers import Customer, Touch
from playbooks.mailings import MOST
from playbooks.policy import Mailings
from playbooks.recipients import Candidate, LeftOut, choose, why_not

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA, BEA = "U0ANA", "U0BEA"
RULES = Mailings()


def candidate(number: int = 1, **changes: object) -> Candidate:
    case = Case(number, number, "support", CaseKind.RESCUE, CaseState.OPEN, NOW - timedelta(hours=2))
    customer = Customer(number, email=f"c{number}@many.example")
    of_case = {name: value for name, value in changes.items() if name in Case.__dataclass_fields__ and name != "owner"}
    if "owner" in changes:
        of_case |= {"owner": changes["owner"], "state": changes.get("state", CaseState.CLAIMED)}
    silence = ("do_not_contact", "unsubscribed_at")
    of_customer = {name: changes[name] for name in ("email", "touch", *silence) if name in changes}
    rest = {name: changes[name] for name in ("refusal", "contacted_at", "suits", "wrote") if name in changes}
    return Candidate(replace(case, **of_case), replace(customer, **of_customer), **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"owner": ANA}, None),
        ({"owner": BEA}, LeftOut.OTHERS),
        ({"state": CaseState.CLOSED}, LeftOut.CLOSED),
        ({"refusal": Refusal.NOT_IN_TEAM}, LeftOut.NOT_ALLOWED),
        ({"do_not_contact": True}, LeftOut.NO_CONTACT),
        ({"unsubscribed_at": NOW}, LeftOut.NO_CONTACT),
        ({"touch": Touch.HIGH}, LeftOut.HIGH_TOUCH),
        ({"email": None}, LeftOut.NO_ADDRESS),
        ({"email": "nobody"}, LeftOut.NO_ADDRESS),
        ({"email": "a@b.example\r\nBcc: all@b.example"}, LeftOut.NO_ADDRESS),
        ({"wrote": True, "owner": ANA}, LeftOut.WROTE),
        ({"contacted_at": NOW - timedelta(days=13)}, LeftOut.LATELY),
        ({"contacted_at": NOW - timedelta(days=14)}, None),
        ({"snoozed_until": NOW + timedelta(days=1)}, LeftOut.ASLEEP),
        ({"suits": False}, LeftOut.UNFIT),
    ],
)
def test_who_gets_none_and_why(changes: dict[str, Any], reason: LeftOut | None) -> None:
    assert why_not(candidate(**changes), ANA, RULES, NOW) is reason


def candidates() -> st.SearchStrategy[list[Candidate]]:
    """Cases of every sort, some of which share an address."""
    one = st.fixed_dictionaries(
        {},
        optional={
            "owner": st.sampled_from([None, ANA, BEA]),
            "email": st.sampled_from([None, "", "a@b.example", "A@B.example", "c@b.example", "d@b.example", "no"]),
            "touch": st.sampled_from(Touch),
            "do_not_contact": st.booleans(),
            "unsubscribed_at": st.none() | st.just(NOW),
            "wrote": st.booleans(),
            "suits": st.booleans(),
            "contacted_at": st.none() | st.integers(0, 60).map(lambda days: NOW - timedelta(days=days)),
            "snoozed_until": st.none() | st.just(NOW + timedelta(hours=1)),
        },
    )
    return st.lists(one, max_size=30).map(lambda several: [candidate(n, **values) for n, values in enumerate(several)])


@given(candidates(), st.integers(1, 10))
def test_everybody_is_either_chosen_or_left_out_with_a_reason(given_: list[Candidate], most: int) -> None:
    selection = choose(given_, ANA, RULES, most, NOW)
    left = [one for one, _reason in selection.left_out]
    assert sorted(one.case.id for one in [*selection.chosen, *left]) == [one.case.id for one in given_]
    assert sum(selection.reasons.values()) == len(left)
    assert len(selection.chosen) <= most
    assert [one.case.id for one in selection.chosen] == sorted(one.case.id for one in selection.chosen)


@given(candidates())
def test_nobody_gets_two_mails_and_nobody_who_wants_none_gets_one(given_: list[Candidate]) -> None:
    chosen = choose(given_, ANA, RULES, MOST, NOW).chosen
    addresses = [(one.customer.email or "").casefold() for one in chosen]
    assert len(set(addresses)) == len(addresses)
    for one in chosen:
        assert not one.customer.do_not_contact
        assert one.customer.unsubscribed_at is None
        assert one.customer.touch is Touch.LOW
        assert one.case.owner in (None, ANA)
        assert one.contacted_at is None or NOW - one.contacted_at >= RULES.again_after


@given(candidates())
def test_what_was_chosen_is_chosen_again_a_moment_later(given_: list[Candidate]) -> None:
    """It is asked again when the turn of each has come: then nobody may be left out for no news at all."""
    chosen = choose(given_, ANA, RULES, MOST, NOW).chosen
    assert choose(chosen, ANA, RULES, MOST, NOW + timedelta(minutes=5)).chosen == chosen


def test_who_is_one_too_many_is_counted() -> None:
    selection = choose([candidate(n) for n in range(25)], ANA, RULES, 20, NOW)
    assert len(selection.chosen) == 20
    assert selection.reasons == {LeftOut.TOO_MANY: 5}
