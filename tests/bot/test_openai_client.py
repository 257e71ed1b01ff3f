"""The OpenAI client against a server that speaks the same HTTP, also a hostile one: always an answer or a reason."""

import gzip
from collections.abc import AsyncIterator

import pytest

from bot.openai_client import Answer, OpenAi, Unanswered
from playbooks.prompts import Prompt, Why
from tests.model import TOKENS, Behaviour, Model, body, endless, model_running, refuse

PROMPT = Prompt("the rules", '{"comment": "the data"}', 100)


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    async with model_running() as running:
        yield running


@pytest.fixture
async def client(model: Model) -> AsyncIterator[OpenAi]:
    client = OpenAi("sk-practice", model.url, "practice", patience=90)  # a busy machine takes its time
    yield client
    await client.close()


async def refused(client: OpenAi) -> Unanswered:
    with pytest.raises(Unanswered) as found:
        await client.answer(PROMPT)
    return found.value


async def test_an_answer_comes_with_its_cost(client: OpenAi, model: Model) -> None:
    model.says(text="Hello")
    assert await client.answer(PROMPT) == Answer('{"text": "Hello"}', TOKENS)
    said = model.asked[0]
    assert [one["content"] for one in said["messages"]] == [PROMPT.rules, PROMPT.data]
    assert said["response_format"] == {"type": "json_object"}
    assert said["max_tokens"] == 100
    assert said["model"] == "practice"


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (refuse(429), Why.BUSY),
        (refuse(500), Why.AWAY),
        (refuse(503), Why.AWAY),
        (refuse(401), Why.REFUSED),
        (refuse(400), Why.REFUSED),
        (endless(), Why.TOO_LONG),
        (endless(500), Why.AWAY),
        (body(gzip.compress(b"[" * 10_000_000), **{"Content-Encoding": "gzip"}), Why.TOO_LONG),
        (body(b"not json"), Why.FORMAT),
        (body(b"\xff\xfe"), Why.FORMAT),
        (body(b"[" * 100_000), Why.FORMAT),
        (body(b"{}"), Why.FORMAT),
        (body(b'{"choices": []}'), Why.FORMAT),
        (body(b'{"choices": [{"message": {"content": null}}]}'), Why.FORMAT),
        (body(b""), Why.FORMAT),
    ],
)
async def test_whatever_goes_wrong_has_a_reason(client: OpenAi, model: Model, behaviour: Behaviour, why: Why) -> None:
    """A person waits for it in a modal."""
    model.does(behaviour)
    assert (await refused(client)).why is why


async def test_a_slow_server_is_not_waited_for(model: Model) -> None:
    """The model may have been at work: it is counted."""
    client = OpenAi("sk-practice", model.url, "practice", patience=0.3)
    model.may_answer.clear()
    slow = await refused(client)
    assert (slow.why, slow.billed) == (Why.TIMEOUT, True)
    await client.close()


async def test_a_server_that_is_not_there_is_away() -> None:
    client = OpenAi("sk-practice", "http://127.0.0.1:1/v1", "practice")
    gone = await refused(client)
    assert (gone.why, gone.billed) == (Why.AWAY, False)
    await client.close()


@pytest.mark.parametrize("usage", [{"total_tokens": "many"}, {"total_tokens": None}, {}, {"total_tokens": True}])
async def test_a_cost_that_is_no_number_is_unknown(client: OpenAi, model: Model, usage: dict[str, object]) -> None:
    model.says_raw("{}", usage or {"prompt_tokens": 5})
    assert (await client.answer(PROMPT)).tokens is None
