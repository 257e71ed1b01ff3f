"""The page for people: what it serves, and the survey panel's two routes."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from practice.page import STATIC
from practice.server import running
from practice.sources import SOURCES
from practice.workspace import Config

SCRIPTS = sorted((STATIC / "js").glob("*.js"))


@pytest.fixture
async def bot() -> AsyncIterator[str]:
    """A bot that takes every survey."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"status": "accepted"}, status=202)

    app = web.Application()
    app.router.add_post("/surveys/{source}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_the_page_and_all_that_it_names_are_served_and_nothing_may_come_from_elsewhere() -> None:
    async with running() as server, aiohttp.ClientSession(server.url) as session:
        async with session.get("/") as answer:
            page = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for path in re.findall(r'(?:href|src)="(/[^"]+)"', page):
            async with session.get(path) as answer:
                assert answer.status == 200, path


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_never_reads_markup_and_names_files_that_exist(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 250
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    for name in re.findall(r'from "\./([^"]+)"', text):
        assert (STATIC / "js" / name).is_file(), name


async def test_the_panel_is_offered_every_source_and_no_secret() -> None:
    async with (
        running() as server,
        aiohttp.ClientSession(server.url) as session,
        session.get("/practice/providers") as answer,
    ):
        offered = await answer.json()
    assert [source["name"] for source in offered["sources"]] == list(SOURCES)
    assert not any(source.secret in str(offered) for source in SOURCES.values())
    assert all(source["comments"] for source in offered["sources"])
    assert len(offered["customers"]) == 12


async def test_a_survey_is_sent_to_the_bot_and_its_answer_comes_back(bot: str) -> None:
    wish = {"source": "shop", "score": 5, "comment": "Quick.", "email": "tom@baker.example", "name": "Tom"}
    async with (
        running(Config(bot_url=bot)) as server,
        aiohttp.ClientSession(server.url) as session,
        session.post("/practice/surveys", json=wish) as answer,
    ):
        assert await answer.json() == {"ok": True, "answers": [{"status": 202, "body": {"status": "accepted"}}]}


@pytest.mark.parametrize("wish", [{"source": "shop", "score": 9}, {}, [], "x"])
async def test_a_survey_that_cannot_be_is_refused_in_words(bot: str, wish: object) -> None:
    async with (
        running(Config(bot_url=bot)) as server,
        aiohttp.ClientSession(server.url) as session,
        session.post("/practice/surveys", json=wish) as answer,
    ):
        refusal = await answer.json()
        assert answer.status == 400
    assert refusal["error"] == "bad_survey"
    assert refusal["message"]


async def test_without_a_bot_the_panel_says_what_is_missing() -> None:
    async with (
        running() as server,
        aiohttp.ClientSession(server.url) as session,
        session.post("/practice/surveys", json={"source": "shop", "score": 5}) as answer,
    ):
        assert answer.status == 400
        assert "--bot-url" in (await answer.json())["message"]
