"""Lists: many cases, page by page, and a case opened from one."""

import asyncio

import pytest

from tests.loop import Loop

both = pytest.mark.parametrize("transport", ["socket", "http"])


@both
async def test_a_case_opened_from_a_list_follows_what_is_done_in_it(loop: Loop) -> None:
    """A window that still says "Claim" after the claim is one that people press again."""
    await loop.survey("nps-email", 3, "Nobody answers")
    card = await loop.feedback.expect_card("3 of 10")
    await loop.ask(loop.ana, "open")
    listed = await loop.ana.expect_ephemeral("Open cases: 1")
    await listed.click("Open")
    window = await loop.ana.modal("Case 1")
    assert await window.click("Claim") == {"ok": True}
    await window.expect("claimed by Ana Popescu")
    await card.expect("claimed by Ana Popescu")


@both
async def test_a_case_can_be_answered_and_closed_from_a_list(loop: Loop) -> None:
    """The whole work without leaving the window."""
    await loop.survey("nps-email", 10)
    card = await loop.feedback.expect_card("10 of 10")
    await loop.ask(loop.ana, "open")
    listed = await loop.ana.expect_ephemeral("Open cases: 1")
    await listed.click("Open")
    await (await loop.ana.modal("Case 1")).click("Reply")
    reply = await loop.ana.modal("Reply")
    assert await reply.submit() == {"ok": True}
    await loop.ana.expect_no_modal()
    await card.expect("in touch since")


async def test_a_refusal_in_a_window_is_said_in_a_window(loop: Loop) -> None:
    """What is said in the channel behind it would not be seen."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await loop.ask(loop.ana, "open")
    await (await loop.ana.expect_ephemeral("Open cases: 1")).click("Open")
    window = await loop.ana.modal("Case 1")
    await card.click("Claim", by=loop.jonas)
    await window.click("Claim")
    assert (await loop.ana.modal("Loopwell")).shows("Jonas Berg already has this one.")


async def test_a_long_list_is_turned_page_by_page(loop: Loop) -> None:
    """The forty-first customer must be as easy to reach as the first."""
    answers = (loop.survey("nps-email", 3, f"Number {n}", email=f"c{n}@example.com") for n in range(41))
    await asyncio.gather(*answers)
    await loop.ask(loop.ana, "open")
    listed = await loop.ana.expect_ephemeral("Open cases: 41")
    assert listed.shows("and 31 more")
    assert listed.buttons.count("Open") == 10
    await listed.click("Show all")
    page = await loop.ana.modal("Cases")
    seen = []
    for number in (1, 2, 3):
        await page.expect(f"Page {number} of 3")
        seen += [line for line in page.text.splitlines() if line.startswith("“Number")]
        if number < 3:
            await page.click("Next")
    assert len(set(seen)) == len(seen) == 41
    assert page.buttons == ["Previous", "Open"]
    await page.click("Previous")
    await page.expect("Page 2 of 3")
