"""Storms: many unhappy customers at once. The channel stays readable, and nobody is lost in it."""

import asyncio

import pytest

from playbooks.storms import CALM_AFTER
from practice.pace import PaceRules
from storage import cards, cases, storms
from tests.flows.waiting import gauge, until
from tests.loop import Loop, Sent
from tests.workspace import Card

POST = "chat.postMessage"
SLOW = {"delivery": {"per_second": 5.0, "burst": 2, "storm_after": "1s"}, "routes": []}
PACE = PaceRules(per_second=6, burst=4, posts_per_minute=10_000, generosity=100)
MANY = 24
pytestmark = pytest.mark.parametrize(("rules", "pace"), [(SLOW, PACE)])


async def rain(loop: Loop, count: int = MANY, at: int = 0, account: str = "Nordlys") -> list[Sent]:
    """So many customers of one company are angry about the same."""
    return list(
        await asyncio.gather(
            *(
                loop.survey("nps-email", 1, "My invoice number is wrong", email=f"c{n}@many.example", account=account)
                for n in range(at, at + count)
            )
        )
    )


async def storm_of(loop: Loop, words: str = "Show the list") -> Card:
    async def look() -> Card | None:
        found = [card for card in await loop.feedback.cards() if "Show the list" in card.buttons]
        assert len(found) <= 1, "two storm cards"
        return found[0] if found and (words in found[0].buttons or found[0].shows(words)) else None

    return await until(look)


async def everybody_is_seen(loop: Loop, count: int) -> None:
    """Each case is on a card of its own or on the storm card, and nothing waits."""

    async def look() -> bool | None:
        rows = [await loop.house.store.read(cards.find, number) for number in range(1, count + 1)]
        seen = [row for row in rows if row and (row.ts or (row.storm_id and not row.alone))]
        return (len(seen) == count and await gauge(loop, "loopwell_cards_waiting") == 0) or None

    await until(look)


async def calm(loop: Loop) -> None:
    await loop.forward(minutes=CALM_AFTER.total_seconds() / 60 + 0.1)


async def test_many_answers_share_one_card(loop: Loop) -> None:
    """Twenty cards in a row are twenty that nobody reads."""
    await rain(loop)
    await everybody_is_seen(loop, MANY)
    await loop.forward(minutes=0.2)
    card = await storm_of(loop)
    shown = await loop.feedback.cards()
    assert len(shown) <= 7
    total = MANY - (len(shown) - 1)
    await card.expect(f"{total} answers")
    for words in ("all are from Nordlys", "invoice number", f"{total} wait for somebody"):
        assert card.shows(words), words
    assert not [ping for one in shown for ping in one.pings]
    assert await loop.slack.rate_limited() == 0
    assert await gauge(loop, "loopwell_storm_cases") == total
    assert await gauge(loop, "loopwell_delivery_lag_seconds") == 0


async def test_the_card_follows_in_place_and_says_when_it_is_over(loop: Loop) -> None:
    await rain(loop)
    await everybody_is_seen(loop, MANY)
    card = await storm_of(loop)
    before = len(await loop.feedback.cards())
    await rain(loop, 10, at=MANY)
    await everybody_is_seen(loop, MANY + 10)
    await loop.forward(minutes=0.2)
    await card.expect(f"{MANY + 10 - (before - 1)} answers came")
    assert len(await loop.feedback.cards()) == before
    await calm(loop)
    await card.expect("and that is over")
    await loop.slack.expect_calls(POST, before + 1)
    lines = [one for one in await loop.feedback.cards() if one.shows("It is calm again")]
    assert [one.pings for one in lines] == [[]]
    assert len(await loop.feedback.cards()) == before + 1
    assert await gauge(loop, "loopwell_storm_cases") == 0
    await loop.survey("nps-email", 1, "After the storm", email="after@many.example")
    await loop.feedback.expect_card("After the storm")


async def test_who_needs_us_most_has_a_card_of_their_own_first(loop: Loop) -> None:
    for n in range(3):
        await loop.customer(email=f"c{n + 18}@many.example", touch="high", value=400_000, name=f"Important {n}")
    await rain(loop)
    for n in range(3):
        await loop.feedback.expect_card(f"Important {n}")
    await everybody_is_seen(loop, MANY)
    assert len(await loop.feedback.cards()) <= 10


async def test_a_customer_who_turns_out_to_matter_gets_a_card(loop: Loop) -> None:
    sent = await rain(loop)
    await everybody_is_seen(loop, MANY)
    await loop.customer(email="c20@many.example", touch="high", name="Important")
    await sent[20].comments("And I leave")
    await loop.feedback.expect_card("And I leave")


async def test_a_late_comment_is_shown_where_the_case_is_shown(loop: Loop) -> None:
    sent = await rain(loop)
    await everybody_is_seen(loop, MANY)
    card = await storm_of(loop)
    before = len(await loop.feedback.cards())
    for one in sent:
        await one.comments("Perhaps because of yesterday's maintenance window")
    await loop.forward(minutes=0.2)
    await card.expect("maintenance window")
    await everybody_is_seen(loop, MANY)
    assert len(await loop.feedback.cards()) == before


