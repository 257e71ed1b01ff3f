"""Mail: what a person writes in the card reaches the customer, once, and the card says what became of it."""

from __future__ import annotations

import pytest

from handlers.views.check_in_page import POLICY
from practice.mailbox import Letter
from tests.flows.waiting import until
from tests.flows.writing import mail_comes
from tests.loop import Loop
from tests.workspace import Card


async def letters(loop: Loop, count: int) -> list[Letter]:
    """The customers' mail, once so many have come."""

    async def look() -> list[Letter] | None:
        return loop.server.mailbox.letters if len(loop.server.mailbox.letters) >= count else None

    return await until(look)


async def reply(loop: Loop, card: Card, text: str) -> None:
    await card.click("Reply", by=loop.ana)
    window = await loop.ana.modal("Reply")
    assert await window.fill("Your reply", text).submit() == {"ok": True}


async def test_a_reply_reaches_the_customer_and_the_card_says_so(loop: Loop) -> None:
    card = await loop.claimed(loop.ana, comment="Nobody answers <my> mails", name="Tom Baker")
    await reply(loop, card, "Dear Tom,\nI am sorry. See https://acme.example/help?a=1&b=2.\n\nAna")
    (letter,) = await letters(loop, 1)
    assert letter.to == "tom@bakerandsons.example"
    assert (letter.sender_name, letter.sender) == ("Ana Popescu from Acme", "care@acme.example")
    assert letter.text.startswith("Dear Tom,\nI am sorry.")
    assert '<a href="https://acme.example/help?a=1&amp;b=2">' in letter.html
    assert letter.unsubscribe.startswith(f"{loop.url}/unsubscribe/")
    await card.expect("Mail to tom@bakerandsons.example sent")
    await card.expect("in touch since")

    await reply(loop, card, "Dear Tom, one thing more.")
    second = (await letters(loop, 2))[1]
    assert second.in_reply_to == letter.message_id
    assert letter.message_id in second.references


async def test_a_refused_mail_is_no_contact(loop: Loop) -> None:
    """Otherwise the case looks cared for while the customer has heard nothing."""
    loop.server.mailbox.mood = "refuse"
    card = await loop.claimed(loop.ana)
    await reply(loop, card, "Dear Tom")
    await card.expect("was refused")
    shown = await card.expect("No such mailbox here")
    assert not shown.shows("in touch since")
    assert shown.shows("next: get in touch")


async def test_a_full_mailbox_is_tried_again(loop: Loop) -> None:
    loop.server.mailbox.mood = "full"
    card = await loop.claimed(loop.ana)
    await reply(loop, card, "Dear Tom")
    await card.expect("was not taken yet")
    loop.server.mailbox.mood = "accept"
    await loop.forward(minutes=5)
    await card.expect("sent")
    assert len(await letters(loop, 1)) == 1


async def test_a_mail_that_may_have_arrived_is_not_sent_again_by_itself(loop: Loop) -> None:
    """A customer who is told the same twice by a machine thinks that nobody is there."""
    loop.server.mailbox.mood = "lost"
    card = await loop.claimed(loop.ana)
    await reply(loop, card, "Dear Tom")
    await card.expect("It is not certain whether the mail to")
    loop.server.mailbox.mood = "accept"
    await loop.stop()
    await loop.start()
    await loop.forward(hours=48)
    assert len(await letters(loop, 1)) == 1

    await card.click("Send again", by=loop.ana)
    first, second = await letters(loop, 2)
    assert first.message_id == second.message_id
    await card.expect("sent")


async def test_who_wants_no_contact_gets_none(loop: Loop) -> None:
    await loop.customer(email="tom@bakerandsons.example", do_not_contact=True)
    card = await loop.claimed(loop.ana)
    await card.click("Reply", by=loop.ana)
    window = await loop.ana.modal("Reply")
    assert "wants no contact" in window.text
    with pytest.raises(AssertionError):
        window.value("Your reply")


async def test_unsubscribing_takes_one_press_and_looking_none(loop: Loop) -> None:
    """A mail scanner that follows the link must not silence a customer; a customer who presses is left alone."""
    card = await loop.claimed(loop.ana, language="fa")
    await reply(loop, card, "Dear Tom")
    (letter,) = await letters(loop, 1)
    async with loop.http.get(letter.unsubscribe) as page:
        shown = await page.text()
        assert page.headers["Content-Security-Policy"] == POLICY
    assert '<html lang="fa" dir="rtl">' in shown
    assert "<script" not in shown
    assert (await card.refresh()).shows("Wants no contact") is False

    async with loop.http.get(letter.unsubscribe[:-3]) as cut:
        assert cut.status == 404
        assert "does not work" in await cut.text()

    async with loop.http.post(letter.unsubscribe, data={"List-Unsubscribe": "One-Click"}) as pressed:
        assert pressed.status == 200
    await card.expect("Unsubscribed")
    await card.click("Reply", by=loop.ana)
    assert "Please do not write to them" in (await loop.ana.modal("Reply")).text

    again = {"from": letter.to, "text": "Where is my parcel?", "message_id": "<a1@x>", "in_reply_to": letter.message_id}
    assert (await mail_comes(loop, **again))["status"] == "answer"
    await card.expect("the customer answered")
    await card.click("Reply", by=loop.ana)
    window = await loop.ana.modal("Reply")
    assert "Unsubscribed; what they wrote to us since may be answered" in window.text
    assert await window.fill("Your reply", "It is on its way.").submit() == {"ok": True}
    assert "It is on its way." in (await letters(loop, 2))[1].text


async def test_send_and_close_asks_for_the_cause(loop: Loop) -> None:
    """The rules of evidence hold, and the reply has gone whatever happens next."""
    card = await loop.claimed(loop.ana, name="Tom Baker")
    await card.click("Reply", by=loop.ana)
    window = await loop.ana.modal("Reply")
    window.pick("Also", "Send and close")
    assert await window.submit() == {"ok": True}
    closing = await loop.ana.modal("Close the case")
    await letters(loop, 1)
    closing.pick("How did it end?", "Explained").fill("What caused it?", "one-off")
    assert await closing.submit() == {"ok": True}
    await card.expect("closed by Ana Popescu")
    await card.expect("Mail to tom@bakerandsons.example sent")


async def test_the_preview_shows_what_is_typed_just_now(loop: Loop) -> None:
    card = await loop.claimed(loop.ana)
    await card.click("Reply", by=loop.ana)
    window = await loop.ana.modal("Reply")
    window.fill("Your reply", "Dear Tom, hold on")
    await window.click("Preview")
    assert "Dear Tom, hold on" in (await loop.ana.modal("Preview")).text


async def test_who_sends_as_themselves_gets_the_answer(loop: Loop) -> None:
    card = await loop.claimed(loop.ana)
    await card.click("Reply", by=loop.ana)
    window = await loop.ana.modal("Reply")
    window.fill("Your reply", "Dear Tom").pick("Also", "Send as me")
    assert await window.submit() == {"ok": True}
    (letter,) = await letters(loop, 1)
    assert letter.reply_to.startswith("ana")
    assert letter.sender == "care@acme.example"
