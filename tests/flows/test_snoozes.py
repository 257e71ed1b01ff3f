"""Snoozing: a case sleeps for a reason, and comes back by itself."""

import pytest

from tests.loop import Loop


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_a_case_snoozed_until_tomorrow_wakes_in_the_morning(loop: Loop) -> None:
    """A case that sleeps for ever is a customer forgotten."""
    card = await loop.claimed(loop.ana)
    await card.click("Snooze", by=loop.ana)
    snooze = await loop.ana.modal("Snooze")
    snooze.pick("When should it come back?", "Tomorrow morning")
    assert await snooze.fill("Why?", "The new part arrives").submit() == {"ok": True}
    await card.expect("asleep until")
    await card.expect("The new part arrives")
    await loop.forward(hours=20)
    await loop.feedback.expect_card("asleep until")
    await loop.forward(hours=4)
    await card.expect_without("asleep until")
    await card.expect("claimed by Ana Popescu")


async def test_another_day_needs_its_day(loop: Loop) -> None:
    """ "On another day" without one would never come back."""
    card = await loop.claimed(loop.ana)
    await card.click("Snooze", by=loop.ana)
    snooze = await loop.ana.modal("Snooze")
    snooze.pick("When should it come back?", "On another day")
    await snooze.fill("Why?", "The new part").submit()
    assert snooze.errors == {"Which day?": "Choose the day on which it should come back."}
    await snooze.fill("Which day?", "2026-02-27").submit()
    assert snooze.errors == {"Which day?": "That moment has passed. Please choose a later one."}
    assert await snooze.fill("Which day?", "2026-03-09").submit() == {"ok": True}
    await card.expect("asleep until")


async def test_a_new_answer_wakes_the_case(loop: Loop) -> None:
    """A customer who cries again must not wait for our alarm clock."""
    card = await loop.claimed(loop.ana)
    await card.click("Snooze", by=loop.ana)
    snooze = await loop.ana.modal("Snooze")
    snooze.pick("When should it come back?", "Monday morning")
    await snooze.fill("Why?", "The new part").submit()
    await card.expect("asleep until")
    await loop.survey("onboarding", 1, "Still broken")
    await card.expect("Still broken")
    assert not card.shows("asleep")


async def test_a_sleeping_case_stands_apart_at_home(loop: Loop) -> None:
    """What sleeps is not forgotten, and is not in the way."""
    card = await loop.claimed(loop.ana)
    await card.click("Snooze", by=loop.ana)
    snooze = await loop.ana.modal("Snooze")
    snooze.pick("When should it come back?", "In an hour")
    await snooze.fill("Why?", "The new part").submit()
    home = await loop.ana.open_home()
    assert home.shows("Asleep")
    await loop.forward(hours=1)
    await card.expect_without("asleep")
    assert not (await loop.ana.open_home()).shows("Asleep")
