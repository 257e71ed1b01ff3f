"""Set aside: an answer that could not be read is not lost; an admin sees it, mends the cause, and it becomes a case."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from handlers.set_aside import keep
from playbooks.policy import Policy
from storage import deliveries, notices, set_aside
from tests.flows.shop import MENDED, WRONG_SCALE, body, tell, waiting
from tests.loop import Loop

pytestmark = pytest.mark.parametrize("transport", ["http"])


@pytest.mark.parametrize("rules", [WRONG_SCALE])
async def test_an_admin_reads_it_after_mending_the_configuration(loop: Loop) -> None:
    assert await tell(loop, body(rating=1)) == (202, "set-aside")
    await loop.adam.direct.expect_card("set it aside")
    assert not await loop.feedback.cards()

    home = await loop.adam.open_home()
    await home.expect("1 survey answer could not be read.")
    await loop.ask(loop.adam, "set-aside")
    listed = await loop.adam.expect_ephemeral("1 survey answer could not be read")
    assert listed.shows("It broke")
    assert listed.buttons == ["Try again", "Show"]

    await listed.click("Try again", by=loop.adam)
    await loop.adam.expect_ephemeral("Still not readable: ")
    loop.house.policy = MENDED
    await listed.click("Try again", by=loop.adam)
    await loop.adam.expect_ephemeral("Read: case 1.")
    await (await loop.feedback.expect_card("It broke")).expect("Case 1")
    await home.expect("Hello")
    assert not (await loop.adam.open_home()).shows("could not be read")

    await listed.click("Try again", by=loop.adam)
    await loop.adam.expect_ephemeral("This one has been read already.")
    assert len(await loop.feedback.cards()) == 1


@pytest.mark.parametrize("rules", [WRONG_SCALE])
async def test_a_whole_source_is_tried_from_the_modal_and_the_list_follows(loop: Loop) -> None:
    for n in range(23):
        assert await tell(loop, body(f"r{n}", 1 if n else "junk", comment=f"Words {n}")) == (202, "set-aside")
    home = await loop.adam.open_home()
    await home.expect("23 survey answers could not be read.")
    await home.click("Show")
    modal = await loop.adam.modal("Set aside")
    assert modal.shows("Page 1 of 3")
    assert modal.buttons.count("Try all of this source again") == 1
    await modal.click("Next")
    await modal.expect("Page 2 of 3")
    await modal.click("Show", near="Words 7")
    whole = await loop.adam.modal("What came in")
    assert whole.shows('"comment": "Words')
    await whole.close()
    modal = await loop.adam.modal("Set aside")
    loop.house.policy = MENDED
    await modal.click("Try all of this source again")
    await modal.expect("22 were read; 1 is still not readable.")
    assert await waiting(loop) == {"shop": 1}
    assert modal.shows("1 survey answer could not be read")


async def test_what_customers_sent_is_for_admins(loop: Loop) -> None:
    await loop.send("shop", b"not json")
    await loop.ask(loop.ana, "set-aside")
    await loop.ana.expect_ephemeral("Only Loopwell's admins can see this.")
    assert not (await loop.mira.open_home()).shows("could not be read")
    await loop.ask(loop.ana, "help")
    assert not (await loop.ana.expect_ephemeral("/loop mine")).shows("set-aside")
    await loop.ask(loop.adam, "help")
    assert (await loop.adam.expect_ephemeral("/loop mine")).shows("/loop set-aside")


async def test_a_button_that_was_left_behind_asks_again_who_may(loop: Loop) -> None:
    await loop.send("shop", b"not json")
    await loop.ask(loop.adam, "set-aside")
    listed = await loop.adam.expect_ephemeral("not JSON")
    company = loop.policy.company.model_copy(update={"admins": ("U0MIRA",)})
    loop.house.policy = loop.policy.model_copy(update={"company": company})
    for button in ("Try again", "Show"):
        await listed.click(button, by=loop.adam)
        await loop.adam.expect_ephemeral("Only Loopwell's admins can see this.")


async def test_the_same_junk_is_one_row_and_one_notice_and_another_cause_is_another(loop: Loop) -> None:
    """A provider that repeats one bad delivery for ever must not fill the disk or an admin's day."""
    assert await tell(loop, b"not json") == (202, "set-aside")
    again = [await asyncio.gather(*(tell(loop, b"not json") for _ in range(50))) for _round in range(10)]
    assert {answer for some in again for answer in some} == {(200, "duplicate")}
    for n in range(20):
        await tell(loop, b"other junk %d" % n)
    await tell(loop, body(rating="seventy"))
    await loop.adam.direct.expect_card("not a number")
    told = [one for one in await loop.adam.direct.messages() if "set it aside" in one.text]
    assert len(told) == 2
    assert await waiting(loop) == {"shop": 22}
    async with loop.http.get(f"{loop.url}/metrics") as answer:
        families = {family.name: family for family in text_string_to_metric_families(await answer.text())}
    gauge = {one.labels["source"]: one.value for one in families["loopwell_set_aside"].samples}
    assert gauge["shop"] == 22
    assert gauge["nps-email"] == 0


