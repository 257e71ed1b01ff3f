"""Reopening: a customer's own word always reaches somebody, and never takes a case from whoever has it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.acts import claim, close, contact, hand_over, snooze
from playbooks.cases import Case, CaseKind, CaseState, Changed, Given, Outcome, What
from playbooks.giving import give
from playbooks.reopening import STILL_FRESH, Place, answered, place_of, recovered, reopened, unsolved

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


@pytest.mark.parametrize("asleep", [False, True])
def test_a_yes_after_a_no_leaves_nothing_to_do_but_to_close_it(asleep: bool) -> None:
    """ "Get in touch by 14:00" would have somebody ask a happy customer once more whether it works."""
    again = reopened(CLOSED, LATER, owner_is_here=True).case
    if asleep:
        again = done(snooze(again, "U0ANA", LATER, LATER + timedelta(days=9), "thinking"))
    yes = recovered(again, LATER + timedelta(hours=1)).case
    assert (yes.state, yes.owner, yes.snoozed_until) == (CaseState.CONTACTED, "U0ANA", None)
    assert yes.clock_start == LATER + timedelta(hours=1)
    assert done(close(yes, "U0ANA", LATER, Outcome.SOLVED, "one-off", None)).recovered_at == yes.recovered_at


def test_a_no_after_that_needs_contact_again() -> None:
    """Their last word counts, and it is that they wait for us."""
    yes = recovered(reopened(CLOSED, LATER, owner_is_here=True).case, LATER).case
    for word in (unsolved(yes, LATER + timedelta(hours=1)), answered(yes, LATER + timedelta(hours=1), "It is back")):
        assert (word.case.state, word.case.recovered_at) == (CaseState.CLAIMED, None)
        assert word.case.clock_start == LATER + timedelta(hours=1)


def test_who_takes_a_case_that_the_customer_calls_solved_has_only_to_close_it() -> None:
    """Its owner had left when they said no; whoever comes instead is not sent to them."""
    free = recovered(reopened(CLOSED, LATER, owner_is_here=False).case, LATER).case
    assert free.state is CaseState.OPEN
    later = LATER + timedelta(hours=1)
    for taken in (
        claim(free, "U0JONAS", later),
        hand_over(free, "U0MIRA", "U0JONAS", later),
        give(free, "U0JONAS", later, Given.TURN),
    ):
        assert (done(taken).state, done(taken).owner) == (CaseState.CONTACTED, "U0JONAS")
        assert done(taken).clock_start == later


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
