"""Races: many people and many deliveries at the very same moment, through real HTTP and the real store."""

import asyncio
import json
import random
from datetime import datetime, timedelta

import pytest

from playbooks.cases import CaseState, What
from practice.company import User
from practice.sources import SOURCES
from storage import cases, customers, responses
from tests.loop import Loop

CROWD = [User(f"U0CROWD{number}", f"crowd{number}", f"Person {number} of the crowd") for number in range(100)]
ANYBODY_MAY = {"teams": [{"name": "support", "channel": "#customer-feedback"}], "routes": []}
SHOP_TELLS_WHEN = {
    "sources": [
        {
            "name": "shop",
            "provider": "generic",
            "secret": SOURCES["shop"].secret,
            "metric": "stars",
            "signature": {"header": "X-Signature", "prefix": "sha256="},
            "fields": {
                "id": "response.id",
                "score": "response.rating",
                "comment": "response.comment",
                "email": "customer.email",
                "happened_at": "response.answered_at",
            },
        }
    ],
}


def in_the_room(loop: Loop) -> None:
    workspace = loop.server.workspace
    workspace.config.ack_timeout = 60
    workspace.users |= {one.id: User(**vars(one)) for one in CROWD}
    workspace.conversations["C0FEEDBACK"].members += [one.id for one in CROWD]


@pytest.mark.parametrize("rules", [ANYBODY_MAY])
@pytest.mark.parametrize("transport", ["http"])
async def test_of_a_hundred_who_claim_at_once_one_has_it_and_99_are_told_who(loop: Loop) -> None:
    in_the_room(loop)
    for one in CROWD:
        await loop.house.work.desk.meet(one.id)
    await loop.survey("nps-email", 3, "Nobody answers")
    card = await loop.feedback.expect_card("3 of 10")
    claim = card.press("Claim", None, None) | {"channel": card.channel, "ts": card.ts}

    clicks = [loop.slack.post("click", **claim, **{"as": one.id}) for one in CROWD]
    assert await asyncio.gather(*clicks) == [{"ok": True}] * len(CROWD)

    case = await loop.house.store.read(cases.find, 1)
    assert case is not None
    assert (case.state, case.version) == (CaseState.CLAIMED, 2)
    history = (await loop.house.store.read(cases.events_of, [1]))[1]
    assert [(event.what, event.who) for event in history] == [(What.OPENED, None), (What.CLAIMED, case.owner)]
    owner = next(one for one in CROWD if one.id == case.owner)
    await card.expect(f"claimed by {owner.real_name}")
    told = loop.server.workspace.conversations["C0FEEDBACK"].ephemeral
    while len(told) < len(CROWD) - 1:
        await loop.slack.expect_calls("response_url", len(told) + 1)
    assert sorted(str(one.only_for) for one in told) == sorted(one.id for one in CROWD if one is not owner)
    assert {one.text for one in told} == {f"{owner.real_name} already has this one."}
    assert len(await loop.feedback.cards()) == 1


async def test_a_customer_who_answers_many_surveys_at_once_has_one_case_and_one_card(loop: Loop) -> None:
    kinds = [("nps-email", 2), ("onboarding", 1), ("in-app", 1), ("shop", 1)] * 10
    sent = await asyncio.gather(*(loop.survey(source, score, email="kari@nordlys.example") for source, score in kinds))
    assert [one.answers[0]["status"] for one in sent] == [202] * len(kinds)

    assert len(await loop.house.store.read(customers.get_many, range(1, 100))) == 1
    answers = (await loop.house.store.read(responses.of_customers, [1]))[1]
    assert [answer.case_id for answer in answers] == [1] * len(kinds)
    await loop.slack.quiet()
    assert len(await loop.feedback.cards()) == 1


async def test_a_delivery_repeated_a_hundred_times_at_once_is_one_answer(loop: Loop) -> None:
    sent = await loop.survey("shop", 1, "broken")
    await asyncio.gather(*(sent.again() for _ in range(100)))
    told = [(one["status"], one["body"]["status"]) for one in sent.answers]
    assert told == [(202, "accepted"), *[(200, "duplicate")] * 100]
    await loop.slack.quiet()
    assert len(await loop.feedback.cards()) == 1


@pytest.mark.parametrize("rules", [SHOP_TELLS_WHEN])
async def test_news_of_one_answer_that_come_all_at_once_and_out_of_order_end_in_the_last(loop: Loop) -> None:
    sent = await loop.survey("shop", 5, "It came!")
    begun = loop.now() - timedelta(hours=1)
    states = [state(begun + timedelta(seconds=number), number % 5 + 1, f"word {number}") for number in range(30)]
    random.Random(7).shuffle(states)
    answers = await asyncio.gather(*(loop.send("shop", one) for one in states))
    assert [one["status"] for one in answers] == [202] * 30
    kept = await loop.house.store.read(responses.find, "shop", "r1")
    assert kept is not None
    assert (kept.score, kept.comment) == (5, "word 29")
    assert sent.answers[0]["status"] == 202
    card = await loop.feedback.expect_card("word 29")
    await card.expect("5 of 5")


def state(at: datetime, rating: int, comment: str) -> bytes:
    """What the shop tells of the answer r1 as it was then."""
    answer = {"id": "r1", "rating": rating, "comment": comment, "answered_at": at.isoformat()}
    return json.dumps({"response": answer, "customer": {"email": "kari@nordlys.example"}}).encode()
