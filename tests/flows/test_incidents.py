"""Incidents: a channel or the token is gone. Customers are seen elsewhere or later; people hear of it once."""

import logging
import socket
from dataclasses import replace

import pytest

from storage import notices
from storage.waiting import Kind
from tests.flows.waiting import gauge, problems, until, until_caught_up, until_ready
from tests.loop import Loop
from tests.waits import waits
from tests.workspace import Channel

POST = "chat.postMessage"
NO_FALLBACK = {"company": {"name": "Acme", "timezone": "Europe/Oslo", "admins": ["U0ADMIN"]}}
NO_ADMIN = {"company": {"name": "Acme", "timezone": "Europe/Oslo", "fallback_channel": "#loopwell-admins"}}
GONE = [
    ("archived", "is_archived", "it is archived"),
    ("bot_removed", "not_in_channel", "I am not a member, so please invite me"),
    ("renamed", "channel_not_found", "there is no such channel"),
    ("gone", "channel_not_found", "there is no such channel"),
]


def fallback(loop: Loop) -> Channel:
    return loop.slack.channel("#loopwell-admins")


async def shown_once(loop: Loop, *words: str) -> None:
    """Each of these cards is in one place, and shows the newest."""
    await until_caught_up(loop)
    seen = [*await loop.feedback.cards(), *await fallback(loop).cards()]
    for said in words:
        assert len([card for card in seen if card.shows(said)]) == 1, said


@pytest.mark.parametrize(("kind", "error", "why"), GONE)
async def test_a_channel_is_gone_and_comes_back(loop: Loop, kind: str, error: str, why: str) -> None:
    """The customers are seen in the fallback channel, with the reason; the admins hear of it once."""
    await loop.slack.fault(kind, channel="#customer-feedback")
    for n in range(3):
        await loop.survey("nps-email", 3, f"While away {n}", email=f"c{n}@many.example")
    for n in range(3):
        card = await fallback(loop).expect_card(f"While away {n}")
        assert card.shows(f"This belongs in #customer-feedback, where I cannot post: {why}")
        assert why in card.text, "who listens to the card hears it too"
    told = await loop.adam.direct.expect_card("I cannot post in #customer-feedback")
    assert told.shows(error)
    assert told.shows("Its cards go to #loopwell-admins")
    assert ["#customer-feedback" in said for said in await problems(loop)] == [True]
    await loop.slack.behave()
    await loop.forward(minutes=1)
    await until_ready(loop)
    await loop.survey("nps-email", 3, "After it", email="after@many.example")
    await loop.feedback.expect_card("After it")
    await shown_once(loop, "After it", *(f"While away {n}" for n in range(3)))
    assert len(await loop.adam.direct.cards()) == 1


