"""Check-ins: the loop is not closed until the customer says so, and only the customer can."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from playbooks.links import Purpose, sign
from storage.check_ins import check_ins
from storage.database import Connection
from tests.flows.writing import asked, check_in_mail, closed, link_in, page
from tests.loop import Loop

pytestmark = pytest.mark.parametrize("transport", ["http"])


async def test_one_says_no_and_one_says_yes(loop: Loop) -> None:
    """Who is not helped after all must not have to begin anew with a stranger."""
    first = await closed(loop, loop.ana, "tom@baker.example", name="Tom Baker", language="nb")
    second = await closed(loop, loop.jonas, "ida@x.example", 4, name="Ida Holm")
    assert asked(loop) == []
    await loop.forward(hours=75)
    ours = await check_in_mail(loop)
    assert ours.subject == "Fikk vi løst det?"
    assert ours.text.startswith("Hei, Tom\n")
    link = link_in(ours)
    for _scanner in range(2):
        status, shown = await page(loop, link)
        assert (status, 'lang="nb" dir="ltr"' in shown, "Ja, det er løst" in shown) == (200, True, True)
    assert first.shows("closed by")

    status, shown = await page(loop, link, word="no", comment="It <b>came back</b>", score="2")
    assert (status, "Noen hos Acme tar kontakt" in shown) == (200, True)
    await first.expect("claimed by Ana Popescu")
    await first.expect("the customer says it is not solved")
    await first.expect_reply("It <b>came back</b>")
    await loop.ana.direct.expect_card("It is open again, and yours.")
    assert (await page(loop, link, word="no"))[0] == 200
    assert len(await first.replies()) == 1

    link = link_in(await check_in_mail(loop, "ida@x.example"))
    assert (await page(loop, link, word="yes"))[0] == 200
    await second.expect("✓ recovered, said the customer")
    await second.expect("closed by Jonas")

    await loop.ask(loop.mira, "report recovery")
    report = await loop.mira.expect_ephemeral("Did we solve it?")
    for line in (
        "Recovered 1 of 2 who answered (50 %)",
        "Asked 2, was 0",
        "Have not answered 0",
        "3 days in the middle",
    ):
        assert report.shows(line), f"{line!r} is not in\n{report.text}"
    assert await report.click("Show these", near="Said no") == {"ok": True}
    assert (await loop.mira.modal("Cases")).shows("Tom Baker")


async def test_a_link_that_cannot_be_used_changes_nothing(loop: Loop) -> None:
    card = await closed(loop, loop.ana, language="fa")
    await loop.forward(hours=24 * 4)
    link = link_in(await check_in_mail(loop))
    assert 'lang="fa" dir="rtl"' in (await page(loop, link))[1]
    assert (await page(loop, link, comment="neither yes nor no"))[0] == 400
    assert (await page(loop, link[:-3], word="no"))[0] == 404
    status, shown = await page(loop, link, word="no", comment="خیلی بد " * 9000)
    assert (status, 'lang="fa" dir="rtl"' in shown) == (413, True)
    assert (await page(loop, f"{loop.url}/feedback/made-up", word="no"))[0] == 404
    await loop.forward(hours=31 * 24)
    assert (await page(loop, link, word="no"))[0] == 410
    loop.house.settings = replace(loop.house.settings, secret="another-secret-since-then")
    assert (await page(loop, link, word="no"))[0] == 404
    assert (await card.refresh()).shows("closed by")


def dropped(db: Connection) -> list[str | None]:
    return list(db.scalars(select(check_ins.c.why)))


async def test_who_is_unhappy_again_meanwhile_is_not_asked(loop: Loop) -> None:
    await closed(loop, loop.ana)
    await loop.survey("nps-email", 1, "Again", email="tom@baker.example")
    await loop.feedback.expect_card("Case 2")
    await loop.forward(hours=24 * 7)
    assert await loop.house.store.read(dropped) == ["another case of this customer is open"]
    assert asked(loop) == []


async def test_who_thinks_again_is_taken_at_their_last_word(loop: Loop) -> None:
    """A yes by a slip of the finger must not be the end, and a no that was too early must not stay in the figures."""
    hasty = await closed(loop, loop.ana, name="Tom Baker")
    early = await closed(loop, loop.jonas, "ida@x.example", 4, name="Ida Holm")
    await loop.forward(hours=75)
    link = link_in(await check_in_mail(loop))
    assert (await page(loop, link, word="yes"))[0] == 200
    await hasty.expect("✓ recovered, said the customer")
    assert "So far you have told us that it is solved" in (await page(loop, link))[1]
    assert (await page(loop, link, word="no"))[0] == 200
    await hasty.expect("claimed by Ana Popescu")
    assert not hasty.shows("✓ recovered")

    link = link_in(await check_in_mail(loop, "ida@x.example"))
    assert (await page(loop, link, word="no"))[0] == 200
    await early.expect("claimed by Jonas")
    assert (await page(loop, link, word="yes"))[0] == 200
    await loop.jonas.direct.expect_card("solved after all. You can close it.")
    assert (await early.refresh()).shows("claimed by Jonas")
    await early.expect("next: close it by")
    assert not early.shows("get in touch by")
    buttons = [one for block in early.blocks for one in block.get("elements", []) if one.get("style") == "primary"]
    assert [one["text"]["text"] for one in buttons] == ["Close"]

    await loop.ask(loop.mira, "report recovery")
    assert (await loop.mira.expect_ephemeral("Did we solve it?")).shows("Recovered 1 of 2 who answered (50 %)")


async def test_the_link_of_somebody_who_was_erased_opens_a_friendly_page(loop: Loop) -> None:
    token = sign(loop.settings.secret or "", Purpose.CHECK_IN, "4711", None)
    for press in ({}, {"word": "no"}):
        status, shown = await page(loop, f"{loop.url}/feedback/{token}", **press)
        assert (status, "This link does not work" in shown, "a person reads it" in shown) == (404, True, True)
