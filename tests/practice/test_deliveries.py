"""When the bot does not answer as Slack wants, the person sees it, and events come again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from practice.signing import signed_headers
from tests.practice.conftest import BUTTON, FEEDBACK, bolt_app, connected, modal
from tests.workspace import Slack

Start = Callable[[Callable[[web.Request], Any]], Awaitable[None]]


def test_the_signature_is_slacks_published_example() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
        b"96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = signed_headers("8f742231b10e8888abcd99yyyzzz85a5", body, 1531420618)
    assert headers["X-Slack-Signature"] == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_every_http_delivery_is_signed_and_fresh(server: PracticeServer, slack: Slack, answering: Start) -> None:
    verified: list[bool] = []

    async def handler(request: web.Request) -> web.Response:
        verifier = SignatureVerifier(server.config.signing_secret)
        verified.append(verifier.is_valid_request(await request.read(), dict(request.headers)))
        return web.Response()

    await answering(handler)
    await slack.forward(hours=400)
    await slack.person("Ana").command("/loop")
    assert verified == [True]


@pytest.fixture
async def silent(server: PracticeServer, answering: Start) -> None:
    """A bot that takes everything and never acknowledges in time."""
    server.config.ack_timeout = 0.05

    async def handler(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.Response()

    await answering(handler)


@pytest.mark.usefixtures("silent")
async def test_without_an_ack_the_person_who_clicked_sees_it(client: AsyncWebClient, slack: Slack) -> None:
    await client.chat_postMessage(channel=FEEDBACK, text="a card", blocks=[BUTTON])
    card = await slack.channel("#customer-feedback").expect_card("a card")
    answer = await card.click("Claim", by=slack.person("Ana"))
    assert answer["error"] == "operation_timeout"
    await slack.person("Ana").expect_toast("didn’t respond")
    assert await slack.person("Jonas").toasts() == []


@pytest.mark.usefixtures("silent")
async def test_without_an_ack_a_command_says_operation_timeout(slack: Slack) -> None:
    await slack.person("Ana").command("/loop mine")
    await slack.person("Ana").expect_toast("/loop failed with the error “operation_timeout”")


async def test_without_a_bot_a_command_says_dispatch_failed(slack: Slack) -> None:
    await slack.person("Ana").command("/loop mine")
    await slack.person("Ana").expect_toast("/loop failed with the error “dispatch_failed”")


async def test_without_an_ack_a_form_stays_open_with_what_was_typed(
    server: PracticeServer, client: AsyncWebClient, slack: Slack
) -> None:
    app = bolt_app(server)

    @app.shortcut("open")
    async def opened(ack: Any, body: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("form")
    async def submitted(ack: Any) -> None:
        """Forgets to acknowledge."""

    async with connected(app, server, "socket"):
        ana = slack.person("Ana")
        await ana.shortcut("open")
        window = (await ana.modal("Close")).fill("Note", "x")
        server.config.ack_timeout = 0.05
        await window.submit()
        await ana.expect_toast("We had some trouble connecting. Try again?")
        assert (await ana.modal("Close")).value("Note") == "x"


async def test_an_unheard_event_comes_again_at_once_after_a_minute_and_after_five(
    slack: Slack, answering: Start
) -> None:
    heard: asyncio.Queue[tuple[str | None, str | None, str]] = asyncio.Queue()

    async def handler(request: web.Request) -> web.Response:
        headers, body = request.headers, await request.json()
        heard.put_nowait((headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason"), body["event_id"]))
        return web.Response(status=500)

    await answering(handler)
    await slack.post("home", **{"as": "U0ANA"})
    first, second = await heard.get(), await heard.get()
    assert (first[:2], second[:2]) == ((None, None), ("1", "http_error"))
    await slack.quiet(0.05)
    assert heard.empty()
    await slack.forward(minutes=1)
    assert (await heard.get())[0] == "2"
    await slack.quiet(0.05)
    await slack.forward(minutes=5)
    last = await heard.get()
    assert (last[0], last[2]) == ("3", first[2])


async def test_x_slack_no_retry_ends_it(slack: Slack, answering: Start) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=500, headers={"x-slack-no-retry": "1"})

    await answering(handler)
    await slack.post("home", **{"as": "U0ANA"})
    await slack.quiet(0.05)
    assert len(await slack.deliveries()) == 1


async def test_events_that_the_app_did_not_subscribe_to_are_not_sent(server: PracticeServer, slack: Slack) -> None:
    server.workspace.events = frozenset({"app_mention"})
    await slack.post("home", **{"as": "U0ANA"})
    await slack.person("Ana").says("nobody is mentioned", FEEDBACK)
    await slack.quiet(0.02)
    assert await slack.deliveries() == []
