"""What a person does reaches a real Bolt app, by Socket Mode and by signed HTTP alike, in Slack's shapes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from tests.practice.conftest import BUTTON, FEEDBACK, bolt_app, connected, modal
from tests.workspace import Refused, Slack

Json = dict[str, Any]


def field(label: str, element: Json) -> Json:
    return {
        "type": "input",
        "block_id": label.lower(),
        "optional": True,
        "label": {"type": "plain_text", "text": label},
        "element": {**element, "action_id": "x"},
    }


def options(*names: str) -> list[Json]:
    return [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in names]


async def test_a_click_and_a_choice_carry_all_that_slack_sends(
    server: PracticeServer, slack: Slack, client: AsyncWebClient, transport: str
) -> None:
    app, bodies = bolt_app(server), asyncio.Queue[Json]()

    @app.action({"type": "block_actions", "block_id": "acts", "action_id": "claim"})
    @app.action("more")
    async def clicked(ack: Any, body: Json) -> None:
        await ack()
        bodies.put_nowait(body)

    async with connected(app, server, transport):
        await client.chat_postMessage(channel=FEEDBACK, text="a card", blocks=[BUTTON])
        card = await slack.channel("#customer-feedback").expect_card("a card")
        assert await card.click("Claim", by=slack.person("Ana")) == {"ok": True}
        assert await card.choose("More", "Hand over", by=slack.person("Jonas")) == {"ok": True}
        body, other = await bodies.get(), await bodies.get()
    assert (body["user"]["id"], body["channel"]) == ("U0ANA", {"id": FEEDBACK, "name": "customer-feedback"})
    assert body["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": FEEDBACK,
        "is_ephemeral": False,
    }
    assert (body["message"]["ts"], body["message"]["bot_id"]) == (card.ts, "B0LOOPWELL")
    action = body["actions"][0]
    assert (action["type"], action["value"], action["block_id"], action["text"]["text"]) == (
        "button",
        "7",
        "acts",
        "Claim",
    )
    assert body["response_url"].startswith(server.url)
    assert other["actions"][0]["selected_option"]["value"] == "hand-over"


async def test_a_button_that_is_gone_cannot_be_clicked(
    server: PracticeServer, slack: Slack, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=FEEDBACK, text="a card", blocks=[BUTTON])
    card = await slack.channel("#customer-feedback").expect_card("a card")
    await client.chat_update(channel=FEEDBACK, ts=posted["ts"], text="claimed")
    with pytest.raises(Refused, match="no longer there"):
        await card.click("Claim", by=slack.person("Ana"), as_seen=True)


async def test_who_is_not_in_the_channel_cannot_click(slack: Slack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=FEEDBACK, text="a card", blocks=[BUTTON])
    card = await slack.channel("#customer-feedback").expect_card("a card")
    with pytest.raises(Refused, match="not in that channel"):
        await card.click("Claim", by=slack.person("Gita"), as_seen=True)
    with pytest.raises(Refused, match="signed in"):
        await card.click("Claim", by=slack.person("Olav"), as_seen=True)


async def test_a_command_is_answered_to_its_person_alone(server: PracticeServer, slack: Slack, transport: str) -> None:
    app = bolt_app(server)

    @app.command("/loop")
    async def loop(ack: Any, command: Json) -> None:
        if command["text"] == "share":
            await ack({"response_type": "in_channel", "text": "for all"})
        else:
            await ack(f"{command['command']} {command['text']} in {command['channel_name']}")

    async with connected(app, server, transport):
        await slack.person("Ana").command("/loop  mine ")
        await slack.person("Ana").expect_ephemeral("/loop mine in customer-feedback")
        assert await slack.person("Jonas").ephemerals() == []
        await slack.person("Ana").command("/loop share")
        await slack.channel("#customer-feedback").expect_card("for all")
    with pytest.raises(Refused, match="not a valid command"):
        await slack.person("Ana").command("/nope")
    with pytest.raises(Refused, match="members of this workspace"):
        await slack.person("Sam").command("/loop", channel="#key-accounts")


async def test_a_form_comes_back_with_every_kind_of_value(server: PracticeServer, slack: Slack, transport: str) -> None:
    app, views = bolt_app(server), asyncio.Queue[Json]()
    fields = [
        field("Text", {"type": "plain_text_input"}),
        field("Choice", {"type": "static_select", "options": options("Solved", "Lost")}),
        field("Radio", {"type": "radio_buttons", "options": options("One-off", "Well")}),
        field("Checks", {"type": "checkboxes", "options": options("Call", "Mail", "Visit")}),
        field("Owner", {"type": "users_select"}),
        field("Until", {"type": "datepicker"}),
        field("Score", {"type": "number_input", "is_decimal_allowed": False}),
        field("Start", {"type": "plain_text_input", "initial_value": "draft"}),
        field("Empty", {"type": "static_select", "options": options("Solved")}),
    ]

    @app.shortcut("close")
    async def opened(ack: Any, client: AsyncWebClient, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*fields))

    @app.view("form")
    async def submitted(ack: Any, view: Json) -> None:
        await ack()
        views.put_nowait(view)

    async with connected(app, server, transport):
        ana = slack.person("Ana")
        await ana.shortcut("close")
        window = (await ana.modal("Close case")).fill("Text", "called").pick("Choice", "Solved").pick("Radio", "Well")
        window.pick("Checks", "Call", "Visit").pick("Owner", slack.person("Jonas"))
        await window.fill("Until", "2026-03-09").fill("Score", "3").submit()
        values = {block: content["x"] for block, content in (await views.get())["state"]["values"].items()}
    assert values["text"] == {"type": "plain_text_input", "value": "called"}
    assert values["choice"]["selected_option"]["value"] == "solved"
    assert values["radio"]["selected_option"]["value"] == "well"
    assert [one["value"] for one in values["checks"]["selected_options"]] == ["call", "visit"]
    assert values["owner"] == {"type": "users_select", "selected_user": "U0JONAS"}
    assert values["until"] == {"type": "datepicker", "selected_date": "2026-03-09"}
    assert (values["score"]["value"], values["start"]["value"]) == ("3", "draft")
    assert values["empty"] == {"type": "static_select", "selected_option": None}


async def test_an_external_menu_asks_the_bot_while_one_types(
    server: PracticeServer, slack: Slack, transport: str
) -> None:
    app, views = bolt_app(server), asyncio.Queue[Json]()

    @app.shortcut("close")
    async def opened(ack: Any, client: AsyncWebClient, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("Well", {"type": "external_select"})))

    @app.options("x")
    async def suggest(ack: Any, payload: Json) -> None:
        await ack(options=options(f"{payload['value']} one", f"{payload['value']} two"))

    @app.view("form")
    async def submitted(ack: Any, view: Json) -> None:
        await ack()
        views.put_nowait(view)

    async with connected(app, server, transport):
        await slack.person("Ana").shortcut("close")
        window = await slack.person("Ana").modal("Close case")
        offered = await window.search("Well", "Bill")
        assert [one["text"]["text"] for one in offered] == ["Bill one", "Bill two"]
        await window.take("Well", offered[1]).submit()
        values = (await views.get())["state"]["values"]
    assert values["well"]["x"]["selected_option"]["value"] == "bill two"


async def test_home_a_mention_a_direct_message_and_a_message_shortcut_arrive(
    server: PracticeServer, slack: Slack, client: AsyncWebClient, transport: str
) -> None:
    app, heard = bolt_app(server), asyncio.Queue[tuple[str, str]]()

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        words = {"type": "plain_text", "text": "My cases"}
        view = {"type": "home", "blocks": [{"type": "header", "text": words}, BUTTON]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.event("app_mention")
    @app.event("message")
    async def message(event: Json) -> None:
        heard.put_nowait((event["type"], event["text"]))

    @app.action("claim")
    async def pressed(ack: Any, body: Json) -> None:
        await ack()
        heard.put_nowait((body["container"]["type"], body["view"]["type"]))

    @app.message_shortcut("note")
    async def note(ack: Any, body: Json) -> None:
        await ack()
        heard.put_nowait((body["type"], body["message"]["text"]))

    async with connected(app, server, transport):
        ana = slack.person("Ana")
        tab = await ana.open_home()
        assert (tab.text.splitlines()[0], tab.buttons) == ("My cases", ["Claim"])
        await tab.click("Claim")
        assert await heard.get() == ("view", "home")
        await ana.says("@loopwell help", FEEDBACK)
        assert await heard.get() == ("app_mention", "<@U0LOOPWELL> help")
        await ana.says("hello", "U0LOOPWELL")
        assert await heard.get() == ("message", "hello")
        await client.chat_postMessage(channel=FEEDBACK, text="a card")
        await ana.shortcut("note", on=await slack.channel("#customer-feedback").expect_card("a card"))
        assert await heard.get() == ("message_action", "a card")
