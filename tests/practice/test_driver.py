"""The test driver itself: what it finds, what it waits for, and what its failures say."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from tests.practice.conftest import BUTTON, FEEDBACK, bolt_app, connected, modal
from tests.workspace import Slack


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


async def test_a_person_reads_names_links_and_plain_characters(client: AsyncWebClient, slack: Slack) -> None:
    words = "*3 of 10* by <@U0ANA> &amp; <https://x.example|the survey> <!date^1^{date}|1 March>"
    await client.chat_postMessage(channel=FEEDBACK, text="spoken words", blocks=[section(words)])
    card = await slack.channel("#customer-feedback").expect_card("3 of 10 by @Ana Popescu & the survey 1 March")
    assert card.shows("spoken words")
    assert "spoken words" not in card.text


async def test_waiting_ends_as_soon_as_the_card_changes(client: AsyncWebClient, slack: Slack) -> None:
    posted = await client.chat_postMessage(channel=FEEDBACK, text="open", blocks=[BUTTON])
    card = await slack.channel("#customer-feedback").expect_card("open")
    waiting = asyncio.create_task(card.expect("claimed"))
    await asyncio.sleep(0)
    await client.chat_update(channel=FEEDBACK, ts=posted["ts"], text="claimed")
    assert (await asyncio.wait_for(waiting, 30)).buttons == []
    await card.expect_without("open")
    await card.expect_buttons()


async def test_a_failure_prints_what_the_channel_shows(client: AsyncWebClient, slack: Slack) -> None:
    await client.chat_postMessage(channel=FEEDBACK, text="another card", blocks=[section("another card"), BUTTON])
    slack.patience = 0.05
    with pytest.raises(AssertionError, match=r"no '3 of 10' in #.*shows:\n.*Loopwell\nanother card"):
        await slack.channel("#customer-feedback").expect_card("3 of 10")
    card = await slack.channel("#customer-feedback").expect_card("another")
    with pytest.raises(AssertionError, match=r"does not show 'claimed'; it shows:\nanother card"):
        await card.expect("claimed")
    with pytest.raises(AssertionError, match=r"there is no 'Close'; there are .*Claim"):
        await card.click("Close")
    with pytest.raises(AssertionError, match="nobody here is called 'Nils'"):
        slack.person("Nils")
    with pytest.raises(AssertionError, match=r"Ana Popescu has no window 'Reply'"):
        await slack.person("Ana").modal("Reply")
    with pytest.raises(AssertionError, match=r"views.open was called 0 times"):
        await slack.expect_calls("views.open")


async def test_no_card_is_known_when_the_bot_is_quiet(client: AsyncWebClient, slack: Slack) -> None:
    channel = slack.channel("#customer-feedback")
    await channel.expect_no_card("3 of 10", quiet=0.02)
    await client.chat_postMessage(channel=FEEDBACK, text="3 of 10")
    with pytest.raises(AssertionError, match="found '3 of 10'"):
        await channel.expect_no_card("3 of 10", quiet=0.02)
    assert [card.spoken for card in await channel.cards()] == ["3 of 10"]


async def test_a_button_is_found_near_its_words(server: PracticeServer, client: AsyncWebClient, slack: Slack) -> None:
    app, values = bolt_app(server), []

    @app.action("show")
    async def show(ack: Any, action: Any) -> None:
        await ack()
        values.append(action["value"])

    def row(name: str) -> dict[str, Any]:
        text = {"type": "plain_text", "text": ":eyes: Show"}
        return section(name, accessory={"type": "button", "action_id": "show", "value": name, "text": text})

    async with connected(app, server, "socket"):
        await client.chat_postMessage(channel="U0ANA", text="list", blocks=[row("Kari"), row("Lars")])
        card = await slack.person("Ana").direct.expect_card("Lars")
        await card.click("Show", near="Lars")
    assert values == ["Lars"]


async def test_a_hundred_people_may_click_at_the_same_time(
    server: PracticeServer, client: AsyncWebClient, slack: Slack, transport: str
) -> None:
    server.config.ack_timeout = 30  # not what this is about: the machine may be busy
    app, clicks = bolt_app(server), []

    @app.action("claim")
    async def claim(ack: Any, body: Any) -> None:
        clicks.append(body["user"]["id"])
        await ack()

    async with connected(app, server, transport):
        await client.chat_postMessage(channel=FEEDBACK, text="a card", blocks=[BUTTON])
        card = await slack.channel("#customer-feedback").expect_card("a card")
        people = [slack.person(name) for name in ("Ana", "Jonas", "Leila", "Mira")] * 25
        answers = await asyncio.gather(*(card.click("Claim", by=person, as_seen=True) for person in people))
    assert (answers, len(clicks)) == ([{"ok": True}] * 100, 100)


async def test_a_window_tells_its_fields_and_values(server: PracticeServer, slack: Slack) -> None:
    app = bolt_app(server)
    owner = {
        "type": "input",
        "block_id": "owner",
        "optional": True,
        "label": {"type": "plain_text", "text": "Owner"},
        "element": {"type": "users_select", "action_id": "who", "initial_user": "U0ANA"},
    }

    @app.shortcut("open")
    async def opened(ack: Any, client: AsyncWebClient, body: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(owner, section("Some *advice*")))

    async with connected(app, server, "http"):
        await slack.person("Mira").shortcut("open")
        window = await (await slack.person("Mira").modal("Close")).expect("Some advice")
    assert (window.labels, window.value("Owner")) == (["Owner"], "U0ANA")
    assert window.pick("Owner", slack.person("Jonas")).value("Owner") == "U0JONAS"
