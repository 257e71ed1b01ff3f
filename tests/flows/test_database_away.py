"""The database goes away and comes back: who asks meanwhile is told so, and nothing is lost or said twice."""

import asyncio
import gc
import logging
import sqlite3
from contextlib import closing

import pytest

from tests.databases import Database
from tests.flows.waiting import problems, until, until_ready
from tests.loop import Loop


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_a_failover_between_two_surveys_is_not_noticed(loop: Loop, database: Database) -> None:
    """Providers and people need not know when a database server is replaced at night."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    assert database.server_of().cut(database.name)
    sent = await loop.survey("nps-email", 2, email="other@example.com")
    assert sent.answers[0]["status"] == 202
    await loop.feedback.expect_card("2 of 10")
    database.server_of().cut(database.name)
    assert await card.click("Claim", by=loop.ana) == {"ok": True}
    await card.expect("claimed by Ana Popescu")
    assert len(await loop.feedback.cards()) == 2


@pytest.mark.parametrize("kind", ["postgresql"])
async def test_while_it_may_only_be_read_a_channel_is_tried_now_and_then(
    loop: Loop, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a failover, when we were led to the wrong one. Slack is not asked without end what it shows."""
    server, setting = database.server_of(), f"ALTER DATABASE {database.name} SET default_transaction_read_only"
    await loop.slack.fault("stall", method="chat.postMessage", seconds=3, times=1)
    await loop.survey("nps-email", 3)

    async def on_its_way() -> bool | None:
        return any(call["method"] == "chat.postMessage" for call in loop.server.workspace.calls) or None

    await until(on_its_way)
    server.admin.execute(f"{setting} = on")
    server.cut(database.name)
    await loop.feedback.expect_card("3 of 10")

    def named() -> list[str]:
        return [line for line in caplog.messages if line.startswith("delivery to ")]

    async def noticed() -> bool | None:
        return bool(named()) or None

    await until(noticed)
    await loop.slack.quiet(1.5)
    assert len(named()) == 1
    server.admin.execute(f"{setting} = off")
    server.cut(database.name)
    await loop.survey("nps-email", 2, email="other@example.com")
    await loop.feedback.expect_card("2 of 10")
    assert len(await loop.feedback.cards()) == 2


async def test_while_it_is_away_everybody_is_told_and_afterwards_it_goes_on(loop: Loop, database: Database) -> None:
    """A provider that hears 503 comes again; a person who hears nothing does not."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    for table in ("deliveries", "cases", "cards", "customers"):
        database.do(f"ALTER TABLE {table} RENAME TO lost_{table}")
    sent = await loop.survey("nps-email", 2, email="other@example.com")
    assert sent.answers[0] == {"status": 503, "body": {"status": "unavailable"}}
    for path in ("metrics", "customers/1"):
        headers = {"Authorization": f"Bearer {loop.settings.api_token}"}
        async with loop.http.get(f"{loop.url}/{path}", headers=headers) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    async with loop.http.get(f"{loop.url}/readyz") as answer:
        told = await answer.json()
    assert answer.status == 503
    assert told["problems"][0].startswith("the database does not answer: ")
    assert await card.click("Claim", by=loop.ana) == {"ok": True}
    for table in ("deliveries", "cases", "cards", "customers"):
        database.do(f"ALTER TABLE lost_{table} RENAME TO {table}")
    await sent.again()
    assert sent.answers[1]["status"] == 202
    await loop.feedback.expect_card("2 of 10")
    assert await card.click("Claim", by=loop.ana) == {"ok": True}
    await card.expect("claimed by Ana Popescu")


async def test_a_long_outage_is_named_once_and_so_is_its_end(
    loop: Loop, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Who reads the log in the morning sees what happened at night, and not ten thousand lines."""
    caplog.set_level(logging.INFO, "loopwell")
    away = ("deliveries", "cases", "cards", "nags")
    for table in away:
        database.do(f"ALTER TABLE {table} RENAME TO lost_{table}")
    for _time in range(4):
        await loop.forward(minutes=1)
        await (await loop.http.get(f"{loop.url}/metrics")).read()
        sent = await loop.survey("nps-email", 2)

    async def noticed() -> bool | None:
        return any(line.startswith("looking for what waits failed") for line in caplog.messages) or None

    await until(noticed)
    for table in away:
        database.do(f"ALTER TABLE lost_{table} RENAME TO {table}")
    await sent.again()
    await loop.feedback.expect_card("2 of 10")
    await loop.forward(minutes=1)
    await (await loop.http.get(f"{loop.url}/metrics")).read()
    begun = sorted(line.partition(" failed")[0] for line in caplog.messages if " failed, and is tried again" in line)
    ended = sorted(line.partition(" works")[0] for line in caplog.messages if line.endswith(" works again"))
    assert begun == ended == sorted(set(begun))
    assert {"storing deliveries", "reminding", "answering GET /metrics"} <= set(begun)


async def nobody_tries_to_store() -> bool | None:
    tried = [task for task in asyncio.all_tasks() if "Store.note" in str(task.get_coro())]
    return None if tried else True


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_ready_says_that_nothing_can_be_stored_though_all_can_be_read(
    loop: Loop, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody holds the file: whoever watches the bot would see nothing while every survey is refused. That is told
    where it was asked: a traceback in the log each time would hide the one that matters."""
    await until_ready(loop)
    with closing(sqlite3.connect(database.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "the database does not answer" in str(await problems(loop))
        async with loop.http.get(f"{loop.url}/healthz") as answer:
            assert answer.status == 200
        await until(nobody_tries_to_store)
        other.execute("ROLLBACK")
    await until_ready(loop)
    gc.collect()
    assert not [line for line in caplog.messages if "never retrieved" in line]


async def test_a_card_that_was_posted_while_it_was_away_is_not_posted_again(loop: Loop, database: Database) -> None:
    """Slack has it, and only our note of that was lost."""
    await loop.slack.fault("stall", method="chat.postMessage", seconds=1, times=1)
    await loop.survey("nps-email", 3)
    await loop.slack.expect_calls("chat.postMessage", 1)
    database.do("ALTER TABLE cards RENAME TO lost")
    await loop.feedback.expect_card("3 of 10")
    async with loop.http.get(f"{loop.url}/readyz") as answer:
        assert answer.status == 503
    await loop.slack.quiet(0.5)
    database.do("ALTER TABLE lost RENAME TO cards")
    await loop.survey("nps-email", 2, email="other@example.com")
    await loop.feedback.expect_card("2 of 10")

    async def known() -> bool | None:
        return database.ask("SELECT count(*) FROM cards WHERE ts IS NULL") == [0] or None

    await until(known)
    assert len(await loop.feedback.cards()) == 2
