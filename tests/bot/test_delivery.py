"""Delivery: the worst first, at Slack's pace, each card once, and what changed meanwhile is shown in the end."""

from datetime import timedelta

import pytest

from playbooks.sending import FIRST_RETRY, LAST_RETRY
from storage import cards
from storage.cards import Card
from tests.flows.waiting import until
from tests.loop import Json, Loop

POST, UPDATE = "chat.postMessage", "chat.update"
ONE_TEAM = pytest.mark.parametrize("rules", [{"routes": []}])


async def sends(loop: Loop) -> list[Json]:
    """The posts and updates in the order in which Slack heard of them."""
    return [call for call in await loop.slack.calls() if call["method"] in (POST, UPDATE)]


async def a_post_is_on_its_way(loop: Loop) -> None:
    async def look() -> bool | None:
        return any(call["method"] == POST for call in loop.server.workspace.calls) or None

    await until(look)


async def tried(loop: Loop, words: str) -> None:
    """Until Slack has been asked to show this, whether it did or not."""

    async def look() -> bool | None:
        return (
            any(call["method"] == POST and words in str(call["arguments"]) for call in await loop.slack.calls()) or None
        )

    await until(look)


async def card_after(loop: Loop, failures: int) -> Card:
    async def look() -> Card | None:
        card = await loop.house.store.read(cards.find, 1)
        return card if card and card.attempts == failures else None

    return await until(look)


@ONE_TEAM
async def test_who_needs_us_most_is_seen_first(loop: Loop) -> None:
    await loop.slack.fault("rate_limited", method=POST, retry_after=1)
    for email, touch, value in [
        ("low", "low", 0),
        ("rich", "low", 90_000),
        ("small", "high", 10),
        ("top", "high", 9**6),
    ]:
        await loop.customer(email=f"{email}@many.example", touch=touch, value=value)
    for email, score in [("glad", 10), ("low", 3), ("small", 3), ("rich", 3), ("top", 3)]:
        await loop.survey("nps-email", score, f"I am {email}", email=f"{email}@many.example")
    await tried(loop, "I am top")  # from here on all of them wait
    await loop.slack.behave()
    await loop.feedback.expect_card("I am glad")
    seen = [card.text for card in await loop.feedback.cards()]
    order = ["top", "small", "rich", "low", "glad"]
    assert [next(name for name in order if f"I am {name}" in text) for text in seen] == order


async def test_one_channel_that_must_wait_delays_no_other(loop: Loop) -> None:
    await loop.slack.fault("rate_limited", channel="#customer-feedback", retry_after=3600)
    await loop.survey("nps-email", 3, "in the slow channel")
    await a_post_is_on_its_way(loop)
    await loop.customer(email="ceo@nordlys.example", touch="high")
    await loop.survey("nps-email", 3, "in the other one", email="ceo@nordlys.example")
    await loop.survey("nps-email", 2, "in the slow channel too", email="kari@nordlys.example")
    await loop.accounts.expect_card("in the other one")
    await loop.slack.quiet()
    slow = [call for call in await sends(loop) if call["arguments"]["channel"] == "#customer-feedback"]
    assert len(slow) == 1, "the channel was asked again before its time"
    assert await loop.feedback.cards() == []


async def test_retry_after_is_kept(loop: Loop) -> None:
    await loop.slack.fault("rate_limited", method=POST, retry_after=1, times=1)
    await loop.survey("nps-email", 3)
    await loop.feedback.expect_card("3 of 10")
    refused, taken = await sends(loop)
    assert (refused["ok"], taken["ok"]) == (False, True)
    assert taken["time"] - refused["time"] >= 1


async def test_what_changes_while_the_card_is_posted_is_shown_on_the_same_card(loop: Loop) -> None:
    await loop.slack.fault("stall", method=POST, seconds=1, times=1)
    sent = await loop.survey("nps-email", 3)
    await a_post_is_on_its_way(loop)
    await sent.comments("Nobody answers")
    card = await loop.feedback.expect_card("Nobody answers")
    assert [call["method"] for call in await sends(loop)] == [POST, UPDATE]
    assert [one.ts for one in await loop.feedback.cards()] == [card.ts]
    updated = (await sends(loop))[1]["arguments"]
    assert updated["ts"] == card.ts


async def test_many_changes_while_slack_is_down_are_one_update(loop: Loop) -> None:
    sent = await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await loop.card_stays_old()
    for number in range(10):
        await sent.comments(f"still waiting, day {number}")
    await loop.card_catches_up()
    await card.expect("day 9")
    await loop.slack.quiet()
    updates = [call["ok"] for call in await sends(loop) if call["method"] == UPDATE].count(True)
    assert updates <= 2, "one, and perhaps one that was on its way when the last of them came"


async def test_a_card_that_slack_does_not_take_is_tried_ever_later_and_never_given_up(loop: Loop) -> None:
    await loop.slack.fault("error", method=POST, error="internal_error")
    before = loop.clock.now()
    await loop.survey("nps-email", 3)
    for failures in range(1, 11):
        card = await card_after(loop, failures)
        wait = min(FIRST_RETRY * 2 ** (failures - 1), LAST_RETRY)
        assert before + wait <= card.next_try_at <= loop.clock.now() + wait
        assert card.problem == "uncertain (internal_error)"
        if failures == 10:
            await loop.slack.behave()
        before = loop.clock.now()
        await loop.forward(hours=1)
    await loop.feedback.expect_card("3 of 10")
    shown = await card_after(loop, 0)
    assert (shown.wanted, shown.problem) == (shown.shown, None)


async def test_one_card_that_slack_refuses_holds_up_no_other(loop: Loop) -> None:
    await loop.slack.fault("error", method=POST, error="internal_error", times=1)
    await loop.survey("nps-email", 3, "refused")
    await card_after(loop, 1)
    await loop.survey("nps-email", 4, "taken", email="kari@nordlys.example")
    await loop.feedback.expect_card("taken")


async def test_blocks_that_slack_does_not_take_hide_no_customer(loop: Loop) -> None:
    await loop.slack.fault("invalid_blocks", block="actions")
    await loop.survey("nps-email", 3, "Nobody answers")
    card = await loop.feedback.expect_card("Nobody answers")
    assert card.buttons == []


async def test_a_restart_goes_on_where_it_stopped_and_says_nothing_twice(loop: Loop) -> None:
    await loop.survey("nps-email", 3, "before")
    card = await loop.feedback.expect_card("before")
    await loop.send("nps-email", b"junk")
    await loop.adam.direct.expect_card("could not be read")
    await loop.slack.fault("rate_limited", method=POST, retry_after=3600)
    await loop.survey("nps-email", 3, "while it was silent", email="kari@nordlys.example")
    await loop.stop()
    await loop.slack.behave()
    await loop.start()
    await loop.feedback.expect_card("while it was silent")
    await card.click("Claim", by=loop.ana)
    await card.expect("claimed by Ana Popescu")
    await loop.slack.quiet()
    assert len(await loop.feedback.cards()) == 2
    assert len(await loop.adam.direct.cards()) == 1


async def test_what_was_put_off_is_said_when_its_time_comes_without_any_other_news(loop: Loop) -> None:
    await loop.slack.fault("error", method=POST, error="internal_error", times=1)
    await loop.survey("nps-email", 3)
    card = await card_after(loop, 1)
    assert card.next_try_at - loop.clock.now() <= timedelta(seconds=2)
    await loop.feedback.expect_card("3 of 10")
