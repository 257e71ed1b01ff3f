"""Commands: what `/loop` answers, and who sees it."""

import pytest

from tests.loop import Loop

both = pytest.mark.parametrize("transport", ["socket", "http"])


@both
async def test_loop_alone_helps(loop: Loop) -> None:
    """The first thing that anybody types must not be an error."""
    assert await loop.ana.command("/loop") == {"ok": True}
    help_ = await loop.ana.expect_ephemeral("/loop mine")
    for word in ("/loop open", "/loop case 12", "/loop find nordlys", "/loop report week", "share"):
        assert help_.shows(word)
    assert not await loop.feedback.cards()


@pytest.mark.parametrize(("typed", "meant"), [("mien", "/loop mine"), ("reprot month", "/loop report week")])
async def test_a_slip_is_understood(loop: Loop, typed: str, meant: str) -> None:
    """Nobody should have to read the manual because of one letter."""
    await loop.ask(loop.ana, typed)
    await loop.ana.expect_ephemeral(f"Did you mean {meant}?")


async def test_nonsense_is_answered_with_the_way_to_help(loop: Loop) -> None:
    """And what was typed, shown back, pings nobody."""
    await loop.ask(loop.ana, "<!channel> `*xyzzy*`")
    told = await loop.ana.expect_ephemeral("I do not know")
    assert told.shows("/loop help")
    assert told.pings == []


async def test_mine_and_open_are_lists_to_act_from(loop: Loop) -> None:
    """Who comes in the morning finds the work without scrolling through the channel."""
    await loop.claimed(loop.ana, 3, name="Tom Baker", email="tom@example.com")
    await loop.survey("nps-email", 4, name="Elena Popa", email="elena@example.com")
    await loop.feedback.expect_card("4 of 10")
    await loop.ask(loop.ana, "mine")
    mine = await loop.ana.expect_ephemeral("Your cases: 1")
    assert mine.shows("Tom Baker")
    assert not mine.shows("Elena Popa")
    await loop.ask(loop.ana, "open")
    opened = await loop.ana.expect_ephemeral("Open cases: 2")
    assert opened.shows("Elena Popa")
    assert opened.shows("yours")


async def test_empty_lists_say_what_to_do_next(loop: Loop) -> None:
    """An empty answer looks like a broken one."""
    for asked, told in [("mine", "You have no open cases."), ("open", "Your teams have no open cases.")]:
        await loop.ask(loop.ana, asked)
        await loop.ana.expect_ephemeral(told)


@pytest.mark.parametrize("asked", ["case 1", "case #1", "CASE 1"])
async def test_a_case_is_found_by_its_number(loop: Loop, asked: str) -> None:
    """A colleague says "case one"; that must be enough."""
    await loop.survey("nps-email", 3, "Nobody answers")
    await loop.feedback.expect_card("3 of 10")
    await loop.ask(loop.ana, asked)
    card = await loop.ana.expect_ephemeral("Nobody answers")
    await card.click("Claim")
    await (await loop.feedback.expect_card("3 of 10")).expect("claimed by Ana Popescu")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("case", "Which case?"),
        ("case twelve", "Which case?"),
        ("case ٣", "Which case?"),
        ("case 99999999999999999999", "There is no case 99999999999999999999."),
        ("case 2147483648", "There is no case 2147483648."),
        ("case 12", "There is no case 12."),
        ("find", "What shall I look for?"),
        ("find nordlys", "I found no case for “nordlys”"),
        ("report year", "I can report on the week or the month"),
    ],
)
async def test_what_cannot_be_answered_is_explained(loop: Loop, asked: str, told: str) -> None:
    """Every dead end shows the way out."""
    await loop.ask(loop.mira, asked)
    await loop.mira.expect_ephemeral(told)


@pytest.mark.parametrize("words", ["łukasz", "WISŁA", "zepsute", "lukasz@wisla.example", "zepsute po"])
async def test_a_case_is_found_by_name_company_address_and_words(loop: Loop, words: str) -> None:
    """On the telephone there is only a name, and no time to spell it in the right capitals."""
    await loop.survey(
        "nps-email", 2, "Zepsute po tygodniu", name="Łukasz Nowak", email="lukasz@wisla.example", account="Wisła"
    )
    await loop.feedback.expect_card("Zepsute")
    await loop.ask(loop.ana, f"find {words}")
    found = await loop.ana.expect_ephemeral("Cases that match")
    assert found.shows("Łukasz Nowak")


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "\\"])
async def test_signs_of_a_query_are_only_signs(loop: Loop, words: str) -> None:
    """A search is not a way to read everything."""
    await loop.survey("nps-email", 2, "Broken", name="Tom Baker")
    await loop.feedback.expect_card("Broken")
    await loop.ask(loop.ana, f"find {words}")
    await loop.ana.expect_ephemeral("I found no case")


@both
async def test_share_shows_the_answer_to_the_channel(loop: Loop) -> None:
    """In a meeting everybody should see the same list."""
    await loop.survey("nps-email", 3)
    await loop.feedback.expect_card("3 of 10")
    await loop.ask(loop.ana, "open share")
    shared = await loop.feedback.expect_card("Open cases of support: 1")
    assert shared.shows("/loop case 1")
    assert shared.buttons == []
    assert not await loop.ana.ephemerals()


async def test_who_cannot_share_is_told_what_is_the_matter_and_can_go_on(loop: Loop) -> None:
    """They would read a list aloud that nobody sees, or not know what to do about it."""
    await loop.claimed(loop.ana, 3, "A secret")
    await loop.ana.command("/loop mine share", channel="#key-accounts")
    alone = await loop.ana.expect_ephemeral("people from another company read along here")
    assert alone.shows("A secret")
    assert alone.shows("yours")
    assert alone.buttons == ["Open"]
    for error, told in (("channel_not_found", "invite me here"), ("internal_error", "try again in a minute")):
        await loop.slack.fault("error", method="conversations.info", error=error)
        await loop.ask(loop.ana, "mine share")
        await loop.ana.expect_ephemeral(told)
        await loop.slack.behave()
    await loop.ask(loop.ana, "settings share")
    assert await loop.ana.modal("My settings")
    await loop.ana.expect_ephemeral("there is nothing here to share")
    assert not [card for card in await loop.accounts.cards() if card.shows("A secret")]
    assert len(await loop.feedback.cards()) == 1
