"""The customers' mailbox: a real mail server on loopback, which keeps whatever it is given for the page to show.

Like a mail server of the world it can also be in a bad mood (`mood`): see MOODS.
"""

from __future__ import annotations

import asyncio
import re
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
LARGEST = 1024 * 1024
MOST = 500
#: accept; refuse: nobody of that name; full: not now; hang: says nothing more; lost: takes the mail, then is gone.
MOODS = ("accept", "refuse", "full", "hang", "lost")
LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Letter:
    """One mail as a mail program shows it. `at` is Unix time of the practice clock; ids are without their <>."""

    id: int
    at: float
    envelope_from: str
    to: str
    sender: str
    sender_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    direction: str
    language: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    unsubscribe: str
    links: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]


class Mailbox:
    """Everything that came, oldest first. `came` is called after each."""

    def __init__(self, now: Callable[[], float], came: Callable[[], None]) -> None:
        self.letters: list[Letter] = []
        self.mood = "accept"
        self.url = ""
        self.tries = 0
        self._now = now
        self._came = came
        self._closing = asyncio.Event()

    def find(self, letter_id: object) -> Letter | None:
        return next((one for one in self.letters if str(one.id) == str(letter_id)), None)

    async def handle_RCPT(  # noqa: N802 - the name and the arguments are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries += 1
        if self.mood == "refuse":
            return "550 5.1.1 No such mailbox here"
        if self.mood == "full":
            return "452 4.2.2 The mailbox is full"
        if self.mood == "hang":
            await self._closing.wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        self._keep(raw, str(envelope.mail_from or ""), envelope.rcpt_tos)
        if self.mood == "lost":
            _hang_up(server)
        return "250 OK"

    def _keep(self, raw: bytes, sender: str, to: list[str]) -> None:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        assert isinstance(message, EmailMessage)
        number = self.letters[-1].id + 1 if self.letters else 1
        self.letters.append(_letter(message, number, self._now(), sender, ", ".join(to)))
        del self.letters[:-MOST]
        self._came()

    @asynccontextmanager
    async def open(self, port: int = 0, host: str = HOST) -> AsyncIterator[None]:
        """Takes mail on this port of loopback (0: any free one) until the block ends; `url` says where."""
        loop = asyncio.get_running_loop()
        talking: weakref.WeakSet[SMTP] = weakref.WeakSet()

        def meet() -> SMTP:
            one = SMTP(self, hostname="mail.practice.example", data_size_limit=LARGEST, loop=loop)
            talking.add(one)
            return one

        server = await loop.create_server(meet, host, port)
        self.url = f"smtp://{host}:{server.sockets[0].getsockname()[1]}"
        try:
            yield
        finally:
            self._closing.set()
            server.close()
            for one in talking:
                _hang_up(one)
            await asyncio.sleep(0)


def _hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


def _letter(message: EmailMessage, number: int, at: float, envelope_from: str, to: str) -> Letter:
    text, html = _part(message, "plain"), _part(message, "html")
    sender = message["From"].addresses[0] if message["From"] and message["From"].addresses else None
    direction = re.search(r'<html[^>]*\bdir="(rtl|ltr)"', html)
    return Letter(
        id=number,
        at=at,
        envelope_from=envelope_from,
        to=to,
        sender=sender.addr_spec if sender else envelope_from,
        sender_name=sender.display_name if sender else "",
        reply_to=str(message["Reply-To"].addresses[0].addr_spec) if message["Reply-To"] else "",
        subject=str(message["Subject"] or ""),
        text=text,
        html=html,
        direction=direction[1] if direction else "ltr",
        language=str(message["Content-Language"] or ""),
        message_id=_bare(message["Message-ID"]),
        in_reply_to=_bare(message["In-Reply-To"]),
        references=tuple(_bare(one) for one in str(message["References"] or "").split()),
        unsubscribe=_bare(message["List-Unsubscribe"]),
        links=tuple(dict.fromkeys(LINK.findall(text))),
        headers=tuple((name, str(value)) for name, value in message.items()),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""


def _bare(value: Any) -> str:
    return str(value or "").strip().removeprefix("<").removesuffix(">")


def shown(letter: Letter) -> dict[str, Any]:
    """As JSON, without the HTML part, which has an address of its own."""
    values = asdict(letter)
    del values["html"]
    return values
