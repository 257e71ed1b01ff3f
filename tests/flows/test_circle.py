"""The whole circle: a cry is heard, a person comes, and the loop is closed."""

import pytest

from tests.loop import Loop


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_an_unhappy_customer_becomes_a_case_that_somebody_closes(loop: Loop) -> None:
    """Without any one step of it a customer is left in the well."""
    await loop.survey("nps-email", 3, "Nobody answers my mails", name="Tom Baker")
    card = await loop.feedback.expect_card("3 of 10")
    await card.expect("Tom Baker")
    await card.expect("Nobody answers my mails")
    await card.expect("nobody has it yet")
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


@pytest.mark.parametrize("source", ["nps-email", "onboarding", "in-app", "helpdesk", "shop"])
async def test_every_kind_of_survey_becomes_a_card(loop: Loop, source: str) -> None:
    """A survey tool that is connected and not heard is worse than none."""
    lowest = {"onboarding": 1, "in-app": 1, "shop": 1}.get(source, 0)
    sent = await loop.survey(source, lowest, "It broke twice", name="Elena Popa")
    assert [answer["status"] for answer in sent.answers] == [202]
    card = await loop.feedback.expect_card("It broke twice")
    assert card.shows("Elena Popa")


async def test_the_card_says_its_case_to_programs(loop: Loop) -> None:
    """Metadata is how others, and Loopwell itself, find the case of a message."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    assert card.metadata == {"event_type": "loopwell_case", "event_payload": {"case": 1}}


async def test_a_screen_reader_hears_all_of_the_card(loop: Loop) -> None:
    """Who does not see the card must still know who is unhappy, how much, why, and what is next."""
    await loop.survey("nps-email", 3, "Nobody answers", name="Tom Baker")
    card = await loop.feedback.expect_card("3 of 10")
    for words in ("3 of 10", "Detractor", "Tom Baker", "Nobody answers", "nobody has it yet", "claim it by"):
        assert words in card.spoken
