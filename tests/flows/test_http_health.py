"""Health: what a machine that watches over the bot can ask."""

import asyncio

from tests.databases import Database
from tests.flows.test_http_surveys import metric
from tests.flows.waiting import problems
from tests.loop import Loop


async def test_alive_and_able_to_work(loop: Loop) -> None:
    """A supervisor restarts what does not say so."""
    for path, status in [("healthz", "ok"), ("readyz", "ready")]:
        async with loop.http.get(f"{loop.url}/{path}") as answer:
            assert answer.status == 200
            assert (await answer.json())["status"] == status


async def test_surveys_are_taken_before_slack_has_answered_and_that_is_not_called_ready(loop: Loop) -> None:
    """After a crash customers knock at once. Whoever watches over the bot sees that it does not deliver yet."""
    await loop.stop()
    await loop.slack.fault("stall", method="auth.test", seconds=20)
    starting = asyncio.create_task(loop.start())
    await loop.slack.expect_calls("auth.test", 2)
    assert (await loop.survey("nps-email", 3)).answers[0]["status"] == 202
    assert "starting" in (await problems(loop))[0]
    starting.cancel()
    await asyncio.wait([starting])
    await loop.slack.behave()
    await loop.start()
    assert await problems(loop) == []
    await loop.feedback.expect_card("3 of 10")


async def test_a_broken_database_is_named(loop: Loop, database: Database) -> None:
    """ "Not ready" alone helps nobody at three in the morning."""
    database.do("ALTER TABLE cards RENAME TO lost")
    async with loop.http.get(f"{loop.url}/readyz") as answer:
        assert answer.status == 503
        told = await answer.json()
    assert told["status"] == "not ready"
    assert "database" in told["problems"][0]
    async with loop.http.get(f"{loop.url}/healthz") as answer:
        assert answer.status == 200


async def test_what_waits_and_what_was_shown_is_counted(loop: Loop) -> None:
    """A queue that grows is seen before a customer complains."""
    await loop.survey("nps-email", 3)
    await loop.feedback.expect_card("3 of 10")
    await loop.slack.quiet(0.05)
    assert await metric(loop, "loopwell_cards_shown_total") == 1
    assert await metric(loop, "loopwell_cards_waiting") == 0
    await loop.slack.fault("error", method="chat.postMessage", error="internal_error")
    await loop.survey("nps-email", 2, email="other@example.com")
    await loop.slack.expect_calls("chat.postMessage", 2)
    assert await metric(loop, "loopwell_cards_waiting") == 1


async def test_an_unknown_path_is_not_found(loop: Loop) -> None:
    async with loop.http.get(f"{loop.url}/admin") as answer:
        assert answer.status == 404


async def test_a_database_that_was_away_does_not_end_delivery(loop: Loop, database: Database) -> None:
    """A bot that lives and says nothing any more is noticed by the customers first."""
    database.do("ALTER TABLE cards RENAME TO lost")
    await loop.forward(minutes=1)
    async with loop.http.get(f"{loop.url}/readyz") as answer:
        assert answer.status == 503
    database.do("ALTER TABLE lost RENAME TO cards")
    await loop.survey("nps-email", 3)
    await loop.feedback.expect_card("3 of 10")


async def test_a_clock_that_is_moved_with_junk_says_what_it_wants_and_stays(loop: Loop) -> None:
    """Who writes a script against the demo sees what is wrong with it, and the demo goes on."""
    before = loop.clock.now()
    for junk in (b"", b"{", b"[]", b'{"seconds": "1"}', b'{"seconds": NaN}', b'{"seconds": 1e300}', b'{"seconds": -1}'):
        async with loop.http.post(f"{loop.url}/demo/clock", data=junk) as answer:
            assert answer.status == 400, junk
            assert "seconds" in (await answer.json())["reason"]
    headers = {"Content-Type": "application/json; charset=nonsense"}
    async with loop.http.post(f"{loop.url}/demo/clock", data=b"{}", headers=headers) as answer:
        assert answer.status == 400
    assert (loop.clock.now() - before).total_seconds() < 3600
    assert await problems(loop) == []
