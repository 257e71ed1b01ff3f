"""Mails: what an answer of the other side means, and who can be written to at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.acts import not_reached
from playbooks.cases import Case, CaseKind, CaseState, Event, Outcome, What
from playbooks.customers import Customer
from playbooks.mails import (
    Answer,
    Mail,
    MailKind,
    MailState,
    NoMail,
    Post,
    Way,
    answer_of,
    answer_of_webhook,
    next_step,
    retry_wait,
    sendable,
    why_not,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAIL = Mail(
    id=1,
    key="reply:1:2:U0ANA",
    kind=MailKind.REPLY,
    way=Way.MAIL,
    case_id=1,
    customer_id=1,
    mailing_id=None,
    playbook=None,
    to_address="tom@tidewater.example",
    from_name="Ana from Acme",
    reply_to=None,
    subject="Your score",
    text="Hello Tom",
    language="en",
    message_id="one@acme.example",
    in_reply_to=None,
    state=MailState.WAITING,
    attempts=0,
    next_try_at=NOW,
    problem=None,
    made_at=NOW,
    sent_at=None,
)


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


@given(text=st.text(max_size=80))
def test_an_address_that_is_sendable_holds_nothing_that_ends_a_header(text: str) -> None:
    for address in (text, f"{text}@acme.example", f"tom@{text}"):
        found = sendable(address)
        if found is not None:
            assert found.isascii()
            assert found.isprintable()
            assert not set(found) & set(' \r\n\t,;:<>"()[]\\')


def test_addresses_of_the_world() -> None:
    assert sendable("post@bücher.example") == "post@xn--bcher-kva.example"
    assert sendable("tom+loop@mail.tidewater.example") == "tom+loop@mail.tidewater.example"
    for none in (
        "",
        "tom",
        "tom@",
        "@acme.example",
        "a@b@c.example",
        "tom@acme.example\nBcc: x@y.example",
        "tom@-a.example",
        "tom..jones@acme.example",
        ".tom@acme.example",
        "tom.@acme.example",
    ):
        assert sendable(none) is None


def test_who_wants_no_contact_is_not_written_to_whatever_else_is_true() -> None:
    tom = Customer(1, email="tom@acme.example")
    for kind in MailKind:
        assert why_not(replace(tom, do_not_contact=True), kind, Way.MAIL, NOW) is NoMail.DO_NOT_CONTACT
        assert why_not(tom, kind, None, None) is NoMail.NO_WAY
        assert why_not(replace(tom, email=None), kind, Way.MAIL, None) is NoMail.NO_ADDRESS
        assert why_not(tom, kind, Way.MAIL, None) is None


def test_who_unsubscribed_gets_an_answer_to_what_they_write_and_nothing_else() -> None:
    """RFC 8058 is about what we send by ourselves. Silence towards somebody who asks us something is no courtesy."""
    gone = Customer(1, email="tom@acme.example", unsubscribed_at=NOW)
    before, after = NOW - timedelta(days=1), NOW + timedelta(days=1)
    for kind in MailKind:
        assert why_not(gone, kind, Way.MAIL, before) is why_not(gone, kind, Way.MAIL, None) is NoMail.UNSUBSCRIBED
        answered = why_not(gone, kind, Way.MAIL, after)
        assert answered is (None if kind is MailKind.REPLY else NoMail.UNSUBSCRIBED)
    absolute = replace(gone, do_not_contact=True)
    assert why_not(absolute, MailKind.REPLY, Way.MAIL, after) is NoMail.DO_NOT_CONTACT


def test_a_helpdesk_takes_replies_and_nothing_else() -> None:
    """A check-in carries our own links, and is ours to send."""
    post = Post(address="care@acme.example", webhook=True)
    assert [post.way_for(kind) for kind in MailKind] == [Way.WEBHOOK, Way.MAIL, Way.MAIL]
    assert Post(webhook=True).way_for(MailKind.CHECK_IN) is None


CASE = Case(1, 1, "support", CaseKind.RESCUE, CaseState.CONTACTED, NOW, owner="U0ANA", claimed_at=NOW, contacted_at=NOW)
REPLIED = Event(NOW, "U0ANA", What.REPLIED, "Hello", {"mail": "one@acme.example"})


def test_a_reply_that_was_refused_is_no_contact() -> None:
    later = NOW + timedelta(hours=1)
    changed = not_reached(CASE, [REPLIED], "one@acme.example", later, "no such mailbox")
    assert changed.case.state is CaseState.CLAIMED
    assert changed.case.contacted_at is None
    assert changed.case.clock_start == later
    assert changed.event.what is What.MAIL_REFUSED


def test_a_call_besides_it_still_counts() -> None:
    call = Event(NOW + timedelta(minutes=5), "U0ANA", What.CALL_LOGGED, "He knows")
    changed = not_reached(CASE, [REPLIED, call], "one@acme.example", NOW + timedelta(hours=1), "")
    assert changed.case.state is CaseState.CONTACTED
    assert changed.case.contacted_at == call.at


def test_a_case_that_was_closed_with_the_refused_reply_is_open_again() -> None:
    """Send and close, and then the address is wrong: nobody has heard from us."""
    closed = replace(CASE, state=CaseState.CLOSED, closed_at=NOW, closed_by="U0ANA", outcome=Outcome.EXPLAINED)
    again = not_reached(closed, [REPLIED], "one@acme.example", NOW, "").case
    assert again.is_open
    assert (again.outcome, again.closed_at, again.owner) == (None, None, "U0ANA")
    silent = replace(closed, outcome=Outcome.NO_CONTACT)
    assert not not_reached(silent, [REPLIED], "one@acme.example", NOW, "").case.is_open
