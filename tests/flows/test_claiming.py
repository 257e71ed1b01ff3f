"""Claiming: one person takes the case, and everybody sees who."""

import pytest

from tests.loop import Loop

both = pytest.mark.parametrize("transport", ["socket", "http"])


@both
async def test_an_unhappy_customer_becomes_a_case_that_somebody_closes(loop: Loop) -> None:
    """The whole circle: without any one step of it a customer is left in the well."""
    await loop.survey("nps-email", 3, "Nobody answers my mails", name="Tom Baker")
    card = await loop.feedback.expect_card("3 of 10")
    await card.expect("Tom Baker")
    await card.expect("Nobody answers my mails")
    await card.expect_buttons("Claim", "Reply", "Snooze", "Not a case")

    await card.click("Claim", by=loop.ana)
    await card.expect("claimed by Ana Popescu")
    await card.expect_buttons("Reply", "Close", "Snooze", "Not a case")

    await card.click("Reply", by=loop.ana)
    reply = await loop.ana.modal("Reply")
    reply.fill("Your reply", "Dear Tom, I am sorry. What is still open?")
    assert await reply.submit() == {"ok": True}
    await card.expect("in touch since")

    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    closing.pick("How did it end?", "Solved").fill("What caused it?", "Slow support")
    assert await closing.submit() == {"ok": True}
    await card.expect("closed by Ana Popescu")
    await card.expect("cause: Slow support")
    await card.expect_buttons()
    assert len(await loop.feedback.cards()) == 1


@both
async def test_who_claims_second_is_told_who_has_it(loop: Loop) -> None:
    """Otherwise two people would write to the same customer, or nobody."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await card.click("Claim", by=loop.ana)
    await card.click("Claim", by=loop.jonas, as_seen=True)
    await loop.jonas.expect_ephemeral("Ana Popescu already has this one.")
    await card.expect("claimed by Ana Popescu")
    assert not await loop.ana.ephemerals()
