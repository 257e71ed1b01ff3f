"""Yardstick A: commits each request and then posts to Slack. What a good engineer writes in an afternoon."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from bench.yardsticks.parts import Arguments, Row, accepted, open_database, post, read, serve

TABLE = "responses (id TEXT PRIMARY KEY, channel TEXT NOT NULL, text TEXT NOT NULL)"
TRIES = 5


def make(arguments: Arguments) -> web.Application:
    database = open_database(arguments.database, TABLE)
    under_way: set[asyncio.Task[None]] = set()
    sessions: list[aiohttp.ClientSession] = []

    async def session(_app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as opened:
            sessions.append(opened)
            yield

    async def tell(row: Row) -> None:
        for _ in range(TRIES):
            try:
                wait = await post(sessions[0], arguments.slack, row.channel, row.text)
            except (aiohttp.ClientError, TimeoutError):
                wait = 2.0
            if not wait:
                return
            await asyncio.sleep(wait)

    async def take(request: web.Request) -> web.Response:
        row = read(request, await request.read())
        if row is None:
            return web.json_response({"status": "unauthorized"}, status=401)
        known = database.execute(
            "INSERT OR IGNORE INTO responses VALUES (?, ?, ?)", (row.id, row.channel, row.text)
        ).rowcount
        if known == 0:
            return web.json_response({"status": "duplicate"})
        task = asyncio.create_task(tell(row))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        return accepted()

    app = web.Application()
    app.cleanup_ctx.append(session)
    app.router.add_post("/surveys/{source}", take)
    return app


if __name__ == "__main__":
    serve(make)
