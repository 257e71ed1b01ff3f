"""Mail over an encrypted line and with a password, against a real server with a certificate of its own."""

import asyncio
import logging
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.clock import Clock
from bot.mail import ByMail, MailServer, Patience
from bot.metrics import Metrics
from bot.outbox import Outbox
from handlers.mails import queue
from playbooks.mails import MailState, Way
from playbooks.outbox import Answer, Closed, Heard
from storage import incidents, mails
from storage.database import Store
from tests.databases import Database
from tests.flows.waiting import until
from tests.loop import policy_with
from tests.storage.test_mails import POST, outgoing

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")
LETTER = b"Subject: Hello\r\nFrom: care@acme.example\r\nTo: tom@tidewater.example\r\n\r\nHello\r\n"
USER, PASSWORD = "care@acme.example", "p/ss:w@rd"
LOGIN = "care%40acme.example:p%2Fss%3Aw%40rd"
COMPANY = {"name": "Acme", "admins": ["U0ADA"]}
QUICK = Patience(connect=5, command=5, letter=5)


class Guarded:
    """A mail server that takes letters over an encrypted line only, and only from who knows the password."""

    def __init__(self, folder: Path) -> None:
        self.certificate, self._key = folder / "server.pem", folder / "key.pem"
        self.password = PASSWORD
        self.letters: list[bytes] = []
        self.tried: list[str] = []
        make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        place = ["-keyout", str(self._key), "-out", str(self.certificate), "-days", "3650"]
        name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,DNS:mail.localhost"]
        subprocess.run([*make, *place, *name], check=True, capture_output=True)

    def _login(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, told: object) -> AuthResult:
        assert isinstance(told, LoginPassword)
        self.tried.append(told.password.decode())
        right = (told.login.decode(), told.password.decode()) == (USER, self.password)
        return AuthResult(success=right, handled=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(server.transport, asyncio.Transport)
        assert server.transport.get_extra_info("ssl_object") is not None
        assert isinstance(envelope.content, bytes)
        self.letters.append(envelope.content)
        return "250 OK"

    @asynccontextmanager
    async def open(self, scheme: str) -> AsyncIterator[str]:
        """Its address without user and password, until the block ends."""
        line = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        line.load_cert_chain(self.certificate, self._key)
        late = {"tls_context": line, "require_starttls": True} if scheme == "smtp" else {"auth_require_tls": False}

        def meet() -> SMTP:
            return SMTP(self, hostname="mail.example", auth_required=True, authenticator=self._login, **late)

        loop = asyncio.get_running_loop()
        server = await loop.create_server(meet, "127.0.0.1", 0, ssl=line if scheme == "smtps" else None)
        async with server:
            yield f"localhost:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    return Guarded(tmp_path)


@pytest.fixture
def trusted(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the server's certificate, as an admin has it do."""
    monkeypatch.setenv("SSL_CERT_FILE", str(guarded.certificate))


async def send(server: MailServer) -> Heard | None:
    async def begin() -> bool:
        return True

    return await server.send("care@acme.example", "tom@tidewater.example", LETTER, begin)


@pytest.mark.usefixtures("trusted")
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # aiosmtpd does not see the TLS below it
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_letter_goes_over_an_encrypted_line_with_our_password(guarded: Guarded, scheme: str) -> None:
    """`smtp://` begins in the clear and encrypts before the password. @, / and : in user and password are %xx."""
    async with guarded.open(scheme) as place:
        server = MailServer(f"{scheme}://{LOGIN}@{place}", QUICK)
        heard = await send(server)
        assert heard is not None
        assert (heard.answer, server.reached, server.closed) == (Answer.ACCEPTED, True, None)
        assert [b"Hello" in letter for letter in guarded.letters] == [True]

        wrong = MailServer(f"{scheme}://care%40acme.example:guess@{place}", QUICK)
        heard = await send(wrong)
        assert heard is not None
        assert (heard.answer, wrong.reached, wrong.closed) == (Answer.LATER, False, Closed.PASSWORD)
        assert "535" in heard.words
        assert "guess" not in heard.words
        assert len(guarded.letters) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_server_that_cannot_prove_who_it_is_gets_neither_password_nor_letter(
    guarded: Guarded, scheme: str
) -> None:
    """Whoever stands between us and the mail server could otherwise read every customer's mail."""
    async with guarded.open(scheme) as place:
        server = MailServer(f"{scheme}://{LOGIN}@{place}", QUICK)
        heard = await send(server)
    assert heard is not None
    assert (heard.answer, server.reached, server.closed) == (Answer.LATER, False, Closed.CERTIFICATE)
    assert heard.words == "its certificate is not trusted: self-signed certificate"
    assert (guarded.tried, guarded.letters) == ([], [])


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_wrong_password_is_told_and_the_mail_waits_until_it_is_mended(
    guarded: Guarded, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody looks into the mail server's log: the admins, `/readyz` and our own log say what is wrong, once."""
    store, clock, policy = Store(database.url), Clock(), policy_with({"company": COMPANY})
    await store.write(queue, POST, await store.write(outgoing), clock.now())
    guarded.password = "changed by somebody"

    async def told() -> list[str] | None:
        return list((await store.read(incidents.current)).values()) or None

    async def sent() -> bool | None:
        mail = await store.read(mails.find, 1)
        return (mail is not None and mail.state is MailState.SENT and not await told()) or None

    async with guarded.open("smtp") as place:
        way = ByMail(MailServer(f"smtp://{LOGIN}@{place}", QUICK), clock, lambda: policy, lambda: POST)
        outbox = Outbox(store, clock, Metrics(), lambda: policy, {Way.MAIL: way})
        running = asyncio.create_task(outbox.run())
        with caplog.at_level(logging.ERROR):
            (sentence,) = await until(told)
        waits = await store.read(mails.find, 1)
        guarded.password = PASSWORD
        clock.forward(timedelta(minutes=2))
        outbox.wake()
        await until(sent)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    notices = database.ask("SELECT target FROM notices")
    store.close()
    assert waits is not None
    assert waits.state is MailState.WAITING
    assert sentence.startswith("No mail goes out: the mail server does not take our user or password.")
    assert "535" in sentence
    assert notices == ["U0ADA"]
    assert [said for said in caplog.messages if "sending by mail failed" in said and "535" in said]
    assert PASSWORD not in caplog.text
    assert len(guarded.letters) == 1
