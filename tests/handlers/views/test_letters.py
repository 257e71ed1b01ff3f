"""Letters: a customer's mail is whole and readable, and nothing that somebody typed becomes a header."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from handlers.views.letters import Sender, as_html, letter
from playbooks.mails import MailKind
from tests.playbooks.sample_mail import MAIL, NOW

SENDER = Sender("care@acme.example", "Acme", "https://care.acme.example/unsubscribe/" + "a" * 120)
HEADERS = {
    "list-unsubscribe",
    "list-unsubscribe-post",
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "content-language",
    "mime-version",
    "content-type",
}
SPITEFUL = st.text(st.characters() | st.sampled_from('\r\n\0:<>"@,;=?\u2028\u202e'), max_size=60) | st.sampled_from(
    ["Tom\r\nBcc: all@acme.example", "=?utf-8?q?a=0D=0ABcc:_x?=", '"Tom" <x@y.example>', "\ud83d", "x" * 5000]
)


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@given(name=SPITEFUL, subject=SPITEFUL, text=SPITEFUL, language=SPITEFUL, follows=SPITEFUL)
def test_no_word_of_anybody_becomes_a_header(name: str, subject: str, text: str, language: str, follows: str) -> None:
    mail = replace(MAIL, from_name=name, subject=subject, text=text, language=language, in_reply_to=follows)
    raw = letter(mail, SENDER, [follows], NOW)
    head = raw.split(b"\r\n\r\n")[0]
    assert raw.isascii()
    assert b"\n" not in head.replace(b"\r\n", b"")
    names = {
        line.split(b":")[0].decode().casefold() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))
    }
    assert names <= HEADERS
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@given(text=st.text(max_size=200))
def test_what_is_typed_is_never_html(text: str) -> None:
    page = as_html(text, "en")
    body = page[page.index("<body") :]
    for tag in ("<p>", "</p>", "<br>", "<a href=", "</a>", "<body", "</body>", "</html>"):
        body = body.replace(tag, "")
    assert "<" not in body


def test_one_click_stands_in_one_line_and_the_words_in_both_parts() -> None:
    """A mail program that finds the link torn offers no way to unsubscribe, and the customer says "spam" instead."""
    raw = letter(MAIL, SENDER, ["first@acme.example"], NOW)
    assert f"List-Unsubscribe: <{SENDER.unsubscribe}>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    message = parsed(raw)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Hello Tom" in plain.get_content()
    assert "<p>Hello Tom</p>" in html.get_content()
    assert message["References"] == "<first@acme.example>"
    assert message["Auto-Submitted"] is None


def test_persian_reads_from_the_right() -> None:
    page = as_html("سلام تام\n\nآنا", "fa")
    assert '<html lang="fa" dir="rtl">' in page
    assert "سلام تام" in page


def test_what_we_write_by_ourselves_says_so_and_how_to_stop_it() -> None:
    message = parsed(letter(replace(MAIL, kind=MailKind.CHECK_IN, language="nb"), SENDER, [], NOW))
    plain = message.get_body(("plain",))
    assert message["Auto-Submitted"] == "auto-generated"
    assert plain is not None
    assert "Vil du helst slippe" in plain.get_content()
    assert SENDER.unsubscribe is not None
    assert SENDER.unsubscribe in plain.get_content()
