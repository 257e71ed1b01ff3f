"""`POST /demo/clock`: moves the demo's clock. The route exists only in a demo and in tests."""

from datetime import timedelta

from aiohttp import web

from bot.house import HOUSE


def add_routes(app: web.Application) -> None:
    app.router.add_post("/demo/clock", forward)


async def forward(request: web.Request) -> web.Response:
    """`{"seconds": n}`: that much later, everything that is due by then is looked at."""
    house = request.app[HOUSE]
    house.clock.forward(timedelta(seconds=float((await request.json())["seconds"])))
    await house.loaded.wait()
    await house.work.schedule.tick()
    house.work.wake()
    return web.json_response({"status": "ok", "now": house.clock.now().isoformat()})
