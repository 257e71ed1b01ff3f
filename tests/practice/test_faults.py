"""Slack misbehaves when told to, so that tests can see that nothing is lost or said twice."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from tests.practice.conftest import ACCOUNTS, FEEDBACK, bolt_app, client_of, connected, error_of
from tests.workspace import Refused, Slack


async def post(client: AsyncWebClient, text: str = "a card", channel: str = FEEDBACK) -> Any:
    return await client.chat_postMessage(channel=channel, text=text)


@pytest.mark.parametrize(
    ("kind", "posted"),
    [("server_error_before", 0), ("server_error_after", 1), ("drop_before", 0), ("drop_after", 1), ("garbage", 0)],
)
async def test_a_lost_answer_leaves_the_message_posted_or_not(
    client: AsyncWebClient, slack: Slack, kind: str, posted: int
) -> None:
    await slack.fault(kind, method="chat.postMessage", times=1)
    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await post(client)
    assert len(await slack.channel("#customer-feedback").messages()) == posted
    await post(client)


async def test_a_429_is_for_one_channel_and_as_often_as_told(client: AsyncWebClient, slack: Slack) -> None:
    await slack.fault("rate_limited", method="chat.postMessage", channel="#customer-feedback", retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await post(client)
        assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
        await post(client, channel=ACCOUNTS)
    await post(client)
    assert await slack.rate_limited() == 2


async def test_a_stall_delays_the_answer(client: AsyncWebClient, slack: Slack) -> None:
    await slack.fault("stall", method="chat.postMessage", seconds=30)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(post(client), 0.1)


async def test_any_error_of_slacks_can_be_told(client: AsyncWebClient, slack: Slack) -> None:
    await slack.fault("error", method="chat.postMessage", error="fatal_error")
    assert await error_of(post(client)) == "fatal_error"
    await client.users_info(user="U0ANA")
    await slack.behave()
    await post(client)


async def test_a_revoked_token_works_no_more_until_it_is_restored(client: AsyncWebClient, slack: Slack) -> None:
    await slack.fault("revoked")
    assert await error_of(client.auth_test()) == "token_revoked"
    await slack.behave()
    await slack.fault("revoked", error="account_inactive")
    assert await error_of(client.auth_test()) == "account_inactive"
    await slack.behave()
    await client.auth_test()


@pytest.mark.parametrize(
    ("kind", "error", "event"),
    [
        ("archived", "is_archived", "channel_archive"),
        ("gone", "channel_not_found", "channel_deleted"),
        ("bot_removed", "not_in_channel", "member_left_channel"),
        ("renamed", None, "channel_rename"),
    ],
)
async def test_a_channel_changes_and_the_bot_hears_of_it(
    server: PracticeServer, client: AsyncWebClient, slack: Slack, kind: str, error: str | None, event: str
) -> None:
    app, heard = bolt_app(server), asyncio.Queue[str]()

    @app.event(event)
    async def listen(event: Any) -> None:
        heard.put_nowait(event["type"])

    async with connected(app, server, "socket"):
        await slack.fault(kind, channel="#customer-feedback")
        assert await asyncio.wait_for(heard.get(), 60) == event
    if error:
        assert await error_of(post(client)) == error
    else:
        assert await error_of(post(client, channel="#customer-feedback")) == "channel_not_found"
    await slack.behave()
    await post(client, channel="#customer-feedback")


async def test_a_block_type_is_switched_off(client: AsyncWebClient, slack: Slack) -> None:
    await slack.fault("invalid_blocks", block="divider")
    assert (
        await error_of(client.chat_postMessage(channel=FEEDBACK, text="x", blocks=[{"type": "divider"}]))
        == "invalid_blocks"
    )
    await post(client)


async def test_the_last_delivery_is_sent_again(server: PracticeServer, slack: Slack) -> None:
    app, heard = bolt_app(server), asyncio.Queue[tuple[str, Any]]()

    @app.event("app_mention")
    async def listen(body: Any, request: Any) -> None:
        heard.put_nowait((body["event_id"], request.headers.get("x-slack-retry-num")))

    async with connected(app, server, "socket"):
        await slack.person("Ana").says("@loopwell hi", FEEDBACK)
        first = await asyncio.wait_for(heard.get(), 60)
        await slack.fault("replay_events", times=2)
        again = [await asyncio.wait_for(heard.get(), 60) for _ in range(2)]
    assert [event_id for event_id, _ in again] == [first[0]] * 2
    assert again[0][1] is not None


async def test_a_fault_that_does_not_exist_is_not_swallowed(slack: Slack) -> None:
    with pytest.raises(Refused, match="no fault"):
        await slack.fault("melted")
    with pytest.raises(Refused, match="unknown field"):
        await slack.fault("garbage", methods="chat.postMessage")
    with pytest.raises(Refused, match="no such channel"):
        await slack.fault("archived", channel="#nowhere")


async def test_the_log_tells_what_was_called(server: PracticeServer, slack: Slack) -> None:
    await post(client_of(server), "hello")
    (call,) = await slack.expect_calls("chat.postMessage")
    assert (call["ok"], call["arguments"]["text"], call["answer"]["channel"]) == (True, "hello", FEEDBACK)


async def test_somebody_leaves_and_cannot_be_reached_any_more(client: AsyncWebClient, slack: Slack) -> None:
    await slack.fault("deactivated", user="U0ANA")
    assert (await client.users_info(user="U0ANA"))["user"]["deleted"]
    assert await error_of(post(client, channel="U0ANA")) == "channel_not_found"
    await slack.behave()
    await post(client, channel="U0ANA")
