"""The OpenAI client: the one place that speaks to a model, at OpenAI or at any server that speaks the same HTTP.

The library is large and takes a second to import, so it is loaded when it is first needed, beside the event loop.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from playbooks.prompts import Prompt, Why

USUAL_MODEL = "gpt-4o-mini"
PATIENCE = 20.0
"""Seconds that a call may take, with its one repeat."""
LARGEST = 256 * 1024
"""Bytes of an answer that are read at most."""


@dataclass(frozen=True)
class Answer:
    """What came back. `tokens` is the whole cost as the server says it; None where it does not."""

    text: str
    tokens: int | None


class Unanswered(Exception):
    """Nothing came back. `billed` says whether the model may have been at work all the same."""

    def __init__(self, why: Why, detail: str, *, billed: bool = False) -> None:
        super().__init__(f"{why.value} ({detail})")
        self.why = why
        self.detail = detail
        self.billed = billed


class _TooLong(Exception):
    pass


class OpenAi:
    """Raises Unanswered from every call. `model` is the name under which the server knows its model."""

    def __init__(
        self, key: str, base_url: str | None = None, model: str | None = None, patience: float = PATIENCE
    ) -> None:
        self.model = model or USUAL_MODEL
        self._key = key
        self._base_url = base_url
        self._patience = patience
        self._client: Any = None
        self._loading = asyncio.Lock()

    async def answer(self, prompt: Prompt) -> Answer:
        """What the model says to a prompt."""
        client = await self._ready()
        import openai  # noqa: PLC0415 it is loaded by now

        try:
            async with asyncio.timeout(self._patience):
                return _answer(await self._ask(client, prompt))
        except (TimeoutError, openai.APITimeoutError):
            raise Unanswered(Why.TIMEOUT, f"{self._patience:g} seconds", billed=True) from None
        except openai.RateLimitError as error:
            raise Unanswered(Why.BUSY, f"HTTP {error.status_code}") from None
        except openai.APIStatusError as error:
            why = Why.AWAY if error.status_code >= 500 else Why.REFUSED
            raise Unanswered(why, f"HTTP {error.status_code}") from None
        except openai.APIConnectionError as error:
            raise Unanswered(Why.AWAY, type(error.__cause__ or error).__name__) from None
        except _TooLong:
            raise Unanswered(Why.TOO_LONG, f"more than {LARGEST} bytes", billed=True) from None
        except Exception as error:  # whatever a server may send: the person who waits gets their template
            raise Unanswered(Why.FORMAT, type(error).__name__, billed=True) from None

    async def _ask(self, client: Any, prompt: Prompt) -> Any:
        """The body of the answer as JSON, read no further than LARGEST."""
        # OpenAI's newer models refuse the old name, and many other servers do not know the new one
        limit = "max_tokens" if self._base_url else "max_completion_tokens"
        asking = client.chat.completions.with_streaming_response.create(
            model=self.model,
            messages=[{"role": "system", "content": prompt.rules}, {"role": "user", "content": prompt.data}],
            response_format={"type": "json_object"},
            **{limit: prompt.most_tokens},
        )
        body = bytearray()
        async with asking as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise _TooLong  # none was asked for, and a small body may grow large
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise _TooLong
        return json.loads(body)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _ready(self) -> Any:
        async with self._loading:
            if self._client is None:
                self._client = await asyncio.to_thread(self._load)
            return self._client

    def _load(self) -> Any:
        import openai  # noqa: PLC0415 see above

        return openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._base_url,
            timeout=self._patience,
            max_retries=1,
            default_headers={"Accept-Encoding": "identity"},
            http_client=openai.DefaultAsyncHttpxClient(event_hooks={"response": [_unread]}, follow_redirects=False),
        )


async def _unread(response: Any) -> None:
    """The body of a refusal is not read: it may be endless, and the status says enough."""
    if response.status_code >= 300:
        await response.aclose()


def _answer(said: Any) -> Answer:
    """Reads a completion. Whatever has another shape raises, and is no answer."""
    content = said["choices"][0]["message"]["content"]
    if not isinstance(content, str):
        raise TypeError("no text")
    usage = said.get("usage")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    return Answer(content, tokens if type(tokens) is int else None)
