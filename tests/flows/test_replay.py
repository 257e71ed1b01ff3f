"""Replay: what was set aside becomes a case once, whoever tries it, however often, and whatever came meanwhile."""

import asyncio
import json

import pytest

from bot.commands import main
from tests.flows.shop import FIELDS, MENDED, WRONG_SCALE, body, cli, shop, tell, waiting
from tests.loop import Loop, policy_with

pytestmark = pytest.mark.parametrize("transport", ["http"])


@pytest.mark.parametrize("rules", [WRONG_SCALE])
async def test_two_replays_at_once_beside_the_bot_make_one_case_each(loop: Loop) -> None:
    for n in range(30):
        address = {"id": f"r{n}", "rating": 1, "comment": ""}
        await tell(loop, json.dumps({"response": address, "customer": {"email": f"c{n}@x.example"}}).encode())
    answers = await asyncio.gather(cli(loop, MENDED), cli(loop, MENDED), cli(loop, MENDED, source="shop"))
    assert {code for code, _said in answers} == {0}
    assert sum(said.count("read: case") for _code, said in answers) == 30
    loop.house.work.delivery.wake()
    await loop.feedback.expect_card("Case 30")
    assert len(await loop.feedback.cards()) == 30
    assert await cli(loop, MENDED) == (0, "Nothing is set aside.\n")


@pytest.mark.parametrize("rules", [WRONG_SCALE])
async def test_the_command_line_says_what_came_of_each(loop: Loop) -> None:
    await tell(loop, body("r1", 1))
    await tell(loop, body("r2", "junk"))
    code, said = await cli(loop, MENDED)
    assert code == 1
    lines = said.splitlines()
    assert lines[0] == "1  shop  2026-03-02 08:00 UTC  read: case 1"
    assert "2  shop" in lines[1]
    assert "still not readable: The score in" in lines[1]
    assert lines[-1] == "1 read, 1 still not readable."
    assert await cli(loop, MENDED, number=4711) == (1, "There is no delivery 4711.\n")
    assert "had been read already" in (await cli(loop, MENDED, number=1))[1]
    nowhere = policy_with({"sources": []})
    assert "not in loopwell.toml any more" in (await cli(loop, nowhere, number=2))[1]


@pytest.mark.parametrize("rules", [WRONG_SCALE])
async def test_older_news_that_was_set_aside_does_not_overrule_what_came_properly(loop: Loop) -> None:
    fields = {**FIELDS, "happened_at": "response.at"}
    loop.house.policy = policy_with(shop(scale=[2, 5], fields=fields))
    await tell(loop, body("r1", 1, "The first words", at="2026-03-01T08:00:00Z"))
    loop.house.policy = mended = policy_with(shop(fields=fields))
    await tell(loop, body("r1", 2, "", at="2026-03-02T07:00:00Z"))
    card = await loop.feedback.expect_card("2 of 5")
    await cli(loop, mended)
    loop.house.work.delivery.wake()
    await card.expect("The first words")  # it fills a gap
    assert card.shows("2 of 5")
    assert len(await loop.feedback.cards()) == 1


@pytest.mark.parametrize("rules", [WRONG_SCALE])
async def test_the_senders_own_repeat_after_the_mending_reads_it(loop: Loop) -> None:
    """Else the repeat would be called a duplicate, and the answer would wait until somebody looks."""
    assert await tell(loop, body()) == (202, "set-aside")
    assert await tell(loop, body()) == (200, "duplicate")
    loop.house.policy = MENDED
    assert await tell(loop, body()) == (202, "accepted")
    assert await tell(loop, body()) == (200, "duplicate")
    await loop.feedback.expect_card("It broke")
    assert await waiting(loop) == {}
    assert await cli(loop, MENDED) == (0, "Nothing is set aside.\n")


async def test_a_provider_with_ids_that_repeats_meanwhile_makes_no_second_case(loop: Loop) -> None:
    """Typeform names each delivery: the set-aside one learns its name when it is read."""
    good = loop.policy
    typeform = good.source("onboarding")
    assert typeform
    wrong = typeform.model_copy(update={"question": "gone"})
    loop.house.policy = good.model_copy(update={"sources": (wrong,)})
    sent = await loop.survey("onboarding", 1, "Lost")
    assert sent.answers[-1]["body"]["status"] == "set-aside"
    loop.house.policy = good
    await sent.again()
    assert sent.answers[-1]["body"]["status"] == "accepted"
    await loop.feedback.expect_card("Lost")
    code, said = await cli(loop, good)
    assert (code, "had come in a second time (case 1)" in said) == (0, True)

    other = await loop.survey("onboarding", 1, "Lost too", email="ida@x.example")
    await other.again()
    assert other.answers[-1]["body"]["status"] == "duplicate"
    await loop.feedback.expect_card("Lost too")
    assert len(await loop.feedback.cards()) == 2


@pytest.mark.parametrize("words", [[], ["--id", "x"], ["--id", "1", "--all"], ["--source"]])
def test_a_replay_of_nothing_in_particular_is_wrong_usage(words: list[str], transport: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["replay", *words])
    assert ended.value.code == 2
