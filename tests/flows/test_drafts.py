"""Drafts: a model proposes, a person decides; and whatever the model does, the template is there."""

from collections.abc import AsyncIterator, Mapping

import pytest

from storage import ai_use
from tests.flows.waiting import until
from tests.loop import Loop
from tests.model import TOKENS, Model, model_running, refuse
from tests.workspace.windows import Modal


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    async with model_running() as running:
        yield running


@pytest.fixture
def ai(model: Model) -> Mapping[str, str]:
    return {"openai_api_key": "sk-practice", "openai_base_url": model.url, "openai_model": "practice"}


async def replying(loop: Loop) -> Modal:
    comment = "Nobody answers my mails, and I am Tom Baker"
    card = await loop.claimed(loop.ana, comment=comment, name="Tom Baker")
    await card.click("Reply", by=loop.ana)
    return await loop.ana.modal("Reply")


async def test_a_draft_is_put_before_the_person_and_never_sent(loop: Loop, model: Model) -> None:
    """The model helps with words; the names go back in here, and only a person sends."""
    reply = await replying(loop)
    model.says(language="en", subject="Your mails", text="Dear [[NAME_1]],\n\nWe read them now.\n\n[[AGENT_1]]")
    assert await reply.click("Draft with AI") == {"ok": True}
    await reply.expect("AI draft, read before sending")
    assert reply.value("Your reply") == "Dear Tom,\n\nWe read them now.\n\nAna Popescu"
    assert reply.shows("Your mails")
    assert "Tom" not in str(model.asked)
    assert "Ana" not in str(model.asked)
    assert model.keys == ["Bearer sk-practice"]
    assert model.data["comment"].startswith("Nobody answers my mails")
    used = await loop.house.store.read(ai_use.used, f"{loop.now():%Y-%m}")
    assert used == TOKENS
    assert await reply.submit() == {"ok": True}


async def test_without_a_usable_draft_the_template_stays_with_a_reason(loop: Loop, model: Model) -> None:
    """A person who waits for words must never be left without any."""
    reply = await replying(loop)
    template = reply.value("Your reply")
    model.does(refuse(500))
    await reply.click("Draft with AI")
    await reply.expect("No usable draft came back: the AI service could not be reached. Here is the template.")
    assert reply.value("Your reply") == template
    model.says(language="en", subject="Hi", text="You get a full refund by Friday, [[NAME_1]].")
    await reply.click("Draft with AI")
    await reply.expect("money back, a time or deadline")
    assert not reply.shows("No usable draft")


async def test_own_words_are_kept_while_a_draft_is_written(loop: Loop, model: Model) -> None:
    """Ten minutes of typing must not vanish for a machine's proposal."""
    reply = await replying(loop)
    reply.fill("Your reply", "I rang him yesterday, he wants his parcel")
    model.says(language="en", subject="Hello", text="Dear [[NAME_1]], sorry.")
    model.may_answer.clear()
    await reply.click("Draft with AI")
    await reply.expect("Drafting")
    assert reply.shows("I rang him yesterday")
    assert reply.labels == []
    model.may_answer.set()
    await reply.expect("AI draft, read before sending")
    reply.typed.clear()
    assert reply.value("Your reply") == "Dear Tom, sorry."
    assert reply.shows("I rang him yesterday")


async def test_who_closes_or_chooses_anew_while_a_draft_is_written_is_left_alone(loop: Loop, model: Model) -> None:
    """A late draft must not overwrite what somebody has turned to since."""
    reply = await replying(loop)
    model.says(language="en", subject="Hello", text="Dear [[NAME_1]], sorry.")
    model.may_answer.clear()
    await reply.click("Draft with AI")
    await reply.expect("Drafting")
    other = reply.options("Start from")[1]
    await reply.choose("Start from", other)
    await loop.slack.quiet(0.05)
    chosen = (await loop.ana.modal("Reply")).value("Your reply")
    model.may_answer.set()

    async def settled() -> bool | None:
        used = await loop.house.store.read(ai_use.used, f"{loop.now():%Y-%m}")
        return True if used == TOKENS else None

    await until(settled)
    await loop.slack.quiet(0.05)
    reply = await loop.ana.modal("Reply")
    assert reply.value("Your reply") == chosen
    assert not reply.shows("AI draft")


@pytest.mark.parametrize("rules", [{"drafts": {"monthly_tokens": 100}}])
async def test_a_used_up_budget_is_said_kindly_and_told_once(loop: Loop, model: Model) -> None:
    """Nobody pays more than they meant to, and the admins know why drafts have stopped."""
    reply = await replying(loop)
    for _turn in range(2):
        await reply.click("Draft with AI")
        await reply.expect("This month's budget for AI is used up, so there is no draft. Here is the template.")
    assert model.asked == []
    await loop.adam.direct.expect_card("The AI budget for 2026-03")


@pytest.mark.parametrize("ai", [{}])
async def test_without_a_key_there_is_no_button(loop: Loop) -> None:
    """A button that cannot work is worse than none."""
    reply = await replying(loop)
    assert "Draft with AI" not in reply.text
    assert loop.house.work.readings is None
