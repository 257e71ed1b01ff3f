"""Yardstick B: stores with group commit and posts nothing. The ceiling."""

from collections.abc import AsyncIterator

from aiohttp import web

from bench.yardsticks.parts import Arguments, accepted, open_database, read, serve
from bench.yardsticks.writer import Writer

TABLE = "responses (id TEXT PRIMARY KEY, channel TEXT NOT NULL, text TEXT NOT NULL)"


def make(arguments: Arguments) -> web.Application:
    writers: list[Writer] = []

    async def writing(_app: web.Application) -> AsyncIterator[None]:
        writers.append(Writer(open_database(arguments.database, TABLE)))
        yield

    async def take(request: web.Request) -> web.Response:
        row = read(request, await request.read())
        if row is None:
            return web.json_response({"status": "unauthorized"}, status=401)
        stored = await writers[0].write(
            "INSERT OR IGNORE INTO responses VALUES (?, ?, ?)", row.id, row.channel, row.text
        )
        return accepted() if stored else web.json_response({"status": "duplicate"})

    app = web.Application()
    app.cleanup_ctx.append(writing)
    app.router.add_post("/surveys/{source}", take)
    return app


if __name__ == "__main__":
    serve(make)
