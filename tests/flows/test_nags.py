"""Reminders: no customer is forgotten because somebody clicked once, and nobody is nagged to death."""

import asyncio
from datetime import timedelta

import pytest

from playbooks.cases import What
from storage import cases
from tests.loop import Loop, Rules
from tests.workspace import Card, Person

SHORT = {
    "limits": {
        "low": {"claim": "2h", "contact": "2h", "close": "4h"},
        "high": {"claim": "2h", "contact": "2h", "close": "4h"},
    }
}
"""It begins on a Monday at nine in Oslo, where the team works from eight to twelve and from one to five."""


@pytest.fixture
def rules() -> Rules:
    return SHORT


async def history(loop: Loop, case_id: int = 1) -> list[What]:
    events = await loop.house.store.read(cases.events_of, [case_id])
    return [event.what for event in events[case_id]]


async def reminders(loop: Loop, who: Person) -> list[Card]:
    """What the bot wrote to this person, once it has said all."""
    await loop.slack.quiet()
    return await who.direct.cards()


async def takes(loop: Loop, who: Person, comment: str, email: str) -> None:
    """A customer writes, and this person claims the case."""
    await loop.survey("nps-email", 3, comment, email=email)
    card = await loop.feedback.expect_card(comment)
    assert await card.click("Claim", by=who) == {"ok": True}
    await card.expect(f"claimed by {who.name}")


async def test_a_case_that_nobody_takes_is_named_in_the_channel_and_disarmed_by_a_claim(loop: Loop) -> None:
    """A card that scrolled away is a customer forgotten."""
    await loop.survey("nps-email", 3, "Nobody answers", name="Tom Baker")
    await loop.feedback.expect_card("3 of 10")
    await loop.forward(minutes=89)
    await loop.feedback.expect_no_card("waiting for somebody")
    await loop.forward(minutes=1)
    word = await loop.feedback.expect_card("1 customer is waiting for somebody to take their case.")
    assert "Nobody answers" in word.spoken
    assert word.buttons == ["Claim", "Open"]
    assert not word.pings
    assert await word.click("Claim", by=loop.jonas) == {"ok": True}
    await word.expect("Nothing here waits any more")
    await word.expect("Tom Baker no longer waits")
    await loop.feedback.expect_card("claimed by Jonas Berg")
    assert await history(loop) == [What.OPENED, What.REMINDED, What.CLAIMED]


async def test_who_claimed_and_fell_silent_is_told_twice_then_the_manager_then_it_is_free_again(loop: Loop) -> None:
    """Claimed and then silent is how loops really stay open."""
    card = await loop.claimed(loop.jonas)
    await loop.forward(minutes=90)
    soft = await loop.jonas.direct.expect_card("1 customer is waiting.")
    assert soft.buttons == ["Reply", "Snooze", "Hand over", "Release", "Open"]
    await loop.forward(minutes=30)
    plain = await loop.jonas.direct.expect_card("overdue: contact was due")
    await card.expect("late: get in touch, it was due")
    await soft.expect("is in a newer list")
    assert not await reminders(loop, loop.mira)
    await loop.forward(hours=1)
    await loop.forward(hours=1)
    late = await loop.mira.direct.expect_card("claimed by Jonas Berg")
    assert late.shows("It has waited long, so perhaps somebody else can help.")
    await loop.forward(hours=1)
    await card.expect("nobody has it yet")
    await card.expect("back in the channel: nobody got in touch within the limit")
    await card.expect("next: claim it by")
    assert "Claim" in card.buttons
    await plain.expect("no longer waits")
    await late.expect("no longer waits")
    assert (await history(loop))[-1] is What.RELEASED


async def test_a_reply_from_the_reminder_ends_it(loop: Loop) -> None:
    """The shortest way from being reminded to being done."""
    card = await loop.claimed(loop.jonas)
    await loop.forward(minutes=90)
    word = await loop.jonas.direct.expect_card("1 customer is waiting.")
    await word.click("Reply")
    reply = await loop.jonas.modal("Reply")
    await reply.fill("Your reply", "Sorry, we mend it today").submit()
    await word.expect("Nothing here waits any more")
    await card.expect("in touch since")


