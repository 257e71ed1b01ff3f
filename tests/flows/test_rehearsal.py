"""Rehearsal: it says of the past what the bot really did, changes nothing, and is for those who write the rules."""

from datetime import timedelta
from io import StringIO

import pytest

from bot.rehearsal import run_rehearsal
from handlers.rehearsal import Asked, play
from playbooks.cases import Event, What
from storage import cases
from storage.database import Connection
from tests.flows.test_nags import SHORT
from tests.loop import Loop, Rules, policy_with
from tests.workspace import Person


@pytest.fixture
def rules() -> Rules:
    return SHORT


def reminded(db: Connection) -> list[Event]:
    history = cases.events_of(db, range(1, 100))
    return [event for events in history.values() for event in events if event.what is What.REMINDED]


async def lists_for(loop: Loop, who: Person) -> int:
    await loop.slack.quiet()
    return len(await who.direct.cards())


async def test_played_again_under_the_same_rules_it_counts_what_really_happened(loop: Loop) -> None:
    """A rehearsal that shows other figures than the bot makes is worth nothing."""
    await loop.claimed(loop.jonas, 3, "Nobody answers", email="tom@example.com")
    await loop.survey("nps-email", 4, "Too slow", email="elena@example.com")
    await loop.feedback.expect_card("Too slow")
    for _quarter in range(24):
        await loop.forward(minutes=15)
    await loop.mira.direct.expect_card("waited long")
    really = {who.id: await lists_for(loop, who) for who in (loop.jonas, loop.mira, loop.ana)}
    before = await loop.house.store.read(reminded)
    played = await loop.house.store.read(play, loop.policy, Asked(loop.house.clock.now(), 1))
    figures = played.figures
    pings = {who: sum(tally.pings for tally in days.values()) for who, days in figures.people.items()}
    assert {who: count for who, count in really.items() if count} == {who: n for who, n in pings.items() if n}
    assert sum(tally.cards for tally in figures.teams["support"].values()) == 2
    assert figures.given_back == 1
    assert await loop.house.store.read(reminded) == before


async def test_a_rule_is_tried_beside_the_one_in_force(loop: Loop) -> None:
    """Before a rule annoys people, it shows what it would have made."""
    await loop.claimed(loop.jonas, 3, "Nobody answers", email="tom@example.com")
    await loop.survey("nps-email", 10, "Lovely", email="elena@example.com")
    await loop.feedback.expect_card("Lovely")
    await loop.forward(hours=1)
    quiet = policy_with({**SHORT, "routes": [{"team": "support", "when": {"band": "promoter"}, "deliver": "none"}]})
    out = StringIO()
    asked = Asked(loop.house.clock.now(), 30)
    assert await run_rehearsal(loop.settings, loop.policy, quiet, asked, out) == 0
    assert "2 answers came in. It would make 1 case." in out.getvalue()
    assert "2 → 1" in out.getvalue()


async def test_admins_rehearse_in_slack_and_nobody_else(loop: Loop) -> None:
    """It names colleagues and how often they were late."""
    await loop.survey("nps-email", 3, "Nobody answers", email="tom@example.com")
    await loop.feedback.expect_card("Nobody answers")
    await loop.forward(hours=3)
    await loop.ask(loop.adam, "rehearse 7")
    told = await loop.adam.expect_ephemeral("Rehearsal of the last 7 days")
    assert told.shows("1 answer came in. It would make 1 case.")
    assert told.shows("support: 1 card (on 2026-03-02), ")
    assert not told.pings
    await loop.ask(loop.adam, "rehearse share")
    await loop.adam.expect_ephemeral("it is for admins, so it cannot be shared")
    await loop.ask(loop.adam, "rehearse 0")
    await loop.adam.expect_ephemeral("How many days?")
    await loop.ask(loop.ana, "rehearse")
    await loop.ana.expect_ephemeral("Only Loopwell's admins can see this.")


async def test_a_short_time_is_said_to_be_short(loop: Loop) -> None:
    """Figures of half the past must not be taken for all of it."""
    for n in range(3):
        await loop.survey("nps-email", 3, email=f"c{n}@example.com")
    left = iter([True, True])
    asked = Asked(loop.house.clock.now() + timedelta(minutes=1), 30)
    played = await loop.house.store.read(play, loop.policy, asked, lambda: next(left, False))
    assert played.figures.answers == 2
    assert played.figures.ended_early is not None
