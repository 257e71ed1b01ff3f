"""Claiming: one person takes the case, everybody sees who, and it can change hands."""

import pytest

from tests.loop import Loop

both = pytest.mark.parametrize("transport", ["socket", "http"])


@both
async def test_who_claims_second_is_told_who_has_it(loop: Loop) -> None:
    """Otherwise two people would write to the same customer, or nobody."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await loop.card_stays_old()
    await card.click("Claim", by=loop.ana)
    await card.click("Claim", by=loop.jonas)
    told = await loop.jonas.expect_ephemeral("Ana Popescu already has this one.")
    assert told.channel == card.channel
    await loop.card_catches_up()
    await card.expect("claimed by Ana Popescu")
    assert not await loop.ana.ephemerals()


async def test_who_claims_twice_is_told_that_they_have_it(loop: Loop) -> None:
    """A double click must not look like a failure."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await loop.card_stays_old()
    await card.click("Claim", by=loop.ana)
    await card.click("Claim", by=loop.ana)
    await loop.ana.expect_ephemeral("You already have this one.")


async def test_a_released_case_can_be_claimed_by_another(loop: Loop) -> None:
    """Who falls ill must not keep a customer waiting."""
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Release", by=loop.ana)
    await card.expect("nobody has it yet")
    await card.expect_buttons("Claim", "Reply", "Snooze", "Not a case")
    await card.click("Claim", by=loop.jonas)
    await card.expect("claimed by Jonas Berg")


@both
async def test_a_case_handed_over_is_in_the_list_of_its_new_owner(loop: Loop) -> None:
    """The one who knows the answer gets the case, and the old owner loses the duty."""
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Hand over", by=loop.ana)
    handing = await loop.ana.modal("Hand over")
    handing.pick("Who takes it?", loop.jonas).fill("What should they know?", "He prefers the telephone")
    assert await handing.submit() == {"ok": True}
    await card.expect("claimed by Jonas Berg")
    await loop.ask(loop.jonas, "mine")
    await loop.jonas.expect_ephemeral("Case 1")
    await loop.ask(loop.ana, "mine")
    await loop.ana.expect_ephemeral("You have no open cases")


async def test_handing_over_to_the_owner_is_refused_at_the_field(loop: Loop) -> None:
    """What was typed stays, and the mistake is named where it was made."""
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Hand over", by=loop.ana)
    handing = await loop.ana.modal("Hand over")
    await handing.pick("Who takes it?", loop.ana).submit()
    assert handing.errors == {"Who takes it?": "Ana Popescu already has this one."}


async def test_an_open_case_handed_over_is_claimed_for_its_new_owner(loop: Loop) -> None:
    """A manager gives work out: nobody else should then be able to claim it."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await card.choose("More", "Hand over", by=loop.mira)
    handing = await loop.mira.modal("Hand over")
    assert await handing.pick("Who takes it?", loop.jonas).submit() == {"ok": True}
    await card.expect("claimed by Jonas Berg")
    assert "Claim" not in card.buttons
