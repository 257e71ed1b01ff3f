"""Reopening: a customer's own word always reaches somebody, and never takes a case from whoever has it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.acts import claim, close, contact, snooze
from playbooks.cases import Case, CaseKind, CaseState, Changed, Outcome, What
from playbooks.reopening import STILL_FRESH, Place, answered, place_of, recovered, reopened

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=4)
OPENED = Case(1, 1, "support", CaseKind.RESCUE, CaseState.OPEN, NOW)


def done(changed: object) -> Case:
    assert isinstance(changed, Changed)
    return changed.case


CLAIMED = done(claim(OPENED, "U0ANA", NOW))
CONTACTED = done(contact(CLAIMED, "U0ANA", NOW, What.REPLIED, "Sorry"))
ASLEEP = done(snooze(CONTACTED, "U0ANA", NOW, NOW + timedelta(days=9), "waiting"))
CLOSED = done(close(CONTACTED, "U0ANA", NOW, Outcome.SOLVED, "one-off", "all well"))


@pytest.mark.parametrize("case", [CONTACTED, ASLEEP])
def test_an_answer_begins_the_contact_clock(case: Case) -> None:
    """Without a clock a customer who answers is forgotten; asleep, nobody would be reminded for days."""
    after = answered(case, LATER, "Still broken").case
    assert (after.state, after.owner, after.snoozed_until) == (CaseState.CLAIMED, "U0ANA", None)
    assert after.clock_start == LATER


def test_a_second_mail_gives_nobody_more_time() -> None:
    once = answered(CONTACTED, LATER, "Still broken").case
    assert answered(once, LATER + timedelta(hours=3), "Hello?").case.clock_start == LATER


def test_what_nobody_has_stays_for_anybody_to_claim() -> None:
    after = answered(OPENED, LATER, "Hello?").case
    assert (after.state, after.clock_start) == (CaseState.OPEN, NOW)


def test_a_no_goes_to_the_person_who_knows_the_story() -> None:
    after = reopened(recovered(CLOSED, NOW).case, LATER, owner_is_here=True).case
    assert (after.state, after.owner, after.clock_start) == (CaseState.CLAIMED, "U0ANA", LATER)
    assert (after.closed_at, after.outcome, after.recovered_at) == (None, None, None)
    assert isinstance(contact(after, "U0ANA", LATER, What.REPLIED, "Sorry again"), Changed)


def test_who_has_left_cannot_be_waited_for() -> None:
    after = reopened(CLOSED, LATER, owner_is_here=False).case
    assert (after.state, after.owner, after.claimed_at) == (CaseState.OPEN, None, None)
    assert isinstance(claim(after, "U0JONAS", LATER), Changed)


def test_where_an_answer_belongs() -> None:
    late = NOW + STILL_FRESH + timedelta(seconds=1)
    assert place_of(CONTACTED, another_open=False, now=late) is Place.HERE
    assert place_of(CLOSED, another_open=False, now=LATER) is Place.REOPEN
    assert place_of(CLOSED, another_open=True, now=LATER) is Place.JOIN
    assert place_of(CLOSED, another_open=False, now=late) is Place.ANEW


@given(
    st.sampled_from([OPENED, CLAIMED, CONTACTED, ASLEEP]),
    st.lists(st.sampled_from(["answer", "close and no", "yes"]), max_size=6),
)
def test_whatever_customers_say_it_has_one_owner_and_is_open_or_closed(case: Case, said: list[str]) -> None:
    owner, now = case.owner, LATER
    for word in said:
        now += timedelta(hours=1)
        if word == "answer":
            case = answered(case, now, "x").case
        elif word == "yes":
            case = recovered(case, now).case
        else:
            awake = replace(case, snoozed_until=None, snoozed_at=None)
            ended = replace(awake, state=CaseState.CLOSED, closed_at=now, outcome=Outcome.SOLVED)
            case = reopened(ended, now, owner_is_here=True).case
        assert case.owner == owner
        assert case.is_open == (case.closed_at is None)
        assert (case.state is CaseState.OPEN) == (case.owner is None)
        assert case.clock_start <= now