async def test_the_manager_gives_it_to_another_from_the_reminder(loop: Loop) -> None:
    """Who is reminded can do something about it at once."""
    card = await loop.claimed(loop.jonas)
    await loop.forward(hours=4)
    late = await loop.mira.direct.expect_card("claimed by Jonas Berg")
    assert late.buttons == ["Give to Ana Popescu (0 open)", "Hand over", "Release", "Open"]
    await late.click("Give to Ana Popescu (0 open)")
    await late.expect("no longer waits")
    await card.expect("claimed by Ana Popescu")
    await loop.forward(minutes=30)
    assert not [word for word in await reminders(loop, loop.ana) if word.shows("is waiting")]


async def test_a_reminder_releases(loop: Loop) -> None:
    """Who has no time gives the case back with one click."""
    card = await loop.claimed(loop.jonas)
    await loop.forward(minutes=90)
    word = await loop.jonas.direct.expect_card("1 customer is waiting.")
    assert await word.click("Release") == {"ok": True}
    await word.expect("Nothing here waits any more")
    await card.expect("nobody has it yet")
    assert not card.shows("back in the channel")


async def test_waiting_for_the_customer_is_said_on_the_card_and_reminds_nobody(loop: Loop) -> None:
    """Who has written and waits for an answer has done their part."""
    card = await loop.claimed(loop.jonas)
    await card.choose("More", "Log a call", by=loop.jonas)
    await (await loop.jonas.modal("Log a call")).fill("What was said?", "He looks for the invoice").submit()
    await card.expect("in touch since")
    await loop.forward(hours=4)
    word = await loop.jonas.direct.expect_card("1 customer is waiting.")
    await word.click("I'm waiting for the customer")
    waiting = await loop.jonas.modal("Waiting for them")
    assert waiting.value("Until which day?") == "2026-03-05"
    assert await waiting.submit() == {"ok": True}
    await card.expect("waiting for the customer")
    await word.expect("Nothing here waits any more")
    before = len(await reminders(loop, loop.jonas))
    await loop.forward(hours=48)
    assert len(await reminders(loop, loop.jonas)) == before
    await loop.survey("onboarding", 4, "Here it is")
    await card.expect("Here it is")
    assert not card.shows("waiting for the customer")


async def test_nobody_is_reminded_outside_their_own_hours(loop: Loop) -> None:
    """Ana works from Bucharest, where it is noon already; the team in Oslo has an hour to go."""
    await loop.claimed(loop.ana)
    await loop.forward(minutes=125)
    assert not await reminders(loop, loop.ana)
    await loop.forward(minutes=50)
    assert not await reminders(loop, loop.ana)
    await loop.forward(minutes=10)
    word = await loop.ana.direct.expect_card("1 customer is waiting.")
    assert word.shows("overdue")
    assert len(await reminders(loop, loop.ana)) == 1


@pytest.mark.parametrize("rules", [{"limits": {"low": {"claim": "4h", "contact": "4h", "close": "5d"}}}])
async def test_what_came_due_over_the_weekend_is_one_list_on_monday_morning(loop: Loop) -> None:
    """Twelve cases are one message, with the first eight of them and a way to the others."""
    await loop.forward(hours=102)  # Friday, three in the afternoon: the team has just gone home
    for number in range(12):
        await takes(loop, loop.jonas, f"Answer {number}.", email=f"c{number}@nordlys.example")
    await loop.forward(hours=65)  # Monday, eight in the morning
    await loop.forward(hours=3)
    word = await loop.jonas.direct.expect_card("12 customers are waiting.")
    assert word.shows("and 4 more")
    assert len(await reminders(loop, loop.jonas)) == 1
    await word.click("Show all")
    everything = await loop.jonas.modal("Cases")
    assert all(everything.shows(f"Answer {number}.") for number in range(12))


