"""Roles: who may act on a case, and what the others are told."""

import pytest

from tests.loop import Loop
from tests.workspace import Card

INGRID = "ingrid.haugen@nordlys.example"


async def _key_account(loop: Loop) -> Card:
    await loop.customer(email=INGRID, account="Nordlys Shipping", touch="high", value=480_000, owner="U0LEILA")
    await loop.survey("nps-email", 2, "We are leaving", email=INGRID, name="Ingrid Haugen")
    return await loop.accounts.expect_card("2 of 10")


async def test_an_important_customer_goes_to_the_key_accounts_team(loop: Loop) -> None:
    """The loudest loss of all is the one that the account manager reads about last."""
    card = await _key_account(loop)
    for words in ("Nordlys Shipping", "High touch", "480,000 a year", "Account manager: Leila Karimi"):
        assert card.shows(words)
    assert not await loop.feedback.cards()
    await card.click("Claim", by=loop.leila)
    await card.expect("claimed by Leila Karimi")


async def test_the_account_manager_may_act_in_another_team_and_on_a_claimed_case(loop: Loop) -> None:
    """It is her customer, wherever the case landed and whoever has it."""
    await loop.customer(email="tom@example.com", touch="low", owner="U0LEILA")
    card = await loop.claimed(loop.ana, email="tom@example.com")
    await card.choose("More", "Log a call", by=loop.leila)
    call = await loop.leila.modal("Log a call")
    assert await call.fill("What was said?", "I know him, all is well").submit() == {"ok": True}
    await card.expect("claimed by Ana Popescu, in touch since")


async def test_somebody_of_another_team_is_refused_politely(loop: Loop) -> None:
    """Who is not on the team cannot take its case away by a slip of the mouse."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await card.click("Claim", by=loop.leila)
    await loop.leila.expect_ephemeral("This case belongs to another team.")
    await loop.slack.quiet(0.05)
    assert (await card.refresh()).shows("nobody has it yet")


async def test_somebody_of_another_company_sees_the_card_and_cannot_act(loop: Loop) -> None:
    """In a shared channel the customer's own people stand beside ours."""
    card = await _key_account(loop)
    await card.click("Claim", by=loop.stranger)
    await loop.stranger.expect_ephemeral("Only people who work here can do that.")
    await card.click("Reply", by=loop.stranger)
    await loop.stranger.expect_no_modal()
    await loop.slack.quiet(0.05)
    assert (await card.refresh()).shows("with Leila Karimi, account manager")


async def test_a_guest_is_shown_nothing(loop: Loop) -> None:
    """A guest of one project must not read what all customers say."""
    await loop.survey("nps-email", 3, "A secret", name="Tom Baker")
    await loop.feedback.expect_card("3 of 10")
    for asked in ("open", "find Tom", "case 1", "mine", "report"):
        await loop.guest.command(f"/loop {asked}", channel="#general")
    await loop.guest.expect_ephemeral("Only people who work here can do that.")
    assert not [card for card in await loop.guest.ephemerals() if card.shows("A secret") or card.shows("3 of 10")]
    home = await loop.guest.open_home()
    assert home.shows("nothing to show you")


@pytest.mark.parametrize("rules", [{"teams": [{"name": "support", "channel": "#customer-feedback"}], "routes": []}])
async def test_a_stranger_whom_slack_does_not_describe_is_not_let_in(loop: Loop) -> None:
    """A team without a list of members is open to all who work here, and only to them, whatever Slack's mood."""
    await loop.survey("nps-email", 3, "A secret")
    await loop.feedback.expect_card("3 of 10")
    await loop.slack.fault("error", method="users.info", error="internal_error")
    await loop.guest.command("/loop open", channel="#general")
    await loop.guest.command("/loop case 1", channel="#general")
    await loop.slack.quiet(0.05)
    assert not [card for card in await loop.guest.ephemerals() if card.shows("3 of 10")]


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_an_agent_may_not_act_on_the_case_of_another(loop: Loop) -> None:
    """Whoever has the case has it alone."""
    card = await loop.claimed(loop.ana)
    for button in ("Reply", "Close", "Snooze", "Not a case"):
        await card.click(button, by=loop.jonas)
    await loop.jonas.expect_ephemeral("Ana Popescu has this case. They or a manager can do that.")
    await card.choose("More", "Release", by=loop.jonas)
    await loop.slack.expect_calls("response_url", 5)
    await loop.jonas.expect_no_modal()
    assert {told.text for told in await loop.jonas.ephemerals()} == {
        "Ana Popescu has this case. They or a manager can do that."
    }
    assert (await card.refresh()).shows("claimed by Ana Popescu")


async def test_a_manager_may_act_on_the_case_of_another(loop: Loop) -> None:
    """When the owner is away somebody must be able to go on."""
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Release", by=loop.mira)
    await card.expect("nobody has it yet")


async def test_a_window_opened_before_the_case_changed_hands_is_refused(loop: Loop) -> None:
    """What may be done is asked when it is done, not when the window opened."""
    card = await loop.claimed(loop.ana)
    await card.click("Snooze", by=loop.ana)
    snooze = await loop.ana.modal("Snooze")
    await card.choose("More", "Hand over", by=loop.mira)
    handing = await loop.mira.modal("Hand over")
    await handing.pick("Who takes it?", loop.jonas).submit()
    await card.expect("claimed by Jonas Berg")
    snooze.pick("When should it come back?", "In an hour")
    await snooze.fill("Why?", "Something").submit()
    assert "Jonas Berg has this case" in " ".join(snooze.errors.values())
