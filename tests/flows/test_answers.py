"""Answers: what one customer says over time comes together in one case and on one card."""

import pytest

from tests.loop import Loop


async def _only_card(loop: Loop) -> None:
    await loop.slack.quiet(0.05)
    assert len(await loop.feedback.cards()) == 1


async def test_a_late_comment_joins_its_card(loop: Loop) -> None:
    """Most tools send the score first: two cards would be two people for one customer."""
    sent = await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await sent.comments("Nobody answers")
    await card.expect("Nobody answers")
    assert [answer["status"] for answer in sent.answers] == [202, 202]
    await _only_card(loop)


async def test_a_changed_score_is_shown_with_what_it_was(loop: Loop) -> None:
    """Whether a customer came back is the first thing that an agent should see."""
    sent = await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    await loop.forward(minutes=1)
    await sent.scores(9)
    await card.expect("9 of 10")
    await card.expect("was 3, now 9")
    await _only_card(loop)


@pytest.mark.parametrize("source", ["nps-email", "onboarding", "in-app", "helpdesk"])
async def test_the_same_delivery_twice_gives_one_card(loop: Loop, source: str) -> None:
    """Providers repeat what they are not sure of, and that must not make two cases."""
    sent = await loop.survey(source, 1 if source != "helpdesk" else 0, "Broken")
    await sent.again()
    assert [(one["status"], one["body"]["status"]) for one in sent.answers] == [(202, "accepted"), (200, "duplicate")]
    await loop.feedback.expect_card("Broken")
    await _only_card(loop)


async def test_a_second_answer_of_the_same_customer_joins_the_open_case(loop: Loop) -> None:
    """One customer, one person, whichever survey they answer."""
    card = await loop.claimed(loop.ana, comment="The first trouble")
    await loop.survey("onboarding", 1, "The second trouble")
    await card.expect("The second trouble")
    await card.expect("The first trouble")
    await card.expect("claimed by Ana Popescu")
    await _only_card(loop)


async def test_another_customer_gets_a_case_of_their_own(loop: Loop) -> None:
    """Two customers on one card: one of them would be forgotten."""
    await loop.survey("nps-email", 3, email="a@example.com")
    await loop.survey("nps-email", 4, email="b@example.com")
    first, second = await loop.feedback.expect_card("3 of 10"), await loop.feedback.expect_card("4 of 10")
    assert first.ts != second.ts


async def test_the_same_address_in_other_capitals_is_the_same_customer(loop: Loop) -> None:
    """People do not write their address the same way twice."""
    await loop.survey("nps-email", 3, email="Tom@Example.com")
    card = await loop.feedback.expect_card("3 of 10")
    await loop.survey("onboarding", 1, "Still broken", email="tom@example.COM")
    await card.expect("Still broken")


async def test_a_promoter_becomes_somebody_to_thank(loop: Loop) -> None:
    """Delight that nobody answers fades."""
    await loop.survey("nps-email", 10, "Wonderful")
    card = await loop.feedback.expect_card("10 of 10")
    await card.expect("deserves thanks")
    await card.click("Claim", by=loop.ana)
    await card.expect("claimed by Ana Popescu")
    await card.click("Reply", by=loop.ana)
    reply = await loop.ana.modal("Reply")
    assert "Thank you" in reply.value("Your reply")
    await reply.submit()
    await card.expect("in touch since")
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    assert closing.labels == ["How did it end?", "Anything others should know?"]
    assert await closing.pick("How did it end?", "Solved").submit() == {"ok": True}
    await card.expect("closed by Ana Popescu")


async def test_a_promoter_who_turns_unhappy_becomes_a_rescue(loop: Loop) -> None:
    """Thanking somebody who has just fallen into the well would be the worst answer."""
    await loop.survey("nps-email", 10)
    card = await loop.feedback.expect_card("deserves thanks")
    await loop.survey("onboarding", 1, "Now it is broken")
    await card.expect("needs help")


async def test_a_passive_answer_disturbs_nobody(loop: Loop) -> None:
    """A channel full of sevens and eights is a channel that nobody reads."""
    sent = await loop.survey("nps-email", 7, "It is fine")
    assert sent.answers[0]["status"] == 202
    await loop.survey("nps-email", 3, "Bad", email="other@example.com")
    await loop.feedback.expect_card("Bad")
    assert len(await loop.feedback.cards()) == 1


async def test_a_passive_answer_becomes_a_case_where_a_route_says_so(loop: Loop) -> None:
    """The demo's route: a passive customer who speaks of cancelling is asked why."""
    await loop.survey("nps-email", 7, "I may cancel in June")
    card = await loop.feedback.expect_card("7 of 10")
    await card.expect("worth asking for more")


@pytest.mark.parametrize("rules", [{"routes": [{"team": "support", "when": {"band": "promoter"}, "deliver": "none"}]}])
async def test_a_route_can_keep_answers_quiet(loop: Loop) -> None:
    """Who is not ready to thank everybody must be able to say so."""
    await loop.survey("nps-email", 10, "Lovely")
    await loop.survey("nps-email", 3, "Bad", email="other@example.com")
    await loop.feedback.expect_card("Bad")
    assert len(await loop.feedback.cards()) == 1


async def test_a_passive_answer_whose_score_falls_becomes_a_case(loop: Loop) -> None:
    """Who thinks again and is unhappy after all must be heard."""
    sent = await loop.survey("nps-email", 7, "Fine")
    await loop.forward(minutes=1)
    await sent.scores(2)
    card = await loop.feedback.expect_card("2 of 10")
    assert card.shows("was 7, now 2")
