"""Closing: a loop is closed with evidence, and the cause is named."""

from tests.loop import Loop
from tests.workspace import Card


async def _called(loop: Loop) -> Card:
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Log a call", by=loop.ana)
    call = await loop.ana.modal("Log a call")
    await call.fill("What was said?", "All is well again").submit()
    return await card.expect("in touch since")


async def test_without_contact_only_no_contact_can_be_chosen(loop: Loop) -> None:
    """A loop that was closed in silence is not closed."""
    card = await loop.claimed(loop.ana)
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    assert closing.options("How did it end?") == ["Customer wants no contact"]
    assert "Nobody has been in touch with the customer yet" in closing.text


async def test_a_case_that_lost_its_evidence_is_refused_at_the_field(loop: Loop) -> None:
    """A window that stood open while the world changed must not close a case over nothing."""
    card = await _called(loop)
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    await closing.pick("How did it end?", "Solved").fill("What caused it?", "  ").submit()
    assert closing.errors == {"What caused it?": "Please name what caused it, or write one-off."}
    await closing.fill("What caused it?", "one-off").submit()
    await card.expect("cause: a one-off")


async def test_a_case_closed_by_another_meanwhile_says_so_in_the_window(loop: Loop) -> None:
    """Who typed a page should learn why it was not taken, and lose none of it."""
    card = await _called(loop)
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    await card.click("Not a case", by=loop.mira)
    dismissing = await loop.mira.modal("Not a case")
    await dismissing.fill("Why is this not a case?", "A test").submit()
    await card.expect("closed by Mira Solberg")
    await closing.pick("How did it end?", "Solved").fill("What caused it?", "Slow support").submit()
    assert closing.errors == {"How did it end?": "This case is already closed."}


async def test_a_note_and_an_outcome_stay_on_the_card(loop: Loop) -> None:
    """The team learns from how it ended."""
    card = await _called(loop)
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    closing.pick("How did it end?", "Explained").fill("What caused it?", "Unclear invoice")
    await closing.fill("Anything others should know?", "He has a new address").submit()
    for words in ("closed by Ana Popescu", "Explained", "cause: Unclear invoice", "note: He has a new address"):
        await card.expect(words)


async def test_a_customer_who_wants_no_contact_can_be_let_go(loop: Loop) -> None:
    """Their wish is evidence enough; nobody should have to invent a call. It is kept to later, too."""
    card = await loop.claimed(loop.ana)
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    closing.pick("How did it end?", "Customer wants no contact")
    assert await closing.fill("What caused it?", "one-off").submit() == {"ok": True}
    await card.expect("Customer wants no contact")
    await card.expect("Wants no contact")


async def test_not_a_case_needs_a_reason(loop: Loop) -> None:
    """Otherwise "not a case" would be the quickest way to a clean list."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await card.click("Not a case", by=loop.ana)
    dismissing = await loop.ana.modal("Not a case")
    await dismissing.fill("Why is this not a case?", " ").submit()
    assert dismissing.errors == {"Why is this not a case?": "Please say why in a few words."}
    assert await dismissing.fill("Why is this not a case?", "Our own test survey").submit() == {"ok": True}
    await card.expect("closed by Ana Popescu")
    await card.expect("note: Our own test survey")


async def test_a_customer_who_is_unhappy_again_after_closing_gets_a_new_case(loop: Loop) -> None:
    """A closed case must not swallow the next cry."""
    card = await loop.claimed(loop.ana)
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    await closing.pick("How did it end?", "Customer wants no contact").fill("What caused it?", "one-off").submit()
    await card.expect("closed by Ana Popescu")
    await loop.survey("nps-email", 1, "Again!")
    again = await loop.feedback.expect_card("Again!")
    assert again.ts != card.ts
    assert again.shows("Earlier: 3 of 10")
