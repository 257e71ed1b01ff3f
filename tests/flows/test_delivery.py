"""Delivery: cards reach Slack at its pace, worst first, once, and whatever happens on the way."""

import asyncio

import pytest

from practice.pace import PaceRules
from tests.loop import Json, Loop

QUICK = {"delivery": {"per_second": 25.0, "burst": 3}}
TO_SUPPORT: dict[str, list[object]] = {"routes": []}


@pytest.mark.parametrize(("rules", "pace"), [(QUICK, PaceRules(per_second=25, burst=4, generosity=100))])
async def test_a_burst_of_answers_meets_no_limit(loop: Loop) -> None:
    """An app that Slack has to slow down is an app whose cards come late, and then not at all."""
    await asyncio.gather(*(loop.survey("nps-email", 2, f"Number {n}", email=f"c{n}@example.com") for n in range(12)))
    for n in range(12):
        await loop.feedback.expect_card(f"Number {n}")
    assert await loop.slack.rate_limited() == 0
    assert len(await loop.feedback.cards()) == 12


async def test_the_limit_of_one_channel_delays_no_other(loop: Loop) -> None:
    """A storm in one team must not keep an important customer of another waiting."""
    await loop.slack.fault(
        "rate_limited", method="chat.postMessage", channel="#customer-feedback", retry_after=60, times=1
    )
    await loop.survey("nps-email", 2, "Waits")
    await loop.slack.expect_calls("chat.postMessage")
    await loop.customer(email="ingrid@nordlys.example", touch="high")
    await loop.survey("nps-email", 1, "Is heard", email="ingrid@nordlys.example")
    await loop.accounts.expect_card("Is heard")
    assert not await loop.feedback.cards()


async def test_what_slack_limited_is_said_afterwards_and_once(loop: Loop) -> None:
    """Retry-After is a delay, not a loss."""
    await loop.slack.fault("rate_limited", method="chat.postMessage", retry_after=1, times=1)
    await loop.survey("nps-email", 2, "Waits a second")
    await loop.feedback.expect_card("Waits a second")
    assert len(await loop.feedback.cards()) == 1
    assert len(await loop.slack.calls("chat.postMessage")) == 2


@pytest.mark.parametrize("rules", [TO_SUPPORT])
async def test_the_worst_comes_first(loop: Loop) -> None:
    """When much waits, the customer who is about to leave is not behind ten who say thank you."""
    await loop.slack.fault("rate_limited", method="chat.postMessage", retry_after=3600)
    await loop.customer(email="big@example.com", touch="high", value=480_000)
    await loop.customer(email="worth@example.com", value=90_000)
    arrivals = [("glad", 10), ("small", 3), ("worth", 3), ("big", 3)]
    for name, score in arrivals:
        await loop.survey("nps-email", score, f"I am {name}", email=f"{name}@example.com")
    await loop.stop()
    await loop.slack.behave()
    await loop.start()
    for name, _score in arrivals:
        await loop.feedback.expect_card(f"I am {name}")
    shown = [card.text for card in await loop.feedback.cards()]
    assert [next(name for name, _score in arrivals if f"I am {name}" in text) for text in shown] == [
        "big",
        "worth",
        "small",
        "glad",
    ]


async def test_a_restart_goes_on_where_it_stopped(loop: Loop) -> None:
    """A bot that is restarted while Slack is away must neither forget a customer nor say anything twice."""
    await loop.slack.fault("error", method="chat.postMessage", error="internal_error")
    sent = await loop.survey("nps-email", 3, name="Tom Baker")
    await loop.slack.expect_calls("chat.postMessage")
    home = await loop.ana.open_home()
    await home.click("Claim", near="Tom Baker")
    await home.expect("You have 1 open case")
    await sent.comments("Nobody answers")
    await loop.stop()
    await loop.slack.behave()
    await loop.start()
    await loop.forward(minutes=10)
    card = await loop.feedback.expect_card("Nobody answers")
    assert card.shows("claimed by Ana Popescu")
    await loop.slack.quiet(0.05)
    assert len(await loop.feedback.cards()) == 1
    assert (await sent.again()).answers[-1]["body"] == {"status": "duplicate"}


async def test_a_card_posted_before_a_restart_is_the_same_card_after_it(loop: Loop) -> None:
    """Buttons pressed on yesterday's card still work, and it is edited in place."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await loop.stop()
    await loop.start()
    await card.click("Claim", by=loop.ana)
    await card.expect("claimed by Ana Popescu")
    assert len(await loop.feedback.cards()) == 1


async def updates_taken(loop: Loop) -> list[Json]:
    return [call for call in await loop.slack.calls("chat.update") if call["ok"]]


async def test_many_changes_while_slack_is_away_are_one_update(loop: Loop) -> None:
    """The card shows what is true now, not everything that was true on the way."""
    sent = await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await loop.card_stays_old()
    await card.click("Claim", by=loop.ana)
    await card.choose("More", "Log a call", by=loop.ana)
    call = await loop.ana.modal("Log a call")
    await call.fill("What was said?", "All is well").submit()
    await sent.comments("Thank you for the call")
    before = len(await updates_taken(loop))
    await loop.card_catches_up()
    await card.expect("in touch since")
    await card.expect("Thank you for the call")
    await loop.slack.quiet(0.05)
    assert len(await updates_taken(loop)) == before + 1


async def test_a_card_whose_blocks_slack_refuses_is_shown_in_plain_words(loop: Loop) -> None:
    """Better an ugly card than a customer whom nobody sees."""
    await loop.slack.fault("invalid_blocks", block="rich_text")
    await loop.survey("nps-email", 3, "Nobody <answers> & I wait", name="Tom Baker")
    card = await loop.feedback.expect_card("3 of 10")
    assert [block["type"] for block in card.blocks] == ["section", "actions"]
    for words in ("Tom Baker", "Nobody <answers> & I wait", "Case 1", "nobody has it yet"):
        assert card.shows(words)
    assert card.pings == []
