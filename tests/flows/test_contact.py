"""Contact: the customer hears from us, by mail or by telephone, and the case says so."""

import pytest

from tests.loop import Loop


async def test_a_logged_call_is_a_contact(loop: Loop) -> None:
    """Who telephones should not have to write a mail as well to be allowed to close."""
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Log a call", by=loop.ana)
    call = await loop.ana.modal("Log a call")
    assert await call.fill("What was said?", "He will send the invoice again").submit() == {"ok": True}
    await card.expect("in touch since")


async def test_a_call_without_words_is_no_evidence(loop: Loop) -> None:
    """A blank would make the history worthless."""
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Log a call", by=loop.ana)
    call = await loop.ana.modal("Log a call")
    await call.fill("What was said?", "   ").submit()
    assert call.errors == {"What was said?": "Please say why in a few words."}


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_a_reply_starts_from_the_template_that_fits_and_can_be_changed(loop: Loop) -> None:
    """The words are there when they are needed, and they are the agent's own in the end."""
    card = await loop.claimed(loop.ana, comment="Nobody answers my mails", name="Tom Baker")
    await card.click("Reply", by=loop.ana)
    reply = await loop.ana.modal("Reply")
    assert "Nobody answers my mails" in reply.text
    assert len(reply.options("Start from")) == 3
    draft = reply.value("Your reply")
    assert "Hello Tom" in draft
    assert "Ana Popescu" in draft

    other = reply.options("Start from")[1]
    await reply.choose("Start from", other)
    await loop.slack.quiet(0.05)
    reply = await loop.ana.modal("Reply")
    assert reply.value("Your reply") != draft
    assert await reply.fill("Your reply", "Dear Tom, call me: 555 1234").submit() == {"ok": True}
    await card.expect("in touch since")

    await loop.ask(loop.ana, "case 1")
    assert (await loop.ana.expect_ephemeral("Case 1")).shows("in touch since")


async def test_a_reply_claims_a_case_that_nobody_has(loop: Loop) -> None:
    """Who answers has it: nobody else should answer too."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await card.click("Reply", by=loop.jonas)
    reply = await loop.jonas.modal("Reply")
    assert await reply.submit() == {"ok": True}
    await card.expect("claimed by Jonas Berg, in touch since")


async def test_an_empty_reply_is_not_marked_as_sent(loop: Loop) -> None:
    """Otherwise a slip would count as a contact."""
    card = await loop.claimed(loop.ana)
    await card.click("Reply", by=loop.ana)
    reply = await loop.ana.modal("Reply")
    await reply.fill("Your reply", " \n ").submit()
    assert list(reply.errors) == ["Your reply"]
    await loop.slack.quiet(0.05)
    assert (await card.refresh()).shows("next: get in touch")


async def test_the_words_that_were_sent_are_in_the_case_history(loop: Loop) -> None:
    """The next person must be able to read what the customer was told."""
    card = await loop.claimed(loop.ana, comment="x" * 2000)
    await card.click("Reply", by=loop.ana)
    reply = await loop.ana.modal("Reply")
    await reply.fill("Your reply", "Dear Tom, the parcel is on its way").submit()
    await card.expect("in touch since")
    await card.click("Show all", by=loop.jonas)
    story = await loop.jonas.modal("Case 1")
    assert "the parcel is on its way" in story.text
