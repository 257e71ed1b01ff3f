"""Hello: aiohttp that reads a body and answers. What the web framework alone costs."""

from aiohttp import web

from bench.yardsticks.parts import Arguments, accepted, serve


async def take(request: web.Request) -> web.Response:
    await request.read()
    return accepted()


def make(_arguments: Arguments) -> web.Application:
    app = web.Application()
    app.router.add_post("/surveys/{source}", take)
    return app


if __name__ == "__main__":
    serve(make)
