"""A lost answer: the message is in Slack, and the bot does not know. It looks, and does not say it twice."""

from datetime import timedelta

import pytest

from bot import reconciling
from storage import cards, incidents
from storage.waiting import Kind
from tests.databases import Database
from tests.flows.waiting import problems, until, until_caught_up, until_ready
from tests.loop import Loop
from tests.waits import waits

FORGET = "UPDATE cards SET ts = NULL, posted_in = NULL, shown = 0"
"""As if the bot had been killed after the post."""
POST = "chat.postMessage"
LOST = ["server_error_after", "drop_after"]
UNSURE_WAITS = {"delivery": {"per_second": 100.0, "burst": 1000, "when_unsure": "wait"}}


async def posts(loop: Loop, channel: str) -> int:
    return len([call for call in await loop.slack.calls(POST) if call["arguments"]["channel"] == channel])


async def once(loop: Loop, words: str, of: int = 1) -> None:
    """The card is there and up to date, and there are so many cards in all."""
    card = await loop.feedback.expect_card(words)

    async def known() -> bool | None:
        row = await loop.house.store.read(cards.find, 1)
        return (row is not None and row.ts == card.ts and row.wanted == row.shown) or None

    await until(known)
    assert len(await loop.feedback.cards()) == of


@pytest.mark.parametrize("lost", LOST)
async def test_a_card_whose_answer_was_lost_is_not_posted_again(loop: Loop, lost: str) -> None:
    """Two cards of one customer are two people who write to them."""
    await loop.slack.fault(lost, method=POST, times=1)
    sent = await loop.survey("nps-email", 3, "Nobody answers")
    await once(loop, "Nobody answers")
    assert await posts(loop, "#customer-feedback") == 1
    await sent.comments("Still nobody")
    await once(loop, "Still nobody")


async def test_many_lost_answers_in_a_row(loop: Loop) -> None:
    await loop.slack.fault("drop_after", method=POST)
    for n in range(6):
        await loop.survey("nps-email", 3, f"Number {n}", email=f"c{n}@many.example")
    await loop.slack.expect_calls(POST, 6)
    await loop.slack.behave()
    await until_caught_up(loop)
    assert len(await loop.feedback.cards()) == 6


async def test_the_look_goes_back_no_further_than_to_the_lost_answer(loop: Loop) -> None:
    """Else a card that has waited for days, refused, would make the bot read more of a busy channel than it can."""
    await loop.slack.fault("error", method=POST, error="team_is_asleep", times=1)
    await loop.slack.fault("drop_after", method=POST, times=1)
    await loop.survey("nps-email", 3, "Nobody answers")

    async def refused() -> bool | None:
        row = await loop.house.store.read(cards.find, 1)
        return (row is not None and row.attempts > 0) or None

    await until(refused)
    await loop.forward(hours=4)
    await loop.slack.expect_calls(POST, 2)
    await until_caught_up(loop)
    await once(loop, "Nobody answers")
    looks = [look for look in await loop.slack.calls("conversations.history") if float(look["arguments"]["oldest"])]
    assert looks
    for look in looks:
        assert float(look["arguments"]["oldest"]) > look["time"] - timedelta(hours=2).total_seconds()


@pytest.mark.parametrize("lost", LOST)
async def test_a_direct_message_whose_answer_was_lost_is_not_said_again(loop: Loop, lost: str) -> None:
    await loop.slack.fault(lost, method=POST, times=1)
    await loop.send("nps-email", b"junk")
    await loop.adam.direct.expect_card("could not be read")

    async def said() -> bool | None:
        return (await loop.house.store.read(waits, Kind.NOTICE)) == {} or None

    await until(said)
    assert len(await loop.adam.direct.cards()) == 1


async def test_the_bot_killed_between_a_post_and_its_row(loop: Loop, database: Database) -> None:
    """It finds its card after the start, and the card's buttons work."""
    await loop.survey("nps-email", 3, "Nobody answers")
    await once(loop, "Nobody answers")
    await loop.stop()
    database.do(FORGET)
    await loop.start()
    await once(loop, "Nobody answers")
    card = await loop.feedback.expect_card("Nobody answers")
    await card.click("Claim", by=loop.ana)
    await card.expect("claimed by Ana Popescu")
    assert await posts(loop, "#customer-feedback") == 1


async def test_a_clock_set_back_hides_no_card_from_the_search(loop: Loop, database: Database) -> None:
    """The case was opened an hour ahead of Slack's time; its card is found all the same."""
    await loop.survey("nps-email", 3, "Nobody answers")
    await once(loop, "Nobody answers")
    await loop.stop()
    database.do(FORGET)
    loop.clock.forward(reconciling.SKEW - timedelta(minutes=5))
    await loop.start()
    await once(loop, "Nobody answers")


async def test_where_no_history_may_be_read_the_card_is_posted_again(loop: Loop) -> None:
    """Better twice than never; the file may say otherwise."""
    loop.server.config.scopes -= {"channels:history"}
    await loop.slack.fault("server_error_after", method=POST, times=1)
    await loop.survey("nps-email", 3, "Nobody answers")
    await loop.slack.expect_calls(POST, 2)
    await loop.feedback.expect_card("Nobody answers")
    assert len(await loop.feedback.cards()) == 2
    assert not await loop.house.store.read(incidents.current)


@pytest.mark.parametrize("rules", [UNSURE_WAITS])
async def test_where_no_history_may_be_read_the_card_waits_if_the_file_says_so(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readiness and the admins say what is missing, once; with the scope it goes on by itself."""
    monkeypatch.setattr(reconciling, "FIRST_WAIT", 0.1)
    loop.server.config.scopes -= {"channels:history"}
    await loop.slack.fault("server_error_after", method=POST, channel="#customer-feedback", times=1)
    await loop.survey("nps-email", 3, "Nobody answers")
    told = await loop.adam.direct.expect_card("I may not read #customer-feedback")
    assert told.shows("missing_scope")
    await loop.survey("nps-email", 3, "Waits too", email="kari@nordlys.example")
    async with loop.http.get(f"{loop.url}/readyz") as answer:
        assert answer.status == 503
        assert "I may not read #customer-feedback" in await answer.text()
    loop.server.config.scopes |= {"channels:history"}
    await loop.feedback.expect_card("Waits too")
    assert len(await loop.feedback.cards()) == 2
    assert len(await loop.adam.direct.cards()) == 1

    async def ready() -> bool | None:
        async with loop.http.get(f"{loop.url}/readyz") as answer:
            return answer.status == 200 or None

    await until(ready)


@pytest.mark.parametrize("rules", [UNSURE_WAITS])
async def test_the_bot_is_removed_while_a_card_is_in_doubt_and_the_file_says_wait(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card may stand there for all to see, so it is not repeated; readiness and the admins say what is missing."""
    monkeypatch.setattr(reconciling, "FIRST_WAIT", 0.1)
    await loop.slack.fault("bot_removed", channel="#customer-feedback")
    await loop.slack.fault("error", method=POST, error="internal_error", channel="#customer-feedback", times=1)
    await loop.survey("nps-email", 3, "Nobody answers")
    told = await loop.adam.direct.expect_card("I may not read #customer-feedback")
    assert told.shows("not_in_channel")
    assert ["#customer-feedback" in said for said in await problems(loop)] == [True]
    await loop.survey("nps-email", 3, "Waits too", email="kari@nordlys.example")
    await loop.slack.behave()
    await loop.feedback.expect_card("Waits too")
    await until_ready(loop)
    await once(loop, "Nobody answers", of=2)
