"""Readings: a team reads what a customer wrote in a language that it does not know, and long words in one line."""

from collections.abc import AsyncIterator, Mapping

import pytest

from tests.flows.waiting import until
from tests.loop import Loop
from tests.model import Model, model_running, refuse

TEAM = {"name": "support", "channel": "#customer-feedback", "languages": ["en"]}


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    async with model_running() as running:
        yield running


@pytest.fixture
def ai(model: Model) -> Mapping[str, str]:
    return {"openai_api_key": "sk-practice", "openai_base_url": model.url}


@pytest.fixture
def rules() -> Mapping[str, object]:
    return {"teams": [TEAM], "routes": []}


async def test_a_foreign_comment_stands_on_its_card_with_a_translation(loop: Loop, model: Model) -> None:
    """The original stays: the translation is a help, and says whose work it is."""
    model.says(translation="I am [[NAME_1]], and <!channel> nobody answers")
    await loop.survey("nps-email", 2, "Jeg heter Kari, og ingen svarer", name="Kari Nordmann", language="nb")
    card = await loop.feedback.expect_card("2 of 10")
    card = await card.expect("Translated by AI")
    assert card.shows("I am Kari, and <!channel> nobody answers")
    assert card.shows("Jeg heter Kari, og ingen svarer")
    assert "I am Kari" in card.spoken
    assert "Kari" not in str(model.asked)
    assert len(model.asked) == 1


async def test_a_long_comment_is_summed_up_and_a_changed_one_anew(loop: Loop, model: Model) -> None:
    """Two lines say what it is about; and never what another comment was about."""
    model.says(summary="The parcel never came.")
    sent = await loop.survey("nps-email", 2, "My parcel never came. " * 40, language="en")
    card = await loop.feedback.expect_card("2 of 10")
    await card.expect("Summary by AI: The parcel never came.")
    model.says(summary="The second parcel never came.")
    await sent.comments("My second parcel never came. " * 40)
    await card.expect("Summary by AI: The second parcel never came.")


async def test_a_translation_that_fails_is_made_later(loop: Loop, model: Model) -> None:
    """The card waits for nothing; and what failed for a moment is not lost for good."""
    model.does(refuse(401))
    await loop.survey("nps-email", 2, "Ingen svarer", language="nb")
    card = await loop.feedback.expect_card("Ingen svarer")

    async def asked() -> bool | None:
        return True if model.asked else None

    await until(asked)
    model.says(translation="Nobody answers")
    await loop.forward(minutes=5)
    await card.expect("Translated by AI")