async def test_somebody_takes_one_of_them(loop: Loop) -> None:
    """Then it is a case like any other, with a card of its own."""
    await rain(loop)
    await everybody_is_seen(loop, MANY)
    card = await storm_of(loop)
    before = len(await loop.feedback.cards())
    await card.click("Show the list", by=loop.ana)
    window = await loop.ana.modal("Cases")
    await window.click("Open", near="not claimed")
    case = await loop.ana.modal("Case")
    await case.click("Claim")
    await loop.feedback.expect_card("claimed by Ana Popescu")
    assert len(await loop.feedback.cards()) == before + 1
    await loop.forward(minutes=0.2)
    await card.expect("claimed: 1")


async def test_the_list_has_pages(loop: Loop) -> None:
    await rain(loop, 40)
    await everybody_is_seen(loop, 40)
    card = await storm_of(loop)
    await card.click("Show the list", by=loop.ana)
    window = await loop.ana.modal("Cases")
    assert "Page 1 of 2" in window.text
    await window.click("Next")
    await window.expect("Page 2 of 2")


async def test_one_person_takes_all_of_them(loop: Loop) -> None:
    """A set of cases is claimed with one click; they stay on the storm card."""
    await rain(loop)
    await everybody_is_seen(loop, MANY)
    await loop.forward(minutes=0.2)
    card = await storm_of(loop)
    before = len(await loop.feedback.cards())
    await card.click("Claim all that wait", by=loop.ana)
    said = await until(lambda: ephemeral(loop, "more cases are yours now"))
    assert said
    await loop.forward(minutes=0.2)
    await card.expect_buttons("Show the list", "Answer all ...")
    assert len(await loop.feedback.cards()) == before
    mine = await loop.house.store.read(cases.owned_by, loop.ana.id)
    assert len(mine) == MANY - (before - 1)


async def ephemeral(loop: Loop, words: str) -> bool | None:
    return any(one.shows(words) for one in await loop.ana.ephemerals()) or None


async def test_a_restart_in_the_middle(loop: Loop) -> None:
    await rain(loop)
    await storm_of(loop)
    await loop.stop()
    await loop.start()
    await rain(loop, 10, at=MANY)
    await everybody_is_seen(loop, MANY + 10)
    card = await storm_of(loop)
    await calm(loop)
    await card.expect("and that is over")
    assert len([one for one in await loop.feedback.cards() if one.shows("It is calm again")]) == 1


@pytest.mark.parametrize("kind", ["archived", "gone"])
async def test_the_channel_is_gone_in_the_middle(loop: Loop, kind: str) -> None:
    """The customers are seen in the fallback channel, on a storm card there if they are many."""
    await rain(loop)
    await storm_of(loop)
    await loop.slack.fault(kind, channel="#customer-feedback")
    await rain(loop, 10, at=MANY)
    elsewhere = loop.slack.channel("#loopwell-admins")
    await loop.forward(minutes=0.2)
    await loop.adam.direct.expect_card("I cannot post in #customer-feedback")
    await loop.forward(minutes=0.2)

    async def moved() -> bool | None:
        found = [card for card in await elsewhere.cards() if "Show the list" in card.buttons]
        return len(found) == 1 or None

    await until(moved)
    await everybody_is_seen(loop, MANY + 10)
    assert len(await elsewhere.cards()) <= 12
    assert any(card.shows("Some of these belong in #customer-feedback") for card in await elsewhere.cards())
    assert len(await loop.adam.direct.cards()) == 1


async def test_an_answer_lost_on_the_storm_card(loop: Loop) -> None:
    await loop.slack.fault("server_error_after", method=POST)
    await rain(loop, 4)
    await loop.slack.expect_calls(POST, 3)
    await rain(loop, MANY - 4, at=4)
    await loop.slack.quiet(0.5)
    await loop.slack.behave()
    await loop.forward(minutes=6)
    await everybody_is_seen(loop, MANY)
    await loop.feedback.expect_card("🌊 It is calm again")
    said = [card.text for card in await loop.feedback.cards()]
    rows = [await loop.house.store.read(cards.find, number) for number in range(1, MANY + 1)]
    alone = [row for row in rows if row and row.ts]
    assert len(said) == len(alone) + 2


async def test_slack_refuses_the_blocks_of_the_storm_card(loop: Loop) -> None:
    await loop.slack.fault("invalid_blocks", block="actions")
    await rain(loop)
    await everybody_is_seen(loop, MANY)
    await loop.feedback.expect_card("answers came in a rush")


async def test_somebody_deletes_the_storm_card(loop: Loop) -> None:
    await rain(loop)
    card = await storm_of(loop)
    channel = loop.server.workspace.conversation("#customer-feedback")
    assert channel is not None
    message = channel.message(card.ts)
    assert message is not None
    loop.server.workspace.erase(channel, message)
    await rain(loop, 10, at=MANY)
    await loop.forward(minutes=0.2)
    await everybody_is_seen(loop, MANY + 10)
    assert (await storm_of(loop)).ts != card.ts


async def test_a_storm_in_one_team_leaves_the_other_alone(loop: Loop) -> None:
    await rain(loop)
    await storm_of(loop)
    assert await loop.house.store.read(storms.channels) == {"#customer-feedback"}
    assert not await loop.accounts.cards()
