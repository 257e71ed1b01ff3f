"""Mail: the one sender of mail. It hands one letter to the server of SMTP_URL, and says what came of it.

What decides is at which step something goes wrong. Until the words of the letter are on the line nobody has it, and it
may be tried again. After that, silence means that it may have arrived.
"""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bot.clock import Clock
from bot.outbox import Begin, Sent
from handlers.views.letters import Sender, letter
from playbooks.mails import Mail, Post, sendable
from playbooks.outbox import Answer, Closed, Heard, answer_of
from playbooks.policy import Policy

PORTS = {"smtp": 25, "smtps": 465}
TOO_BIG = 552
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Patience:
    """Seconds: for the connection, for each command, and for the answer after the letter, when the server may look for
    viruses before it takes it."""

    connect: float = 10
    command: float = 15
    letter: float = 60


class NoLogin(Exception):
    """The server takes no user and password, or in no way that we know; `args` say so, for people."""


class Unencrypted(Exception):
    """The server would have our password sent for everybody to read; `args` say so, for people."""


class MailServer:
    """The server of SMTP_URL."""

    def __init__(self, url: str, patience: Patience = Patience()) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._tls = parts.scheme == "smtps"
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        self._patience = patience
        self.reached = True
        """Whether the server itself could be used at the last try; if not, the next letter will fare no better."""
        self.closed: Closed | None = None
        """What a person must mend before the server can be used at all."""

    async def send(self, sender: str, to: str, letter: bytes, begin: Callable[[], Awaitable[bool]]) -> Heard | None:
        """Hands a letter over. `begin` is asked just before its words go out: False, and they do not (None)."""
        self.reached, self.closed = False, None
        server = SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            start_tls=None if not self._tls else False,
            timeout=self._patience.command,
        )
        try:
            await self._greet(server)
            self.reached = True
            if refused := await self._address(server, sender, to):
                return refused
            if not await begin():
                return None
            return await self._hand_over(server, letter)
        except (SMTPException, OSError, NoLogin, Unencrypted) as problem:
            self.closed = None if self.reached else _to_mend(problem)
            return Heard(Answer.LATER, _words(problem))
        finally:
            server.close()

    async def _greet(self, server: SMTP) -> None:
        await server.connect(timeout=self._patience.connect)
        if self._user is None:
            return
        if server.get_transport_info("ssl_object") is None and self._host not in LOOPBACK:
            raise Unencrypted("the mail server offers no encryption, so our password was not sent to it")
        try:
            await server.login(self._user, self._password)
        except (SMTPResponseException, OSError):
            raise
        except SMTPException as unknown:
            raise NoLogin(str(unknown)) from unknown

    async def _address(self, server: SMTP, sender: str, to: str) -> Heard | None:
        """From whom and to whom. A sender that is not taken is our own mistake: the customer's address is not to blame,
        and an admin has a day to mend it."""
        try:
            await server.mail(sender)
            await server.rcpt(to)
        except SMTPSenderRefused as refused:
            answer = Answer.NEVER if refused.code == TOO_BIG else Answer.LATER
            return Heard(answer, _words(refused))
        except SMTPRecipientRefused as refused:
            return Heard(answer_of(refused.code), _words(refused))
        return None

    async def _hand_over(self, server: SMTP, letter: bytes) -> Heard:
        try:
            taken = await server.data(letter, timeout=self._patience.letter)
        except SMTPResponseException as answer:
            if 200 <= answer.code < 600:
                return Heard(answer_of(answer.code), _words(answer))
            return Heard(Answer.SILENCE, _words(answer))
        except (SMTPException, OSError) as silence:
            return Heard(Answer.SILENCE, _words(silence))
        return Heard(Answer.ACCEPTED, taken.message)


class ByMail:
    """Takes what was written to the mail server, as a letter. `sender` is an address; `unsubscribe` makes the link for
    a customer."""

    def __init__(
        self, server: MailServer, clock: Clock, policy: Callable[[], Policy], post: Callable[[], Post]
    ) -> None:
        self._server = server
        self._clock = clock
        self._policy = policy
        self._post = post

    async def __call__(self, mail: Mail, follows: tuple[str, ...], begin: Begin) -> Sent:
        post = self._post()
        sender = Sender(
            address=post.address or "",
            company=self._policy().company.name,
            unsubscribe=post.unsubscribe_link(mail.customer_id),
        )
        raw = letter(mail, sender, follows, self._clock.now())
        heard = await self._server.send(sendable(sender.address) or "", mail.to_address, raw, begin)
        return Sent(heard, self._server.reached, self._server.closed)


def _to_mend(problem: Exception) -> Closed | None:
    """What a person must mend; None for what may pass by itself."""
    if isinstance(problem, SMTPAuthenticationError):
        return Closed.PASSWORD if problem.code >= 500 else None
    if isinstance(problem, NoLogin):
        return Closed.NO_LOGIN
    if isinstance(problem, Unencrypted):
        return Closed.UNENCRYPTED
    return Closed.CERTIFICATE if _certificate(problem) else None


def _certificate(problem: Exception) -> ssl.SSLCertVerificationError | None:
    """Why the certificate of the server is not trusted, where that is the trouble."""
    causes = (problem, problem.__cause__)
    return next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None)


def _words(problem: Exception) -> str:
    """One line for people: the server's own words with their number, or what happened to the connection."""
    if wrong := _certificate(problem):
        said = f"its certificate is not trusted: {wrong.verify_message}"
    elif isinstance(problem, SMTPResponseException):
        said = f"{problem.code} {problem.message}"
    else:
        said = str(problem) or type(problem).__name__
    return " ".join(said.split())[:500]
