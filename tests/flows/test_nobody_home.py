"""Nobody home: a customer does not wait for somebody who is not there, and who is not there is left in peace."""

from datetime import UTC, datetime

import pytest

from tests.loop import Loop, Rules, policy_with
from tests.workspace import Card

SHORT = {
    "limits": {
        "low": {"claim": "2h", "contact": "2h", "close": "4h"},
        "high": {"claim": "2h", "contact": "2h", "close": "4h"},
    }
}
"""It begins on Monday, 2 March 2026, at nine in Oslo; the team works from eight to twelve and from one to five."""


@pytest.fixture
def rules() -> Rules:
    return SHORT


async def reminders(loop: Loop) -> list[Card]:
    """What the bot wrote to Jonas, once it has said all."""
    await loop.slack.quiet()
    return await loop.jonas.direct.cards()


async def test_an_important_customer_is_first_their_account_managers_then_everybodys(loop: Loop) -> None:
    """The person whom the customer knows calls before anybody else; but not if they never look."""
    await loop.customer(email="ingrid@nordlys.example", name="Ingrid Haugen", touch="high", owner="U0LEILA")
    await loop.survey("nps-email", 2, "We are leaving", email="ingrid@nordlys.example")
    card = await loop.accounts.expect_card("with Leila Karimi, account manager, until")
    assert "Claim" in card.buttons
    await loop.forward(minutes=1)
    await loop.leila.direct.expect_card("You look after this customer, so you hear of it first.")
    await loop.forward(minutes=85)
    assert not [one for one in await loop.accounts.cards() if one.shows("waiting for somebody")]
    await loop.forward(minutes=10)
    await card.expect("now for the whole team: the account manager has not had the time")
    await loop.accounts.expect_card("1 customer is waiting for somebody to take their case.")


async def test_the_case_of_who_left_the_company_is_given_to_another_with_one_click(loop: Loop) -> None:
    """An account that was closed must not bury a customer."""
    card = await loop.claimed(loop.jonas)
    await loop.slack.fault("deactivated", user=loop.jonas.id)
    await loop.slack.expect_calls("users.info")
    await loop.slack.quiet()
    await loop.forward(minutes=1)
    asked = await loop.mira.direct.expect_card("Jonas Berg has left")
    await card.expect("Jonas Berg has left, and the team's managers are asked who takes it")
    await asked.click("Give to Ana Popescu (0 open)")
    await card.expect("claimed by Ana Popescu")
    await asked.expect("no longer waits")


async def test_leave_that_somebody_sets_hands_their_cases_to_their_stand_in(loop: Loop) -> None:
    """Who goes on holiday tells it once, in one place, and customers do not notice."""
    card = await loop.claimed(loop.jonas)
    await loop.ask(loop.jonas, "settings")
    mine = await loop.jonas.modal("My settings")
    mine.pick("First day", "2026-03-02").pick("Last day", "2026-03-01").pick("Who stands in for you?", loop.ana)
    await mine.submit()
    assert mine.errors == {"Last day": "The last day lies before the first."}
    mine.pick("Last day", "2026-03-13")
    assert await mine.submit() == {"ok": True}
    await loop.forward(minutes=1)
    await card.expect("given to Ana Popescu (stands in for Jonas Berg)")
    home = await loop.jonas.open_home()
    assert home.shows("leave from 2026-03-02 to 2026-03-13")
    assert home.buttons.count("My settings") == 1


async def test_who_wants_quiet_or_is_at_no_device_is_reminded_later(loop: Loop) -> None:
    """In a talk with a customer, no reminder of another."""
    await loop.claimed(loop.jonas)
    noon = datetime(2026, 3, 2, 10, tzinfo=UTC).timestamp()  # eleven in Oslo
    await loop.jonas.is_now(dnd=[0, noon], presence="away")
    await loop.forward(minutes=100)
    assert not await reminders(loop)
    await loop.forward(minutes=22)
    assert not await reminders(loop)
    await loop.jonas.is_now(presence="active")
    await loop.forward(minutes=11)
    await loop.jonas.direct.expect_card("1 customer is waiting.")


async def test_without_the_scope_reminders_go_on_without_it(loop: Loop) -> None:
    """A right that an admin did not give must not silence the bot."""
    loop.server.config.scopes = loop.server.config.scopes - {"dnd:read"}
    await loop.claimed(loop.jonas)
    await loop.jonas.is_now(dnd=[0, datetime(2026, 3, 9, tzinfo=UTC).timestamp()])
    await loop.forward(minutes=90)
    await loop.jonas.direct.expect_card("1 customer is waiting.")


async def test_waiting_for_the_customer_can_be_said_on_the_card(loop: Loop) -> None:
    """Who has done their part says so where they stand."""
    card = await loop.claimed(loop.jonas)
    await card.click("Snooze", by=loop.jonas)
    modal = await loop.jonas.modal("Snooze")
    assert await modal.pick("When should it come back?", "When the customer answers").submit() == {"ok": True}
    await card.expect("waiting for the customer")


async def test_other_limits_count_for_open_cases_and_their_cards_say_since_when(loop: Loop) -> None:
    """A time on a card that is not true any more is worse than none."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("nobody has it yet")
    await loop.forward(minutes=1)
    assert not card.shows("other time limits")
    low = {"claim": "1h", "contact": "1h", "close": "4h"}
    loop.house.policy = policy_with({"limits": {"low": low}})
    await loop.forward(minutes=1)
    await card.expect("other time limits since")
    await loop.forward(minutes=43)
    await loop.feedback.expect_card("1 customer is waiting for somebody to take their case.")
