"""kill -9: whatever was answered with 2xx is in the database, whole, and people see each card once afterwards."""

import asyncio
from pathlib import Path

import aiohttp

from practice.server import PracticeServer
from tests.crashes.program import Posted, Program, answer, post, post_all, shown, start
from tests.databases import Database

RESPONSES, CUSTOMERS = 500, 100


def cards_in(slack: PracticeServer) -> list[int]:
    """The cases whose cards stand in the channel."""
    messages = slack.workspace.conversations["C0FEEDBACK"].messages
    return sorted(one.metadata["event_payload"]["case"] for one in messages if one.metadata)


async def slack_takes_nothing(slack: PracticeServer) -> None:
    async with aiohttp.ClientSession() as session:
        await session.post(f"{slack.url}practice/faults", json={"kind": "rate_limited", "retry_after": 3600})


async def slack_is_back(slack: PracticeServer) -> None:
    async with aiohttp.ClientSession() as session:
        await session.delete(f"{slack.url}practice/faults")


async def test_a_thousand_deliveries_survive_a_kill_and_each_card_comes_once(
    tmp_path: Path, database: Database, slack_server: PracticeServer
) -> None:
    bot = await start(tmp_path, database, slack_server)
    await slack_takes_nothing(slack_server)
    said = [answer(number, number % CUSTOMERS) for number in range(RESPONSES)]
    late = [answer(number, number % CUSTOMERS, "slow and rude") for number in range(0, RESPONSES, 2)]
    repeated = said[1::2]
    posted = await post_all(bot, [*said, *late, *repeated])
    await bot.kill()

    assert len(posted) == 1000
    assert sorted(one.status for one in posted) == ["accepted"] * 750 + ["duplicate"] * 250
    assert {(one.code, one.status) for one in posted} == {(202, "accepted"), (200, "duplicate")}
    assert database.sound()
    assert database.ask("SELECT count(*) FROM responses") == [RESPONSES]
    assert database.ask("SELECT count(DISTINCT external_id) FROM responses WHERE case_id IS NOT NULL") == [RESPONSES]
    assert database.ask("SELECT count(*) FROM customers") == [CUSTOMERS]
    assert database.ask("SELECT count(*) FROM cases") == [CUSTOMERS]
    assert database.ask("SELECT count(DISTINCT customer_id) FROM cases") == [CUSTOMERS]
    assert database.ask("SELECT count(*) FROM deliveries") == [750]
    assert database.ask("SELECT count(*) FROM cards WHERE wanted > shown AND ts IS NULL") == [CUSTOMERS]
    assert cards_in(slack_server) == []

    await slack_is_back(slack_server)
    again = await start(tmp_path, database, slack_server)
    await shown(again)
    await again.kill()
    third = await start(tmp_path, database, slack_server)
    await shown(third)
    assert await third.end() == 0
    assert cards_in(slack_server) == sorted(database.ask("SELECT id FROM cases"))


async def test_whatever_was_answered_before_the_kill_is_kept(
    tmp_path: Path, database: Database, slack_server: PracticeServer
) -> None:
    promised: set[str] = set()
    for life in range(2):
        bot = await start(tmp_path, database, slack_server)
        posted = await killed_in_the_middle(bot, first=life * 1000)
        promised |= {one.id for one in posted if one.code in (200, 202)}
        assert any(one.code == 0 for one in posted), "the kill came too late to say anything"
        assert database.sound()
        assert promised <= set(database.ask("SELECT external_id FROM responses"))
        assert database.ask("SELECT count(*) FROM responses WHERE case_id IS NULL") == [0]
        assert database.ask("SELECT id FROM cases ORDER BY id") == database.ask(
            "SELECT case_id FROM cards ORDER BY case_id"
        )
    assert len(promised) >= 2 * 60


async def killed_in_the_middle(bot: Program, first: int) -> list[Posted]:
    """Customers answer without end, twenty at a time; after sixty promises the power goes."""
    numbers = iter(range(first, first + 900))
    posted: list[Posted] = []
    enough = asyncio.Event()

    async def customer(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            posted.append(await post(session, bot, answer(number, number % 40)))
            if len(posted) >= 60:
                enough.set()
            if posted[-1].code == 0:
                return

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        customers = [asyncio.create_task(customer(session)) for _ in range(20)]
        async with asyncio.timeout(60):
            await enough.wait()
        await bot.kill()
        await asyncio.gather(*customers)
    return posted
