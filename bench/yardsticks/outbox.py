"""Yardstick C: stores with group commit into an outbox that a worker posts from, resumed at start.

The smallest thing that loses nothing. It may say a thing twice: after a crash or a cut answer it posts again.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web

from bench.yardsticks.parts import Arguments, accepted, open_database, post, read, serve
from bench.yardsticks.writer import Writer

TABLE = "outbox (n INTEGER PRIMARY KEY, id TEXT UNIQUE, channel TEXT NOT NULL, text TEXT NOT NULL, sent INTEGER)"
INDEX = "CREATE INDEX IF NOT EXISTS unsent ON outbox (channel, n) WHERE sent = 0"
KEEP = "INSERT OR IGNORE INTO outbox (id, channel, text, sent) VALUES (?, ?, ?, 0)"
NEXT = "SELECT n, text FROM outbox WHERE sent = 0 AND channel = ? ORDER BY n LIMIT 1"
CHANNELS = "SELECT DISTINCT channel FROM outbox WHERE sent = 0"
DONE = "UPDATE outbox SET sent = 1 WHERE n = ?"
PATIENCE = 2.0


class Worker:
    """One task per channel that has something to be posted."""

    def __init__(self, arguments: Arguments) -> None:
        self._slack = arguments.slack
        self._news = asyncio.Event()
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._seen = open_database(arguments.database, TABLE)
        self._seen.execute(INDEX)
        self.writer = Writer(open_database(arguments.database), self._news.set)

    async def run(self) -> None:
        self._news.set()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:
            while True:
                await self._news.wait()
                self._news.clear()
                for (channel,) in self._seen.execute(CHANNELS).fetchall():
                    if channel not in self._at_work:
                        task = asyncio.create_task(self._serve(session, channel))
                        self._at_work[channel] = task

    async def _serve(self, session: aiohttp.ClientSession, channel: str) -> None:
        while row := self._next(channel):
            try:
                wait = await post(session, self._slack, channel, row[1])
            except (aiohttp.ClientError, TimeoutError):
                wait = PATIENCE
            if wait:
                await asyncio.sleep(wait)
            else:
                await self.writer.write(DONE, row[0])
        del self._at_work[channel]

    def _next(self, channel: str) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._seen.execute(NEXT, (channel,)).fetchone()
        return found


def make(arguments: Arguments) -> web.Application:
    workers: list[Worker] = []

    async def working(_app: web.Application) -> AsyncIterator[None]:
        workers.append(Worker(arguments))
        task = asyncio.create_task(workers[0].run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def take(request: web.Request) -> web.Response:
        row = read(request, await request.read())
        if row is None:
            return web.json_response({"status": "unauthorized"}, status=401)
        stored = await workers[0].writer.write(KEEP, row.id, row.channel, row.text)
        return accepted() if stored else web.json_response({"status": "duplicate"})

    app = web.Application()
    app.cleanup_ctx.append(working)
    app.router.add_post("/surveys/{source}", take)
    return app


if __name__ == "__main__":
    serve(make)