async def test_a_restart_says_nothing_twice(loop: Loop) -> None:
    """Neither does a second tick, nor a tick after a crash."""
    await loop.claimed(loop.jonas)
    await loop.forward(minutes=90)
    await loop.jonas.direct.expect_card("1 customer is waiting.")
    await loop.stop()
    await loop.start()
    await loop.forward(minutes=1)
    await loop.forward(minutes=1)
    assert len(await reminders(loop, loop.jonas)) == 1


async def test_ticks_at_the_same_moment_say_it_once(loop: Loop) -> None:
    """Several workers tick as they please."""
    await loop.claimed(loop.jonas)
    loop.clock.forward(timedelta(minutes=90))
    await asyncio.gather(*(loop.house.work.schedule.tick() for _worker in range(5)))
    await loop.jonas.direct.expect_card("1 customer is waiting.")
    assert len(await reminders(loop, loop.jonas)) == 1
    assert await history(loop) == [What.OPENED, What.CLAIMED, What.REMINDED]


async def test_a_lost_answer_of_slack_does_not_repeat_a_reminder(loop: Loop) -> None:
    """What may have been said is looked for before it is said again."""
    await loop.claimed(loop.jonas)
    await loop.slack.fault("server_error_after", method="chat.postMessage", times=1)
    await loop.forward(minutes=90)
    await loop.jonas.direct.expect_card("1 customer is waiting.")
    await loop.forward(minutes=5)
    assert len(await reminders(loop, loop.jonas)) == 1


@pytest.mark.parametrize("rules", [{**SHORT, "nags": {"per_person_per_day": 1}}])
async def test_over_the_limit_of_the_day_the_last_list_grows_in_silence(loop: Loop) -> None:
    """The seventh message of a day helps nobody, but the case must not vanish."""
    await takes(loop, loop.jonas, "The first", email="first@nordlys.example")
    await loop.forward(minutes=20)
    await takes(loop, loop.jonas, "The second", email="second@nordlys.example")
    await loop.forward(minutes=70)
    word = await loop.jonas.direct.expect_card("1 customer is waiting.")
    await loop.forward(minutes=20)
    await word.expect("2 customers are waiting.")
    assert len(await reminders(loop, loop.jonas)) == 1


async def test_the_account_manager_of_an_important_customer_hears_of_it_first_and_once(loop: Loop) -> None:
    """A large customer's own person calls before anybody else does."""
    await loop.customer(email="ingrid@nordlys.example", name="Ingrid Haugen", touch="high", owner="U0LEILA")
    await loop.survey("nps-email", 2, "We are leaving", email="ingrid@nordlys.example")
    await loop.accounts.expect_card("2 of 10")
    await loop.forward(minutes=1)
    word = await loop.leila.direct.expect_card("You look after this customer, so you hear of it first.")
    assert word.shows("Ingrid Haugen")
    assert word.buttons == ["Claim", "Reply", "Open"]
    await loop.forward(minutes=1)
    assert len(await reminders(loop, loop.leila)) == 1
    assert await word.click("Claim") == {"ok": True}
    await word.expect("Nothing here waits any more")


async def test_a_reminder_for_somebody_who_is_gone_stops_nothing(loop: Loop) -> None:
    """An owner whom Slack does not know must not hold up the others."""
    await loop.customer(email="ingrid@nordlys.example", name="Ingrid Haugen", touch="high", owner="U0NOBODY")
    await loop.survey("nps-email", 2, "We are leaving", email="ingrid@nordlys.example")
    await loop.accounts.expect_card("2 of 10")
    await loop.forward(minutes=90)
    await loop.accounts.expect_card("1 customer is waiting for somebody to take their case.")


async def test_a_guest_hears_nothing_of_customers(loop: Loop) -> None:
    """A customer list may name anybody as the owner; a guest is shown no customer for that."""
    await loop.customer(email="ingrid@nordlys.example", name="Ingrid Haugen", touch="high", owner=loop.guest.id)
    await loop.survey("nps-email", 2, "We are leaving", email="ingrid@nordlys.example")
    await loop.accounts.expect_card("2 of 10")
    await loop.forward(minutes=120)
    await loop.accounts.expect_card("1 customer is waiting for somebody to take their case.")
    assert not await reminders(loop, loop.guest)
