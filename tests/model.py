"""A server that speaks the HTTP of OpenAI's chat completions, and can be as hostile as one likes.

It writes what a test tells it to: `model.says(...)` for the next answers, or a way to misbehave.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Json = dict[str, Any]
Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]
TOKENS = 321


class Model:
    """`asked` are the requests that came, oldest first; `url` is what OPENAI_BASE_URL is set to."""

    def __init__(self) -> None:
        self.asked: list[Json] = []
        self.keys: list[str | None] = []
        self.url = ""
        self.came = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._behaviour: Behaviour = refuse(404)

    def says(self, **texts: str) -> None:
        """A well-formed answer with these texts."""
        self.says_raw(json.dumps(texts))

    def says_raw(self, content: Any, usage: Json | None = None) -> None:
        """An answer with any content."""
        said = {"choices": [{"message": {"role": "assistant", "content": content}, "index": 0}], "model": "practice"}

        async def answer(_request: web.Request) -> web.StreamResponse:
            return web.json_response({**said, "usage": usage or {"total_tokens": TOKENS}})

        self._behaviour = answer

    def does(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    @property
    def rules(self) -> str:
        """What the last prompt said of the rules."""
        return str(self.asked[-1]["messages"][0]["content"])

    @property
    def data(self) -> Mapping[str, Any]:
        """The data block of the last prompt."""
        found: Mapping[str, Any] = json.loads(self.asked[-1]["messages"][1]["content"])
        return found

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        self.came.set()
        await self.may_answer.wait()
        return await self._behaviour(request)


def refuse(status: int) -> Behaviour:
    """Says no, with a status."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"error": {"message": "no"}}, status=status, headers={"Retry-After": "0"})

    return answer


def endless(status: int = 200) -> Behaviour:
    """A body that never ends."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status)
        await response.prepare(request)
        try:
            while True:
                await response.write(b"[" * 65536)
        except ConnectionError:
            return response

    return answer


def body(raw: bytes, **headers: str) -> Behaviour:
    """Any bytes."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=raw, headers=headers)

    return answer


@asynccontextmanager
async def model_running() -> AsyncIterator[Model]:
    model = Model()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", model.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    model.url = f"http://{host}:{port}/v1"
    try:
        yield model
    finally:
        model.may_answer.set()
        await runner.cleanup()
