"""The outbox: what an answer of the other side means for the customer who waits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.mails import MailState
from playbooks.outbox import Answer, answer_of, answer_of_webhook, next_step, retry_wait
from tests.playbooks.sample_mail import MAIL, NOW


@given(code=st.integers(min_value=200, max_value=599))
def test_only_a_five_is_for_good(code: int) -> None:
    """Who gives up on a full mailbox loses the customer; who repeats to a wrong one is taken for a spammer."""
    assert (answer_of(code) is Answer.NEVER) == (code >= 500)
    assert (answer_of(code) is Answer.ACCEPTED) == (code < 300)


@given(attempts=st.integers(min_value=0, max_value=60), age=st.floats(min_value=0, max_value=100_000))
def test_a_mail_is_tried_for_a_day_and_then_given_up_visibly(attempts: int, age: float) -> None:
    now = NOW + timedelta(seconds=age)
    follows = next_step(Answer.LATER, replace(MAIL, attempts=attempts), now)
    if follows.state is MailState.WAITING:
        assert follows.try_at is not None
        assert now < follows.try_at <= MAIL.made_at + timedelta(days=1)
        assert follows.try_at - now <= timedelta(hours=1)
    else:
        assert follows.state is MailState.GIVEN_UP
        assert now + retry_wait(attempts) > MAIL.made_at + timedelta(days=1)


def test_silence_after_the_words_is_never_tried_again_by_itself() -> None:
    """The customer may have it already."""
    assert next_step(Answer.SILENCE, MAIL, NOW).state is MailState.UNCERTAIN


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, Answer.ACCEPTED), (204, Answer.ACCEPTED), (400, Answer.NEVER), (410, Answer.NEVER)]
    + [(status, Answer.LATER) for status in (302, 401, 404, 408, 429, 500, 503)],
)
def test_what_a_helpdesk_says(status: int, answer: Answer) -> None:
    """A key that is being changed, or a route that is being moved, costs no reply."""
    assert answer_of_webhook(status) is answer
