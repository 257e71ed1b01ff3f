"""Ways in: each provider's published shape is read alike, and nobody else may bring mail."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.inbound import WAYS, read
from handlers.surveys.delivery import Delivery, Unauthorized, Unreadable
from playbooks.inbound import Written, concerns, judge
from playbooks.quotes import answer_of
from tests.handlers.inbound.hands import HANDS, NOW, SECRET, fixture, generic, mailgun, mailgun_with_files, postmark

every_way = pytest.mark.parametrize("way", sorted(WAYS))


@every_way
def test_the_same_mail_is_read_alike(way: str) -> None:
    mail = read(way, SECRET, HANDS[way](fixture(way)))
    assert (mail.from_address, mail.message_id) == ("kari@nordlys.example", "answer-1@nordlys.example")
    assert mail.answers_to == ("reply-7@acme.example", "first@acme.example")
    assert mail.subject == "Re: About the problem"
    assert "What is still open?" in mail.text, "the original is kept as it came"
    assert answer_of(mail.text) == "It still fails."
    assert judge(mail).written is Written.ANSWER


@every_way
def test_whoever_does_not_know_the_secret_brings_nothing(way: str) -> None:
    with pytest.raises(Unauthorized):
        read(way, SECRET, HANDS[way](fixture(way), "another-secret"))
    with pytest.raises(Unauthorized):
        read(way, None, HANDS[way](fixture(way)))
    with pytest.raises(Unauthorized):
        read(way, SECRET, Delivery({}, HANDS[way](fixture(way)).body if way != "mailgun" else b"", {}, NOW))


@pytest.mark.parametrize("late", [timedelta(minutes=16), timedelta(minutes=-16)])
def test_an_old_signature_of_mailgun_opens_nothing(late: timedelta) -> None:
    with pytest.raises(Unauthorized):
        read("mailgun", SECRET, mailgun(fixture("mailgun"), at=NOW - late))


def test_postmark_may_have_its_secret_in_the_address() -> None:
    delivery = replace(postmark(fixture("postmark"), "wrong"), query={"token": SECRET})
    assert read("postmark", SECRET, delivery).from_address == "kari@nordlys.example"


def test_a_bounce_says_which_mail_came_back() -> None:
    report = read("postmark", SECRET, postmark(fixture("postmark_bounce")))
    assert judge(report).written is Written.BOUNCE
    assert "reply-7@acme.example" in concerns(report)


def test_mailgun_sends_another_form_when_there_are_attachments() -> None:
    status = "Final-Recipient: rfc822; kari@nordlys.example\r\nAction: failed\r\n"
    heads = json.dumps([["Content-Type", "multipart/report; report-type=delivery-status"]])
    told = {"from": "mailer-daemon@mx.example", "subject": "Failed", "body-plain": "Å", "message-headers": heads}
    files = {
        "attachment-1": ("message/delivery-status", status),
        "attachment-2": ("message/rfc822", "Message-ID: <reply-7@acme.example>\r\n\r\nDear Kari"),
        "attachment-3": ("image/png", "not read"),
    }
    report = read("mailgun", SECRET, mailgun_with_files(told, files))
    assert report.text == "Å"
    assert judge(report).written is Written.BOUNCE
    assert concerns(report) == ("reply-7@acme.example",)
    assert "not read" not in str(report)


def test_a_mail_in_html_alone_is_read_without_what_it_quotes() -> None:
    html = (
        "<head><title>x</title><style>p {}</style></head><body dir='ltr'>It still fails.<br>Every&nbsp;day"
        "<div>On 2 Mar 2026, Ana &lt;ana@acme.example&gt; wrote:</div>"
        "<blockquote><p>What is</p><p>still open?</p></blockquote><script>alert(1)</script></body>"
    )
    mail = read("generic", SECRET, generic({"from": "k@n.example", "html": html}))
    assert answer_of(mail.text) == "It still fails.\nEvery day"


def test_a_head_that_is_never_closed_hides_no_words() -> None:
    html = "<html><head><meta charset=utf-8><title>Re: Sorry</title><body><p>It still fails."
    assert read("generic", SECRET, generic({"from": "k@n.example", "html": html})).text == "It still fails."


def test_a_name_cannot_bring_a_header_of_its_own() -> None:
    told = {"from": "Kari\r\nBcc: all@x.example <k@n.example>", "subject": "a\r\nAuto-Submitted: yes", "text": "x"}
    mail = read("generic", SECRET, generic(told))
    assert "\n" not in mail.from_name + mail.subject
    assert mail.from_address == "k@n.example"


def test_an_address_in_a_name_is_not_the_sender() -> None:
    told = {"from": '"kari@nordlys.example <kari@nordlys.example>" <mallory@x.example>', "text": "x"}
    assert read("generic", SECRET, generic(told)).from_address == "mallory@x.example"


@pytest.mark.parametrize("told", [[], "x", 1, {}, {"from": "nobody"}, {"from": ["a@b.c"], "text": "x"}, {"text": "x"}])
def test_what_is_no_mail_is_told_apart(told: Any) -> None:
    with pytest.raises(Unreadable):
        read("generic", SECRET, generic(told))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = sorted({*fixture("generic"), *fixture("postmark")})


@given(st.dictionaries(st.sampled_from(KEYS), JSON), st.sampled_from(["generic", "postmark"]))
def test_nothing_that_comes_breaks_the_reading(told: dict[str, Any], way: str) -> None:
    delivery = HANDS[way]({"from": "k@n.example", "From": "k@n.example", "subject": "", **told})
    try:
        mail = read(way, SECRET, delivery)
    except Unreadable:
        return
    judge(mail)
    concerns(mail)
    answer_of(mail.text)


@pytest.mark.parametrize(
    "body",
    [
        b'--x\r\nContent-Disposition: form-data; name="' + b"(1)" * 200_000 + b'"\r\n\r\nhi\r\n--x--',
        b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 20_000,
    ],
    ids=["a header without end", "parts within parts"],
)
def test_who_has_proven_nothing_keeps_nobody_busy(body: bytes) -> None:
    """Mailgun's proof stands in the form, so the form of a stranger is read too: at once, or not at all."""
    with pytest.raises(Unauthorized):
        read("mailgun", SECRET, Delivery({"content-type": "multipart/form-data; boundary=x"}, body, {}, NOW))
    with pytest.raises(Unauthorized):
        read(
            "mailgun", SECRET, Delivery({"content-type": "multipart/form-data; boundary=" + "(1)" * 2000}, b"", {}, NOW)
        )
