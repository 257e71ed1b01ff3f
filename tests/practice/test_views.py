"""Modals and Home tabs: a trigger is short-lived, windows stack three deep, a stale update is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from tests.practice.conftest import BUTTON, FEEDBACK, NOTE_FIELD, bolt_app, connected, error_of, modal, refusal
from tests.workspace import Card, Refused, Slack

Json = dict[str, Any]


class Bot:
    """A Bolt app that remembers the trigger of every click and answers submissions as it is told."""

    def __init__(self, app: AsyncApp) -> None:
        self.triggers: list[str] = []
        self.answer: Json = {}
        self.closed: list[Json] = []
        app.action("claim")(self.clicked)
        app.view("form")(self.submitted)
        app.view_closed("form")(self.left)

    async def clicked(self, ack: Any, body: Json) -> None:
        self.triggers.append(body["trigger_id"])
        await ack()

    async def submitted(self, ack: Any, body: Json) -> None:
        self.values = body["view"]["state"]["values"]
        await ack(**self.answer)

    async def left(self, ack: Any, body: Json) -> None:
        self.closed.append(body)
        await ack()


@pytest.fixture
async def bot(server: PracticeServer) -> AsyncIterator[Bot]:
    app = bolt_app(server)
    bot = Bot(app)
    async with connected(app, server, "socket"):
        yield bot


@pytest.fixture
async def card(client: AsyncWebClient, slack: Slack) -> Card:
    await client.chat_postMessage(channel=FEEDBACK, text="a card", blocks=[BUTTON])
    return await slack.channel("#customer-feedback").expect_card("a card")


@pytest.fixture
async def trigger(bot: Bot, card: Card, slack: Slack) -> str:
    await card.click("Claim", by=slack.person("Ana"))
    return bot.triggers[-1]


async def test_a_trigger_opens_one_window_for_the_one_who_clicked(
    trigger: str, client: AsyncWebClient, slack: Slack
) -> None:
    await client.views_open(trigger_id=trigger, view=modal())
    assert (await slack.person("Ana").modal("Close")).labels == ["Note"]
    await slack.person("Jonas").expect_no_modal()
    assert await error_of(client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"


async def test_a_trigger_is_dead_after_three_seconds(trigger: str, client: AsyncWebClient, slack: Slack) -> None:
    await slack.forward(minutes=0.05)
    assert await error_of(client.views_open(trigger_id=trigger, view=modal())) == "expired_trigger_id"


async def test_a_made_up_trigger_opens_nothing(client: AsyncWebClient) -> None:
    assert await error_of(client.views_open(trigger_id="1.2.abc", view=modal())) == "invalid_trigger_id"


async def test_a_bad_view_says_what_is_wrong(trigger: str, client: AsyncWebClient) -> None:
    answer = await refusal(client.views_open(trigger_id=trigger, view=modal(title="x" * 25)))
    messages = answer["response_metadata"]["messages"]
    assert (answer["error"], messages) == (
        "invalid_arguments",
        ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"],
    )


async def test_a_huge_view_is_refused(trigger: str, client: AsyncWebClient) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "ø" * 3000}}
    call = client.views_open(trigger_id=trigger, view=modal(*[long] * 42))
    assert await error_of(call) == "view_too_large"


async def test_windows_stack_three_deep(
    bot: Bot, trigger: str, card: Card, client: AsyncWebClient, slack: Slack
) -> None:
    ana = slack.person("Ana")
    await client.views_open(trigger_id=trigger, view=modal(title="First"))
    for title in ("Second", "Third"):
        await card.click("Claim", by=ana)
        pushed = await client.views_push(trigger_id=bot.triggers[-1], view=modal(title=title))
        assert pushed["view"]["previous_view_id"]
    await card.click("Claim", by=ana)
    assert await error_of(client.views_push(trigger_id=bot.triggers[-1], view=modal())) == "push_limit_reached"
    await (await ana.modal("Third")).close()
    await ana.modal("Second")


async def test_an_update_with_an_old_hash_is_refused(trigger: str, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title="New"))
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title="Newer"))
    assert await error_of(stale) == "hash_conflict"


async def test_a_closed_window_cannot_be_updated(trigger: str, client: AsyncWebClient, slack: Slack) -> None:
    view = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    await (await slack.person("Ana").modal("Close")).close()
    assert await error_of(client.views_update(view_id=view["id"], view=modal())) == "not_found"


async def test_what_is_typed_survives_an_update_where_the_ids_stay(
    bot: Bot, trigger: str, client: AsyncWebClient, slack: Slack
) -> None:
    view = (await client.views_open(trigger_id=trigger, view=modal(NOTE_FIELD, BUTTON)))["view"]
    window = await slack.person("Ana").modal("Close")
    await window.fill("Note", "half a sentence").click("Claim")
    await client.views_update(view_id=view["id"], view=modal(NOTE_FIELD, title="Again"))
    assert (await slack.person("Ana").modal("Again")).value("Note") == "half a sentence"
    await client.views_update(view_id=view["id"], view=modal({**NOTE_FIELD, "block_id": "other"}, title="Other"))
    assert (await slack.person("Ana").modal("Other")).value("Note") is None


async def test_an_external_id_is_used_once(
    bot: Bot, trigger: str, card: Card, client: AsyncWebClient, slack: Slack
) -> None:
    await client.views_open(trigger_id=trigger, view=modal(external_id="case-7"))
    await card.click("Claim", by=slack.person("Jonas"))
    call = client.views_open(trigger_id=bot.triggers[-1], view=modal(external_id="case-7"))
    assert await error_of(call) == "duplicate_external_id"
    await client.views_update(external_id="case-7", view=modal(title="Found by name"))
    await slack.person("Ana").modal("Found by name")


async def test_home_is_published_per_person_and_guards_its_hash(client: AsyncWebClient, slack: Slack) -> None:
    home = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "My cases"}}]}
    first = await client.views_publish(user_id="U0ANA", view=home)
    await client.views_publish(user_id="U0ANA", view=home, hash=first["view"]["hash"])
    stale = client.views_publish(user_id="U0ANA", view=home, hash=first["view"]["hash"])
    assert await error_of(stale) == "hash_conflict"
    assert (await slack.person("Jonas").state())["home"] is None
    assert await error_of(client.views_publish(user_id="U0NOBODY", view=home)) == "user_not_found"
    assert await error_of(client.views_publish(user_id="U0ANA", view=modal())) == "invalid_arguments"


async def test_an_empty_required_field_never_reaches_the_app(
    bot: Bot, trigger: str, client: AsyncWebClient, slack: Slack
) -> None:
    await client.views_open(trigger_id=trigger, view=modal())
    window = await slack.person("Ana").modal("Close")
    await window.submit()
    assert window.errors == {"Note": "Please complete this required field."}
    await window.fill("Note", "called them").submit()
    assert bot.values == {"note": {"text": {"type": "plain_text_input", "value": "called them"}}}
    await slack.person("Ana").expect_no_modal()


async def test_the_app_answers_with_errors_another_view_or_an_end(
    bot: Bot, trigger: str, client: AsyncWebClient, slack: Slack
) -> None:
    ana = slack.person("Ana")
    await client.views_open(trigger_id=trigger, view=modal())
    window = (await ana.modal("Close")).fill("Note", "x")
    bot.answer = {"response_action": "errors", "errors": {"note": "Say more."}}
    await window.submit()
    assert window.errors == {"Note": "Say more."}
    bot.answer = {"response_action": "update", "view": modal(title="Updated")}
    await window.submit()
    assert (window.title, window.errors, window.value("Note")) == ("Updated", {}, "x")
    bot.answer = {"response_action": "push", "view": modal(title="Pushed")}
    await window.submit()
    with pytest.raises(Refused, match="in front"):
        await window.submit()
    bot.answer = {"response_action": "clear"}
    await (await ana.modal("Pushed")).fill("Note", "y").submit()
    await ana.expect_no_modal()


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"no_such_block": "x"}},
        {"response_action": "update", "view": modal(title="x" * 25)},
        {"response_action": "dance"},
    ],
)
async def test_an_answer_that_slack_cannot_use_is_trouble_for_the_person(
    bot: Bot, trigger: str, client: AsyncWebClient, slack: Slack, answer: Json
) -> None:
    await client.views_open(trigger_id=trigger, view=modal())
    bot.answer = answer
    await (await slack.person("Ana").modal("Close")).fill("Note", "x").submit()
    assert await slack.person("Ana").toasts() == ["We had some trouble connecting. Try again?"]
    await slack.person("Ana").modal("Close")


async def test_the_app_hears_of_a_closed_window_if_it_asked(
    bot: Bot, trigger: str, client: AsyncWebClient, slack: Slack
) -> None:
    await client.views_open(trigger_id=trigger, view=modal(notify_on_close=True))
    await (await slack.person("Ana").modal("Close")).close()
    assert [body["is_cleared"] for body in bot.closed] == [False]
