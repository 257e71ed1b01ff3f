"""A practice workspace for each test, the real slack_sdk client, and a real Bolt app over both transports."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer, running
from practice.workspace import Config
from tests.workspace import Slack

Json = dict[str, Any]
FEEDBACK, ACCOUNTS, ADMINS, GENERAL = "C0FEEDBACK", "C0ACCOUNTS", "C0ADMINS", "C0GENERAL"

BUTTON: Json = {
    "type": "actions",
    "block_id": "acts",
    "elements": [
        {"type": "button", "action_id": "claim", "value": "7", "text": {"type": "plain_text", "text": "Claim"}},
        {
            "type": "overflow",
            "action_id": "more",
            "options": [{"text": {"type": "plain_text", "text": "Hand over"}, "value": "hand-over"}],
        },
    ],
}
NOTE_FIELD: Json = {
    "type": "input",
    "block_id": "note",
    "label": {"type": "plain_text", "text": "Note"},
    "element": {"type": "plain_text_input", "action_id": "text"},
}


def modal(*blocks: Json, title: str = "Close case", **more: object) -> Json:
    """A modal view with a submit button and these blocks (a note field when none are given)."""
    words = {"type": "plain_text", "text": title}
    submit = {"type": "plain_text", "text": "Send"}
    view: Json = {"type": "modal", "callback_id": "form", "title": words, "submit": submit}
    return {**view, "blocks": list(blocks) or [NOTE_FIELD], **more}


def client_of(server: PracticeServer, token: str | None = None) -> AsyncWebClient:
    """The real client, without its own retries: what Slack says comes through."""
    return AsyncWebClient(token=token or server.config.bot_token, base_url=server.api_url, retry_handlers=[])


async def refusal(call: Awaitable[Any]) -> Json:
    """The answer of a call that Slack must refuse."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: Json = caught.value.response.data
    return answer


async def error_of(call: Awaitable[Any]) -> str:
    return str((await refusal(call))["error"])


@pytest.fixture
async def server() -> AsyncIterator[PracticeServer]:
    async with running(Config()) as practice_server:
        yield practice_server


@pytest.fixture
async def slack(server: PracticeServer) -> AsyncIterator[Slack]:
    async with Slack(server.url) as workspace:
        yield workspace


@pytest.fixture
def client(server: PracticeServer) -> AsyncWebClient:
    return client_of(server)


def bolt_app(server: PracticeServer) -> AsyncApp:
    return AsyncApp(signing_secret=server.config.signing_secret, client=client_of(server))


@asynccontextmanager
async def connected(app: AsyncApp, server: PracticeServer, transport: str) -> AsyncIterator[None]:
    """Connects a Bolt app by Socket Mode (`socket`) or by signed HTTP (`http`)."""
    if transport == "socket":
        handler = AsyncSocketModeHandler(app, server.config.app_token, web_client=client_of(server))
        await handler.connect_async()
        await asyncio.wait_for(server.deliveries.sockets.connected.wait(), 60)
        try:
            yield
        finally:
            await handler.close_async()
        return
    runner = web.AppRunner(app.server(port=0, path="/slack/events").web_app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.config.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> str:
    """Both ways in which Slack reaches a bot."""
    return str(request.param)


@pytest.fixture
async def answering(server: PracticeServer) -> AsyncIterator[Callable[[Callable[[web.Request], Any]], Awaitable[None]]]:
    """Starts a bare HTTP bot with one handler for everything: for answers that Bolt would never give."""
    runners: list[web.AppRunner] = []

    async def start(handler: Callable[[web.Request], Any]) -> None:
        app = web.Application()
        app.router.add_post("/slack/events", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.config.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        runners.append(runner)

    yield start
    for runner in runners:
        await runner.cleanup()
