"""Mails: who can be written to at all, and by which way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playbooks.customers import Customer
from playbooks.mails import MailKind, NoMail, Post, Way, sendable, why_not

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


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
