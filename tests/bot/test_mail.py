"""The one sender of mail, against real servers: at which step it failed decides what may be done."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from bot.mail import MailServer, Patience
from playbooks.outbox import Answer, Closed, Heard
from practice.mailbox import Mailbox

LETTER = b"Subject: Hello\r\nFrom: care@acme.example\r\nTo: tom@tidewater.example\r\n\r\nHello\r\n.\r\nstill here\r\n"
SHORT = Patience(connect=5, command=0.5, letter=0.5)


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox(lambda: 0.0, lambda: None)
    async with box.open():
        yield box


class Asked:
    """Says whether the words may go, and remembers that it was asked."""

    def __init__(self, *, may: bool = True) -> None:
        self.times = 0
        self._may = may

    async def __call__(self) -> bool:
        self.times += 1
        return self._may


async def send(url: str, asked: Asked) -> Heard | None:
    return await MailServer(url, SHORT).send("care@acme.example", "tom@tidewater.example", LETTER, asked)


@pytest.mark.parametrize(
    ("mood", "answer", "asked", "kept"),
    [
        ("accept", Answer.ACCEPTED, 1, 1),
        ("refuse", Answer.NEVER, 0, 0),
        ("full", Answer.LATER, 0, 0),
        ("hang", Answer.LATER, 0, 0),
        ("lost", Answer.SILENCE, 1, 1),
    ],
)
async def test_each_mood_of_a_server_is_told_apart(
    mailbox: Mailbox, mood: str, answer: Answer, asked: int, kept: int
) -> None:
    mailbox.mood = mood
    begin = Asked()
    heard = await send(mailbox.url, begin)
    assert heard is not None
    assert heard.answer is answer
    assert (begin.times, len(mailbox.letters)) == (asked, kept)


async def test_a_lone_dot_does_not_end_the_letter(mailbox: Mailbox) -> None:
    await send(mailbox.url, Asked())
    assert "still here" in mailbox.letters[0].text


async def test_a_mail_that_is_stopped_at_the_last_moment_does_not_go(mailbox: Mailbox) -> None:
    assert await send(mailbox.url, Asked(may=False)) is None
    assert mailbox.letters == []


async def test_nobody_there_is_tried_again_later() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        heard = await send(f"smtp://127.0.0.1:{nobody.getsockname()[1]}", Asked())
    assert heard is not None
    assert heard.answer is Answer.LATER


async def test_a_server_that_takes_the_words_and_says_nothing_leaves_us_uncertain() -> None:
    """It hangs after the last dot: the mail may be in the customer's box."""

    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            if line.upper().startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
            elif line.upper().startswith((b"EHLO", b"MAIL", b"RCPT")):
                writer.write(b"250 OK\r\n")
        writer.close()
        gone.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        heard = await send(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", Asked())
        await gone.wait()
    assert heard is not None
    assert heard.answer is Answer.SILENCE


async def test_a_password_is_not_shouted() -> None:
    """A server elsewhere that offers no encryption gets no password: whoever listens would send mail in our name."""
    box = Mailbox(lambda: 0.0, lambda: None)
    async with box.open(host="127.0.0.2"):
        heard = await send(box.url.replace("smtp://", "smtp://care:secret@"), Asked())
    assert heard is not None
    assert heard.answer is Answer.LATER
    assert "our password was not sent" in heard.words


async def test_a_server_that_takes_no_password_is_named_as_what_it_is(mailbox: Mailbox) -> None:
    """An admin reads what to change, and not that something failed."""
    server = MailServer(mailbox.url.replace("smtp://", "smtp://care:secret@"), SHORT)
    heard = await server.send("care@acme.example", "tom@tidewater.example", LETTER, Asked())
    assert heard is not None
    assert (heard.answer, server.reached, server.closed) == (Answer.LATER, False, Closed.NO_LOGIN)
    assert "AUTH extension is not supported" in heard.words
