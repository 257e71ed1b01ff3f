"""Slack's rate limits: a bot that posts too fast is told to wait, and must not lose what it had to say."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from practice.pace import PaceRules
from practice.server import running
from practice.workspace import Config
from tests.practice.conftest import ACCOUNTS, FEEDBACK, client_of, error_of
from tests.workspace import Slack


async def test_a_burst_is_let_through_and_then_one_message_a_second(client: AsyncWebClient, slack: Slack) -> None:
    for _ in range(4):
        await client.chat_postMessage(channel=FEEDBACK, text="x")
    assert await error_of(client.chat_postMessage(channel="#customer-feedback", text="x")) == "ratelimited"
    await client.chat_postMessage(channel=ACCOUNTS, text="other channels go on")
    await slack.forward(minutes=1)
    await client.chat_postMessage(channel=FEEDBACK, text="x")
    assert await slack.rate_limited() == 1


async def test_the_answer_says_how_long_to_wait(slack: Slack, client: AsyncWebClient) -> None:
    for _ in range(5):
        async with slack.session.post(
            "/api/chat.postMessage",
            json={"channel": FEEDBACK, "text": "x"},
            headers={"Authorization": f"Bearer {client.token}"},
        ) as answer:
            last = answer
    assert (last.status, last.headers["Retry-After"]) == (429, "1")


async def test_each_method_has_its_own_minute(client: AsyncWebClient, slack: Slack) -> None:
    for _ in range(20):
        await client.usergroups_list()
    assert await error_of(client.usergroups_list()) == "ratelimited"
    await client.users_list()
    await slack.forward(minutes=1)
    await client.usergroups_list()


async def test_the_pace_can_be_set_and_switched_off() -> None:
    async with running(Config(pace=PaceRules(enabled=False))) as server:
        for _ in range(30):
            await client_of(server).chat_postMessage(channel=FEEDBACK, text="x")
        assert server.workspace.pace.refused == 0