@pytest.mark.parametrize(("kind", "fault"), [("sqlite", "renamed"), ("postgresql", "bot_removed")])
async def test_news_of_an_old_card_do_not_say_that_the_channel_is_back(
    loop: Loop, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack still takes updates there. Who is on duty would see green while new customers are not seen where they
    belong, and each new one would tell every admin again."""
    sent = await loop.survey("nps-email", 3, "Before")
    old = await loop.feedback.expect_card("Before")
    await loop.slack.fault(fault, channel="#customer-feedback")
    for n in range(2):
        await loop.survey("nps-email", 3, f"While away {n}", email=f"c{n}@many.example")
        await fallback(loop).expect_card(f"While away {n}")
        await sent.comments(f"And another thing {n}")
        await old.expect(f"And another thing {n}")
        await until_caught_up(loop)
        assert ["#customer-feedback" in said for said in await problems(loop)] == [True]
    assert len(await loop.adam.direct.cards()) == 1
    assert len([line for line in caplog.messages if "#customer-feedback does not take" in line]) == 1
    await loop.slack.behave()
    await loop.forward(minutes=1)
    await until_ready(loop)


async def replaced(loop: Loop) -> None:
    """The team's channel is put aside, and there is a new one of its name."""
    await loop.slack.fault("renamed", channel="#customer-feedback", name="feedback-2025")
    await loop.slack.fault("archived", channel="#feedback-2025")
    old = loop.server.workspace.conversation("#feedback-2025")
    assert old is not None
    new = replace(old, id="C0NEW", name="customer-feedback", messages=[], is_archived=False)
    loop.server.workspace.conversations[new.id] = new


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_the_channel_was_replaced_by_another_of_that_name(loop: Loop) -> None:
    """Its team looks there, and finds the news of old cards there. No admin is called: nothing has to be mended."""
    sent = await loop.survey("nps-email", 3, "Before")
    await loop.feedback.expect_card("Before")
    await replaced(loop)
    await sent.comments("And now I leave")
    await loop.feedback.expect_card("And now I leave")
    await until_ready(loop)
    assert not await loop.adam.direct.cards()
    assert not await fallback(loop).cards()


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("rules", [NO_FALLBACK])
async def test_news_of_a_card_that_cannot_be_reached_call_nobody_again_and_again(loop: Loop) -> None:
    """The channel was replaced, and its old cards have nowhere to go: who is called at each try hears no more."""
    sent = await loop.survey("nps-email", 3, "Before")
    await loop.feedback.expect_card("Before")
    await replaced(loop)
    await sent.comments("And now I leave")
    for _ in range(5):
        await loop.forward(minutes=1)
    await loop.slack.quiet()
    assert not await loop.adam.direct.cards()
    await loop.survey("nps-email", 2, "Somebody new", email="new@many.example")
    await loop.feedback.expect_card("Somebody new")


async def test_a_card_whose_channel_was_archived_goes_on_elsewhere(loop: Loop) -> None:
    """What happens to a case after its channel was closed must be seen by somebody."""
    sent = await loop.survey("nps-email", 3, "Before")
    await loop.feedback.expect_card("Before")
    await loop.slack.fault("archived", channel="#customer-feedback")
    await sent.comments("And now I leave")
    card = await fallback(loop).expect_card("And now I leave")
    await card.click("Claim", by=loop.adam)
    await card.expect("claimed by Adam")


async def test_the_fallback_channel_is_gone_too(loop: Loop) -> None:
    """Nothing is lost: whichever channel comes back first shows the customer."""
    await loop.slack.fault("archived", channel="#loopwell-admins")
    await loop.slack.fault("archived", channel="#customer-feedback")
    await loop.survey("nps-email", 3, "Nobody sees me")
    await loop.adam.direct.expect_card("I cannot post in #customer-feedback")
    await loop.adam.direct.expect_card("I cannot post in #loopwell-admins")
    assert len(await problems(loop)) == 2
    for _time in range(4):
        await loop.forward(minutes=6)
    assert len(await loop.adam.direct.cards()) == 2
    assert await gauge(loop, "loopwell_delivery_lag_seconds") > 23 * 60
    await loop.slack.behave()
    await shown_once(loop, "Nobody sees me")
    await loop.forward(minutes=1)
    await until_ready(loop)
    assert await gauge(loop, "loopwell_delivery_lag_seconds") == 0


@pytest.mark.parametrize("rules", [NO_FALLBACK])
async def test_without_a_fallback_channel_the_cards_wait(loop: Loop) -> None:
    await loop.slack.fault("archived", channel="#customer-feedback")
    await loop.survey("nps-email", 3, "I wait")
    await loop.adam.direct.expect_card("Its cards wait until that is mended")
    await loop.slack.behave()
    await until_caught_up(loop)
    await loop.feedback.expect_card("I wait")
    await until_ready(loop)


async def test_a_line_for_a_channel_that_is_gone_is_said_in_the_fallback_channel(loop: Loop) -> None:
    """With where it belongs: what was for a whole team is not for nobody."""
    await loop.slack.fault("archived", channel="#customer-feedback")
    await loop.house.store.write(notices.say_once, "a-test", "#customer-feedback", "The storm is over.", loop.now())
    line = await fallback(loop).expect_card("The storm is over.")
    assert line.shows("For #customer-feedback, where I cannot post:")


@pytest.mark.parametrize("rules", [NO_ADMIN])
async def test_a_line_for_a_channel_that_is_gone_waits_where_there_is_no_other(loop: Loop) -> None:
    await loop.slack.fault("archived", channel="#loopwell-admins")
    await loop.send("nps-email", b"junk")
    await loop.slack.expect_calls("chat.postMessage")

    async def red() -> bool | None:
        return bool(await problems(loop)) or None

    await until(red)
    await loop.slack.behave()
    await until_caught_up(loop)
    await fallback(loop).expect_card("could not be read")
    await until_ready(loop)
    assert len([card for card in await fallback(loop).cards() if card.shows("could not be read")]) == 1


@pytest.mark.parametrize("rules", [{"limits": {"low": {"claim": "2h"}}}])
async def test_a_reminder_for_a_channel_that_is_gone_is_said_in_the_fallback_channel(loop: Loop) -> None:
    """The customer still waits, and somebody must hear it."""
    await loop.survey("nps-email", 3, "Nobody answers")
    await loop.feedback.expect_card("Nobody answers")
    await loop.slack.fault("archived", channel="#customer-feedback")
    await loop.forward(minutes=90)
    await fallback(loop).expect_card("waiting for somebody to take their case")


async def test_a_line_for_somebody_who_has_left_is_let_go_and_the_log_says_so(
    loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    await loop.slack.fault("error", method=POST, error="user_disabled", times=1)
    await loop.send("nps-email", b"junk")

    async def let_go() -> bool | None:
        return (await loop.house.store.read(waits, Kind.NOTICE)) == {} or None

    await loop.slack.expect_calls(POST)
    await until(let_go)
    assert any("is not said to U0ADMIN" in line for line in caplog.messages)


async def test_the_token_is_revoked_and_comes_back(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    await loop.slack.fault("revoked")
    for n in range(3):
        await loop.survey("nps-email", 3, f"Number {n}", email=f"c{n}@many.example")

    async def red() -> bool | None:
        return bool(await problems(loop)) or None

    await until(red)
    assert "token_revoked" in (await problems(loop))[0]
    await loop.forward(minutes=20)
    await loop.slack.behave()
    await shown_once(loop, "Number 0", "Number 1", "Number 2")
    await until_ready(loop)
    named = [line for line in caplog.messages if "does not take a message" in line and "#customer" in line]
    assert len(named) == 1, "the log names a fault once, not for each card"
    told = await loop.adam.direct.expect_card("Slack did not let me speak (token_revoked)")
    assert told.shows("What waited comes now.")
    assert len(await loop.adam.direct.cards()) == 1, "that the app should be installed again is not true any more"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("transport", ["http"])
async def test_a_token_that_slack_refuses_is_told_before_the_first_card_and_is_over_by_itself(
    loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    """A new bot that calls itself ready is forgotten until the first customer is missed."""
    await loop.stop()
    await loop.slack.fault("revoked", error="invalid_auth")
    await loop.start()
    (told,) = await problems(loop)
    assert "SLACK_BOT_TOKEN" in told
    assert "invalid_auth" in told
    assert "OAuth & Permissions" in told
    for _time in range(3):
        await loop.forward(minutes=1)
    assert len([line for line in caplog.messages if "invalid_auth" in line]) == 1
    await loop.slack.behave()
    await loop.forward(minutes=1)
    await until_ready(loop)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_an_app_token_that_slack_refuses_is_told_to_the_admins_and_over_when_it_is_mended(
    loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    """Cards come, and no button on them does anything."""
    await loop.stop()
    right = loop.settings.slack_app_token
    object.__setattr__(loop.settings, "slack_app_token", "xapp-of-another-app")
    loop.server.deliveries.sockets.connected.set()  # else `start` waits for it
    await loop.start()
    (told,) = await problems(loop)
    assert "Slack refuses SLACK_APP_TOKEN: invalid_auth" in told
    assert "connections:write" in told
    await loop.adam.direct.expect_card("No click in Slack reaches me")
    assert not [line for line in caplog.messages if "Failed to" in line]
    await loop.stop()
    object.__setattr__(loop.settings, "slack_app_token", right)
    await loop.start()
    assert await problems(loop) == []
    assert len(await loop.adam.direct.cards()) == 1


async def test_an_answer_was_lost_and_then_the_token_was_revoked(loop: Loop) -> None:
    """When the token is back, the bot looks before it speaks."""
    await loop.slack.fault("server_error_after", method=POST, times=1)
    await loop.survey("nps-email", 3, "Nobody answers")
    await loop.slack.expect_calls(POST)
    await loop.slack.fault("revoked")
    await loop.forward(minutes=1)
    await loop.slack.quiet(0.3)
    await loop.slack.behave()
    await shown_once(loop, "Nobody answers")
    assert len(await loop.feedback.cards()) == 1


async def test_a_card_that_somebody_deleted_is_posted_anew_when_it_changes(loop: Loop) -> None:
    sent = await loop.survey("nps-email", 3, "Nobody answers")
    card = await loop.feedback.expect_card("Nobody answers")
    channel = loop.server.workspace.conversation("#customer-feedback")
    assert channel is not None
    message = channel.message(card.ts)
    assert message is not None
    loop.server.workspace.erase(channel, message)
    await sent.comments("Hello?")
    await loop.feedback.expect_card("Hello?")
    await shown_once(loop, "Hello?")


async def test_slack_answers_garbage(loop: Loop) -> None:
    await loop.slack.fault("garbage", method=POST, times=2)
    await loop.survey("nps-email", 3, "Nobody answers")
    await loop.slack.expect_calls(POST, 2)
    await loop.forward(minutes=5)
    await shown_once(loop, "Nobody answers")


async def test_slack_refuses_our_blocks_for_a_while(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    await loop.slack.fault("invalid_blocks", block="rich_text")
    for n in range(3):
        await loop.survey("nps-email", 3, f"Number {n}", email=f"c{n}@many.example")
    await shown_once(loop, "Number 0", "Number 1", "Number 2")
    assert len([line for line in caplog.messages if "invalid content" in line]) == 1


async def test_a_fault_is_named_once_and_so_is_its_end(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "loopwell")
    await loop.slack.fault("error", method=POST, error="internal_error", times=6)
    for n in range(3):
        await loop.survey("nps-email", 3, f"Number {n}", email=f"c{n}@many.example")
    await loop.slack.expect_calls(POST, 3)
    await loop.forward(minutes=5)
    await loop.slack.expect_calls(POST, 6)
    await loop.forward(minutes=5)
    await shown_once(loop, "Number 0", "Number 1", "Number 2")
    assert len([line for line in caplog.messages if "does not take a message" in line]) == 1
    assert len([line for line in caplog.messages if "takes messages again" in line]) == 1


async def test_slack_cannot_be_reached_when_the_bot_starts(loop: Loop) -> None:
    """Answers are taken and kept; the cards come when Slack does."""
    await loop.stop()
    there = loop.settings.slack_api_url
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        object.__setattr__(loop.settings, "slack_api_url", f"http://127.0.0.1:{nobody.getsockname()[1]}/api/")
        object.__setattr__(loop.settings, "slack_app_token", None)
        await loop.start()
        sent = await loop.survey("nps-email", 3, "Nobody answers")
        assert sent.answers[-1]["status"] == 202
        assert await problems(loop) == [], "a balancer would send the surveys away"
        loop.house.work.client.base_url = there
        await loop.forward(minutes=5)
        await loop.feedback.expect_card("Nobody answers")
        assert len(await loop.feedback.cards()) == 1


async def test_answers_of_a_year_ago_come_out_of_order(loop: Loop) -> None:
    """The provider's own time orders them: an old delivery that was found again takes nothing back."""
    sent = await loop.survey("nps-email", 3, "First")
    first = sent._last
    await loop.feedback.expect_card("First")
    await loop.forward(hours=24 * 365)
    await sent.comments("A year later")
    card = await loop.feedback.expect_card("A year later")
    await loop.deliver(first)
    await loop.slack.quiet()
    await card.refresh()
    assert card.shows("A year later")
    assert len([card for card in await loop.feedback.cards() if card.shows("Claim") and card.shows("Snooze")]) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("rules", [{"company": {"name": "Acme", "admins": ["U0ADMIN", "@old-agents"]}}])
async def test_a_user_group_that_slack_does_not_know_is_told_to_an_admin(loop: Loop) -> None:
    """Somebody tidied up the groups, and nobody of that one may act any more."""
    told = await loop.adam.direct.expect_card("loopwell.toml names the user group @old-agents")
    assert told.shows("which Slack does not know: was it renamed or deleted?")
