"""response_url: five answers within thirty minutes, then the person hears no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from practice.server import PracticeServer
from tests.practice.conftest import BUTTON, FEEDBACK, bolt_app, connected
from tests.workspace import Card, Slack


@pytest.fixture
async def card(client: AsyncWebClient, slack: Slack) -> Card:
    await client.chat_postMessage(channel=FEEDBACK, text="a card", blocks=[BUTTON])
    return await slack.channel("#customer-feedback").expect_card("a card")


@pytest.fixture
async def hook(server: PracticeServer, slack: Slack, card: Card) -> AsyncIterator[AsyncWebhookClient]:
    """The response_url of Ana's click on the card."""
    app, urls = bolt_app(server), []

    @app.action("claim")
    async def clicked(ack: Any, body: Any) -> None:
        await ack()
        urls.append(body["response_url"])

    async with connected(app, server, "socket"):
        await card.click("Claim", by=slack.person("Ana"))
        yield AsyncWebhookClient(urls[0], retry_handlers=[])


async def test_an_answer_is_for_the_one_who_clicked_unless_it_says_otherwise(
    hook: AsyncWebhookClient, slack: Slack
) -> None:
    await hook.send(text="already claimed")
    await slack.person("Ana").expect_ephemeral("already claimed")
    assert await slack.person("Jonas").ephemerals() == []
    await hook.send(text="for all", response_type="in_channel")
    await slack.channel("#customer-feedback").expect_card("for all")


async def test_the_original_is_replaced_or_deleted(hook: AsyncWebhookClient, card: Card) -> None:
    await hook.send(text="replaced", replace_original=True)
    await card.expect("replaced")
    assert card.buttons == []
    await hook.send(delete_original=True)
    await card.expect_gone()


async def test_the_sixth_answer_is_lost(hook: AsyncWebhookClient) -> None:
    answers = [await hook.send(text="x") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body


async def test_an_answer_after_half_an_hour_is_lost(hook: AsyncWebhookClient, slack: Slack) -> None:
    await slack.forward(minutes=31)
    answer = await hook.send(text="x")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


async def test_bad_blocks_and_empty_answers_are_refused(hook: AsyncWebhookClient) -> None:
    assert "invalid_blocks" in (await hook.send(text="x", blocks=[{"type": "nope"}])).body
    assert "no_text" in (await hook.send(text="")).body


async def test_an_answer_can_be_lost_on_its_way_too(hook: AsyncWebhookClient, slack: Slack) -> None:
    await slack.fault("server_error_after", method="response_url", times=1)
    assert (await hook.send(text="was shown")).status_code == 503
    await slack.person("Ana").expect_ephemeral("was shown")
    assert [call["ok"] for call in await slack.calls("response_url")] == [True]
