"""`loopwell web` and `loopwell worker`: two processes over one PostgreSQL are one bot."""

import asyncio
from pathlib import Path

import pytest

from practice.config import Config
from practice.server import running
from tests.crashes.program import answer, post_all, start
from tests.databases import Database
from tests.workspace import Slack

SECONDS = 60  # a limit on hanging, not on speed


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_what_comes_in_at_web_is_shown_by_the_worker_and_a_click_reaches_whoever_listens(
    tmp_path: Path, bare_database: Database, transport: str
) -> None:
    """They are started at the same moment on an empty database, as a Procfile does."""
    config = Config(ack_timeout=60, trigger_life=60)
    told = {"SLACK_APP_TOKEN": config.app_token} if transport == "socket" else {}
    async with running(config) as server, Slack(server.url) as slack:
        halves = (start(tmp_path, bare_database, server, part, **told) for part in ("web", "worker"))
        web, worker = await asyncio.gather(*halves)
        if transport == "socket":
            async with asyncio.timeout(SECONDS):
                await server.deliveries.sockets.connected.wait()
        async with asyncio.timeout(SECONDS):
            assert [one.code for one in await post_all(web, [answer(1, 1)])] == [202]
            card = await slack.channel("#customer-feedback").expect_card("3 of 10")
            assert await card.click("Claim", by=slack.person("Ana")) == {"ok": True}
            await card.expect("claimed by Ana Popescu")
            assert [one.code for one in await post_all(web, [answer(2, 1, "and rude")])] == [202]
            await card.expect("and rude")
        assert await web.end() == await worker.end() == 0
        assert bare_database.ask("SELECT owner FROM cases") == [slack.person("Ana").id]
        for half in (web, worker):
            assert not [line for line in half.lines if "Traceback" in line or "password" in line]