async def test_a_body_that_invents_causes_is_told_a_few_times_only(loop: Loop) -> None:
    for n in range(12):
        await loop.house.store.write(_junk, loop, f"The field `{'x' * n}` should be a text but is missing.", n)
    told = await loop.house.store.read(notices.count_said, "set-aside:")
    assert told == 5
    await loop.house.store.write(_junk, loop, "The field `x` is new.", 99, timedelta(days=1))
    told = await loop.house.store.read(notices.count_said, "set-aside:")
    assert told == 6


def _junk(db: Any, loop: Loop, reason: str, n: int, later: timedelta = timedelta()) -> None:
    status = deliveries.DeliveryStatus.SET_ASIDE
    row = deliveries.NewDelivery("shop", f"sha256:{n}", loop.now() + later, status, {}, b"x", reason)
    assert keep(db, loop.policy, row)


async def test_junk_of_every_kind_can_be_looked_at(loop: Loop) -> None:
    odd = [b"", b"\x00" * 5000, bytes(range(256)) * 8, b"<!channel> *all* @here " * 40, b"x" * 1024 * 1024]
    odd += [b"\xff\xfe" * 500_000, "😀".encode() * 200_000, b"\n \t\n"]
    for junk in odd:
        assert await tell(loop, junk) == (202, "set-aside")
    await loop.ask(loop.adam, "set-aside")
    listed = await loop.adam.expect_ephemeral("8 survey answers could not be read")
    for number in range(1, 9):
        kept = await loop.house.store.read(set_aside.find, number)
        assert kept
        assert kept.body == odd[number - 1]
        await listed.click("Show", by=loop.adam, near=f"{number}: ")
        modal = await loop.adam.modal("What came in")
        if len(kept.body) > 100_000:
            assert modal.shows("The first 20,000 of ")
        await modal.close()


@pytest.mark.parametrize("rules", [WRONG_SCALE])
async def test_raw_bodies_are_let_go_but_never_what_is_still_unread(loop: Loop) -> None:
    assert await tell(loop, body("r1", 3, "kept for a month")) == (202, "accepted")
    assert await tell(loop, b"junk") == (202, "set-aside")
    loop.house.policy = replace_keep(loop.policy, timedelta(days=30))
    await loop.forward(hours=24 * 29)
    assert (await _body(loop, 1)) != b""
    await loop.forward(hours=48)
    assert (await _body(loop, 1)) == b""
    assert (await _body(loop, 2)) == b"junk"
    assert await tell(loop, body("r1", 3, "kept for a month")) == (200, "duplicate")


def replace_keep(policy: Policy, stay: timedelta) -> Policy:
    return policy.model_copy(update={"delivery": policy.delivery.model_copy(update={"keep_raw": stay})})


async def _body(loop: Loop, number: int) -> bytes:
    kept = await loop.house.store.read(set_aside.find, number)
    assert kept
    return kept.body
