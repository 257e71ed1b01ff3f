"""`POST /demo/clock`: moves the demo's clock. The route exists only in a demo and in tests."""

from datetime import timedelta

from aiohttp import web

from bot.house import HOUSE

FARTHEST = 366 * 24 * 3600
"""Seconds, of one move."""


def add_routes(app: web.Application) -> None:
    app.router.add_post("/demo/clock", forward)


async def forward(request: web.Request) -> web.Response:
    """`{"seconds": n}`: that much later, everything that is due by then is looked at."""
    house = request.app[HOUSE]
    try:
        data = await request.json()
    except (ValueError, LookupError, RecursionError):  # no JSON, no such encoding, nested too deeply
        data = None
    seconds = data.get("seconds") if isinstance(data, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= FARTHEST:
        reason = f'Write {{"seconds": n}} with a number from 0 to {FARTHEST}.'
        return web.json_response({"status": "refused", "reason": reason}, status=400)
    house.clock.forward(timedelta(seconds=seconds))
    await house.loaded.wait()
    await house.work.schedule.tick()
    house.work.wake()
    return web.json_response({"status": "ok", "now": house.clock.now().isoformat()})
