"""Sending: every failure has one next step, and no wait grows without end, whatever the clock does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.sending import (
    GONE,
    LAST_RETRY,
    LOCKED_OUT,
    NAMES,
    Family,
    Step,
    Tried,
    Unread,
    family_of,
    next_step,
    retry_wait,
    time_left,
    unread,
    wait_by_age,
)

NOW = datetime(2026, 3, 29, 1, tzinfo=UTC)  # the clocks of Europe go forward
families = st.sampled_from(Family)
Unsure = Literal["post", "wait"]


@pytest.mark.parametrize(
    ("status", "error", "family"),
    [
        (200, "is_archived", Family.CHANNEL_GONE),
        (200, "not_in_channel", Family.NOT_A_MEMBER),
        (200, "token_revoked", Family.TOKEN_REFUSED),
        (200, "missing_scope", Family.SCOPE_MISSING),
        (200, "invalid_blocks", Family.INVALID_CONTENT),
        (200, "message_not_found", Family.MESSAGE_GONE),
        (200, "internal_error", Family.UNCERTAIN),
        (200, None, Family.UNCERTAIN),
        (503, None, Family.UNCERTAIN),
        (429, None, Family.RATE_LIMITED),
        (429, "ratelimited", Family.RATE_LIMITED),
        (200, "an_error_of_next_year", Family.REFUSED),
    ],
)
def test_what_slack_says_has_a_family(status: int, error: str | None, family: Family) -> None:
    assert family_of(status, error) is family


def test_no_name_stands_in_two_families() -> None:
    named = [name for names in NAMES.values() for name in names]
    assert len(named) == len(set(named))


attempts = st.builds(
    Tried,
    wait=st.builds(retry_wait, st.integers(0, 10**6)),
    posted=st.booleans(),
    plain=st.booleans(),
    can_move=st.booleans(),
    moved=st.booleans(),
)
SOON = timedelta(seconds=2)


@given(families, attempts)
def test_what_is_said_to_a_channel_is_never_given_up(family: Family, tried: Tried) -> None:
    """Whatever Slack says, there is a next step, and it comes within five minutes."""
    step = next_step(family, tried)
    assert step.step is not Step.DROP
    assert timedelta() <= step.wait <= LAST_RETRY
    if step.step in (Step.RETRY, Step.LOOK, Step.HOME):
        assert step.wait > timedelta(), "it would be tried without a pause"
    if step.step is Step.PLAIN:
        assert not tried.plain, "it would be made plain for ever"
    if step.step is Step.MOVE:
        assert tried.can_move


@given(st.booleans(), st.booleans())
def test_what_may_have_been_posted_is_looked_for_before_it_is_posted_again(plain: bool, can_move: bool) -> None:
    tried = Tried(SOON, plain=plain, can_move=can_move)
    assert next_step(Family.UNCERTAIN, tried).step is Step.LOOK
    assert next_step(Family.UNCERTAIN, replace(tried, posted=True)).step is Step.RETRY


@pytest.mark.parametrize("family", sorted(GONE))
def test_a_channel_that_is_gone(family: Family) -> None:
    """The fallback channel; when that is gone too, in turns with the channel where it belongs; else patience."""
    assert next_step(family, Tried(SOON, can_move=True)).step is Step.MOVE
    assert next_step(family, Tried(SOON, moved=True)).step is Step.HOME
    assert next_step(family, Tried(SOON)).step is Step.RETRY


@pytest.mark.parametrize("family", sorted(GONE))
def test_an_update_goes_by_an_id_and_its_channel_may_have_been_replaced(family: Family) -> None:
    """The team looks into the new channel of that name, and not into the fallback channel. Where there is none, the
    card stays where it is, and is not posted twice."""
    assert next_step(family, Tried(SOON, posted=True, can_move=True)).step is Step.ANEW
    assert next_step(family, Tried(SOON, posted=True)).step is Step.RETRY
    assert next_step(family, Tried(SOON, posted=True, can_move=True, fleeting=True)).step is Step.MOVE


@given(families, attempts, st.booleans())
def test_only_who_has_left_is_told_nothing(family: Family, tried: Tried, can_move: bool) -> None:
    """A message for one person is not shown to others."""
    step = next_step(family, replace(tried, direct=True, can_move=can_move))
    assert (step.step is Step.DROP) == (family in GONE)


@given(families, attempts)
def test_a_reminder_that_somebody_deleted_is_not_said_again(family: Family, tried: Tried) -> None:
    step = next_step(family, replace(tried, fleeting=True))
    deleted = family is Family.MESSAGE_GONE and tried.posted
    assert (step.step is Step.DROP) == (deleted or (family is Family.INVALID_CONTENT and tried.plain))


@given(families, st.booleans())
def test_a_direct_message_does_not_wait_for_permission(family: Family, wait: bool) -> None:
    """Else the admins would not hear why the cards wait."""
    policy: Unsure = "wait" if wait else "post"
    assert unread(family, policy, direct=True) is not Unread.WAIT


@pytest.mark.parametrize("policy", ["post", "wait"])
@pytest.mark.parametrize("family", [Family.TOKEN_REFUSED, Family.UNCERTAIN, Family.RATE_LIMITED, Family.TRANSIENT])
def test_what_passes_by_itself_is_waited_for(family: Family, policy: Unsure) -> None:
    """A revoked token says nothing of whether the card is there: posting without a look would double it."""
    assert unread(family, policy, direct=False) is Unread.AGAIN


@pytest.mark.parametrize("family", [Family.SCOPE_MISSING, Family.NOT_A_MEMBER, Family.REFUSED])
def test_where_we_may_not_look_the_policy_decides(family: Family) -> None:
    assert unread(family, "post", direct=False) is Unread.POST
    assert unread(family, "wait", direct=False) is Unread.WAIT


@given(st.integers(0, 10**9))
def test_waits_grow_and_stay_bounded(attempts: int) -> None:
    assert retry_wait(attempts) <= retry_wait(attempts + 1) <= LAST_RETRY


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_message_that_counts_no_attempts_waits_by_its_age(age: timedelta) -> None:
    assert timedelta(seconds=2) <= wait_by_age(age) <= LAST_RETRY


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_no_clock_silences_delivery(jump: timedelta) -> None:
    """Whatever the clock did meanwhile, what waits is tried within five minutes."""
    assert timedelta() <= time_left(NOW + jump, NOW) <= LAST_RETRY
    if timedelta() < jump <= LAST_RETRY:
        assert time_left(NOW + jump, NOW) == jump


def test_locked_out_is_not_gone() -> None:
    assert not GONE & LOCKED_OUT
