"""The outbox goes on whatever one mail does to it."""

import asyncio
from contextlib import suppress

import pytest

from bot.clock import Clock
from bot.metrics import Metrics
from bot.outbox import Begin, Outbox, Sent
from handlers.mails import queue
from playbooks.mails import Mail, MailState, Way
from playbooks.outbox import Answer, Heard
from storage import mails
from storage.database import Store, StoreUnavailable
from tests.databases import Database
from tests.flows.waiting import until
from tests.loop import policy_with
from tests.storage.test_mails import POST, outgoing


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_mail_that_cannot_be_written_keeps_no_other_from_going(database: Database) -> None:
    """A mistake of ours costs one customer an answer, visibly; it must not cost it to all."""
    store, clock, policy = Store(database.url), Clock(), policy_with({})
    asked = await store.write(outgoing)
    await store.write(queue, POST, asked, clock.now())
    good = asyncio.Event()

    async def carry(mail: Mail, follows: tuple[str, ...], begin: Begin) -> Sent:
        if mail.subject == "bad":
            raise ValueError("odd words")
        assert await begin()
        good.set()
        return Sent(Heard(Answer.ACCEPTED))

    await store.write(lambda db: mails.settle(db, 1, MailState.WAITING, None, subject="bad"))
    outbox = Outbox(store, clock, Metrics(), lambda: policy, {Way.MAIL: carry})
    loop = asyncio.get_running_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(outbox.wake)

    store.after_commit = wake
    running = asyncio.create_task(outbox.run())
    await store.write(lambda db: queue(db, POST, type(asked)(**{**vars(asked), "key": "reply:1:3"}), clock.now()))
    async with asyncio.timeout(60):
        await good.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    first = await store.read(mails.find, 1)
    store.close()
    assert first is not None
    assert (first.state, first.problem) == (MailState.WAITING, "a mistake of ours: ValueError")


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_database_that_goes_away_just_before_the_words_loses_no_mail(database: Database) -> None:
    """The mark was saved and its answer was lost: a mail that stays marked would wait until somebody restarts us."""
    store, clock, policy = Store(database.url), Clock(), policy_with({})
    await store.write(queue, POST, await store.write(outgoing), clock.now())
    tried = asyncio.Event()

    async def carry(mail: Mail, follows: tuple[str, ...], begin: Begin) -> Sent:
        assert await begin()
        tried.set()
        raise StoreUnavailable("the answer of the commit was lost")

    async def waiting() -> Mail | None:
        found = await store.read(mails.find, 1)
        return found if found and found.state is MailState.WAITING else None

    outbox = Outbox(store, clock, Metrics(), lambda: policy, {Way.MAIL: carry})
    running = asyncio.create_task(outbox.run())
    async with asyncio.timeout(60):
        await tried.wait()
    left = await until(waiting)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    store.close()
    assert left.problem == "our own database was away"
