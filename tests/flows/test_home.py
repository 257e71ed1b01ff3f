"""Home: what each person finds when they open Loopwell."""

import pytest

from tests.loop import Loop


async def test_an_agent_sees_their_cases_and_what_the_team_has(loop: Loop) -> None:
    """The page that shows in one look what to do next."""
    await loop.claimed(loop.ana, 3, name="Tom Baker", email="tom@example.com")
    await loop.survey("nps-email", 4, name="Elena Popa", email="elena@example.com")
    await loop.feedback.expect_card("4 of 10")
    home = await loop.ana.open_home()
    for words in ("Hello Ana Popescu", "You have 1 open case", "My cases", "Tom Baker", "My team's open loops"):
        assert home.shows(words)
    assert home.shows("Elena Popa")
    assert not home.shows("The last 7 days")


async def test_a_manager_sees_the_week_at_a_glance(loop: Loop) -> None:
    """Without asking for a report."""
    await loop.survey("nps-email", 3)
    await loop.feedback.expect_card("3 of 10")
    home = await loop.mira.open_home()
    assert home.shows("The last 7 days")
    assert home.shows("Opened 1, was 0")


async def test_a_newcomer_is_told_how_it_works(loop: Loop) -> None:
    """An empty page teaches nobody."""
    home = await loop.ana.open_home()
    assert home.shows("All loops are closed")
    assert home.shows("Press Claim on the card")


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_home_follows_what_is_done_there_and_elsewhere(loop: Loop) -> None:
    """A page that shows yesterday's work makes people do it twice."""
    await loop.survey("nps-email", 3, name="Tom Baker")
    card = await loop.feedback.expect_card("3 of 10")
    home = await loop.ana.open_home()
    assert await home.click("Claim", near="Tom Baker") == {"ok": True}
    await home.expect("You have 1 open case")
    await card.expect("claimed by Ana Popescu")
    await card.choose("More", "Release", by=loop.ana)
    await home.expect("You have no open cases")
    await card.expect("nobody has it yet")
    await card.click("Not a case", by=loop.ana)
    dismissing = await loop.ana.modal("Not a case")
    await dismissing.fill("Why is this not a case?", "A test").submit()
    await home.expect("All loops are closed")


async def test_a_refusal_at_home_is_said_in_a_window(loop: Loop) -> None:
    """The Home tab has no channel in which to whisper."""
    await loop.survey("nps-email", 3, name="Tom Baker")
    await loop.feedback.expect_card("3 of 10")
    home = await loop.ana.open_home()
    await loop.jonas.open_home()
    card = await loop.feedback.expect_card("3 of 10")
    await card.click("Claim", by=loop.jonas)
    await home.click("Claim", near="Tom Baker")
    told = await loop.ana.modal("Loopwell")
    assert told.shows("Jonas Berg already has this one.")


async def test_a_reply_can_be_written_at_home(loop: Loop) -> None:
    """Who works through the list need not look for the card."""
    card = await loop.claimed(loop.ana)
    home = await loop.ana.open_home()
    await home.click("Reply", near="Case 1")
    reply = await loop.ana.modal("Reply")
    assert await reply.submit() == {"ok": True}
    await card.expect("in touch since")
    await home.expect("customer contacted")
