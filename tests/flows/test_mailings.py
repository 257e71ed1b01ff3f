"""One to many: a set of customers answered at once, each in person, each once, and never one who should not be."""

from __future__ import annotations

import asyncio

import pytest

from bot.library import load_library
from playbooks.replies import say_in
from practice.mailbox import Letter
from storage import cases, customers, mailings, recipients
from storage.database import Connection
from tests.flows.test_storms import PACE, SLOW, everybody_is_seen, rain, storm_of
from tests.flows.waiting import until
from tests.loop import Loop
from tests.workspace import Card, Modal

MANY = 16
FIRST = 12
IN_NORWEGIAN, NO_CONTACT = ("c12@many.example", "c13@many.example"), "c14@many.example"
QUICK = {"per_minute": 600}
ONE_A_MINUTE = {"per_minute": 1}


def letters(loop: Loop) -> list[Letter]:
    return list(loop.server.mailbox.letters)


async def until_letters(loop: Loop, count: int) -> list[Letter]:
    async def look() -> list[Letter] | None:
        return letters(loop) if len(letters(loop)) >= count else None

    return await until(look)


async def preview_of(loop: Loop, window: Modal) -> Modal:
    assert await window.submit() == {"ok": True}
    return await loop.ana.modal("Before you send")


async def send(window: Modal, count: int) -> None:
    assert window.view["submit"]["text"] == f"Send {count} mails"
    assert await window.submit() == {"ok": True}


async def shows(loop: Loop, card: Card, words: str) -> None:
    """The message is brought up to date every few seconds."""

    async def look() -> bool | None:
        await card.refresh()
        if card.shows(words):
            return True
        await loop.forward(minutes=0.1)
        return None

    await until(look)


@pytest.mark.parametrize(("rules", "pace"), [({**SLOW, "mailings": QUICK}, PACE)])
async def test_a_storm_is_answered_at_once_and_each_customer_in_person(loop: Loop) -> None:
    for email in IN_NORWEGIAN:
        await loop.customer(email=email, language="nb", name="Kari Nordmann")
    await loop.customer(email=NO_CONTACT, do_not_contact=True)
    await rain(loop, FIRST)
    await storm_of(loop)
    await rain(loop, MANY - FIRST, at=FIRST)
    await everybody_is_seen(loop, MANY)
    await loop.forward(minutes=0.2)
    storm = await storm_of(loop, "Claim all that wait")
    await storm.click("Claim all that wait", by=loop.ana)
    held = int((await loop.ana.expect_ephemeral("more cases are yours")).text.split()[0])
    await shows(loop, storm, f"claimed: {held}")

    await storm.click("Answer all ...", by=loop.ana)
    window = await loop.ana.modal("Answer many")
    window.pick("What to say", "Trouble with a bill")
    preview = await preview_of(loop, window)
    count = held - 1
    assert preview.shows("1 who wants no contact")
    assert preview.text.count("@many.example") == 3
    assert preview.shows("To Kari Nordmann")
    await send(preview, count)

    sent = await until_letters(loop, count)
    assert len({letter.to for letter in sent}) == len(sent) == count
    assert NO_CONTACT not in {letter.to for letter in sent}
    billing = next(one for one in load_library() if one.name == "billing_trouble")
    for letter in sent:
        wanted = "nb" if letter.to in IN_NORWEGIAN else "en"
        assert f'<html lang="{say_in(billing, wanted)[0]}"' in letter.html
        assert ("Kari" in letter.text) == (letter.to in IN_NORWEGIAN)
    progress = await loop.feedback.expect_card("Trouble with a bill")
    await shows(loop, progress, f"answered {count} customers")
    assert progress.shows(f"{count} sent")
    assert "Stop" not in progress.buttons
    assert not progress.pings
    await shows(loop, storm, f"customer contacted: {count}")

    await loop.ask(loop.mira, "report outreach")
    assert (await loop.mira.expect_ephemeral("What came of mails")).shows(f"{count} sent")


@pytest.mark.parametrize("rules", [{"mailings": ONE_A_MINUTE}])
async def test_it_goes_on_after_a_restart_asks_again_each_time_and_can_be_stopped(loop: Loop) -> None:
    """Who has been answered is not answered again, and who was answered by a colleague meanwhile is left to them."""
    answers = (loop.survey("nps-email", 2, "Too slow", email=f"c{n}@many.example") for n in range(5))
    await asyncio.gather(*answers)
    await loop.ask(loop.ana, "open")
    await (await loop.ana.expect_ephemeral("Open cases: 5")).click("Answer these ...")
    preview = await preview_of(loop, await loop.ana.modal("Answer many"))
    await send(preview, 5)
    await send_again_sends_nothing(loop)
    (first,) = await until_letters(loop, 1)
    progress = await loop.feedback.expect_card("is answering 5 customers")
    await shows(loop, progress, "1 sent, 4 to go")

    await loop.stop()
    await loop.start()
    await loop.forward(minutes=1.1)
    await until_letters(loop, 2)
    third = await turn_of(loop)
    taken = await loop.feedback.expect_card(f"c{third}@many.example")
    await taken.click("Claim", by=loop.jonas)
    await loop.forward(minutes=1.1)
    third_letter = (await until_letters(loop, 3))[2]
    assert third_letter.to != f"c{third}@many.example"
    await shows(loop, progress, "3 sent, 1 left out, 1 to go")
    assert progress.shows("1 that somebody else has")

    await progress.click("Stop", by=loop.jonas)
    await loop.jonas.expect_ephemeral("can stop this")
    await progress.click("Stop", by=loop.ana)
    await shows(loop, progress, "Ana Popescu stopped it")
    await loop.forward(minutes=5)
    await shows(loop, progress, "3 sent, 1 left out, 1 not sent")
    assert sorted({letter.to for letter in letters(loop)}) == sorted(letter.to for letter in letters(loop))
    assert len(letters(loop)) == 3
    assert first.sender_name.startswith("Ana Popescu")


async def turn_of(loop: Loop) -> int:
    """Whose turn is next: the number in the address."""
    (mailing,) = await loop.house.store.read(mailings.going)
    return int((await loop.house.store.read(_address, mailing.id)).partition("@")[0].removeprefix("c"))


def _address(db: Connection, mailing_id: int) -> str:
    case = cases.find(db, recipients.next_of(db, mailing_id) or 0)
    assert case is not None
    return customers.get(db, case.customer_id).email or ""


async def send_again_sends_nothing(loop: Loop) -> None:
    """What was sent away closes; there is no second window to press."""
    window = await loop.ana.modal("Loopwell")
    assert window.shows("mails are on their way")
    await window.close()
    await loop.ana.expect_no_modal()


@pytest.mark.parametrize("rules", [{"mailings": QUICK}])
async def test_one_address_that_refuses_does_not_hold_up_the_others(loop: Loop) -> None:
    loop.server.mailbox.mood = "refuse"
    await asyncio.gather(*(loop.survey("nps-email", 2, "Slow", email=f"c{n}@many.example") for n in range(2)))
    await loop.ask(loop.ana, "open")
    await (await loop.ana.expect_ephemeral("Open cases: 2")).click("Answer these ...")
    await send(await preview_of(loop, await loop.ana.modal("Answer many")), 2)
    progress = await loop.feedback.expect_card("0 sent, 2 not delivered")
    await loop.ask(loop.ana, "mine")
    await loop.ana.expect_ephemeral("2")
    assert not progress.shows("to go")
