"""kill -9 while a mail is on the line: nobody knows whether it arrived, so no machine sends it again."""

import asyncio
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.clock import Clock
from handlers.mails import queue
from practice.mailbox import Mailbox
from practice.server import PracticeServer
from storage.database import Store
from tests.crashes.program import start
from tests.databases import Database
from tests.storage.test_mails import POST, outgoing


class Silent(Mailbox):
    """It takes every word of a mail, and then says nothing."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        await asyncio.Event().wait()
        return ""


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_mail_on_the_line_when_the_power_goes_is_a_persons_to_decide(
    tmp_path: Path, database: Database, slack_server: PracticeServer
) -> None:
    store, clock = Store(database.url), Clock()
    await store.write(queue, POST, await store.write(outgoing), clock.now())
    store.close()
    has_it = asyncio.Event()
    mailbox = Silent(lambda: clock.now().timestamp(), has_it.set)
    async with mailbox.open():
        by_mail = {"SMTP_URL": mailbox.url, "MAIL_FROM": "care@acme.example"}
        bot = await start(tmp_path, database, slack_server, **by_mail)
        async with asyncio.timeout(60):
            await has_it.wait()
        await bot.kill()
        assert database.ask("SELECT state FROM mails") == ["sending"]

        again = await start(tmp_path, database, slack_server, **by_mail)
        await again.says("mails on the line when the last run ended: 1")
        assert await again.end() == 0
    assert database.ask("SELECT state FROM mails") == ["uncertain"]
    assert database.ask("SELECT count(*) FROM case_events WHERE what = 'mail_uncertain'") == [1]
    assert len(mailbox.letters) == 1
