"""`POST /slack/events`: Slack's signed requests, for when there is no Socket Mode."""

from aiohttp import web

from bot.bodies import Body, Unfit
from bot.house import HOUSE


def add_routes(app: web.Application) -> None:
    if app[HOUSE].settings.slack_app_token is None:
        app.router.add_post("/slack/events", take_event)


async def take_event(request: web.Request) -> web.Response:
    """Slack hears back when the handler has saved what it had to save."""
    house = request.app[HOUSE]
    try:
        async with Body(request, house.room) as body:
            await house.loaded.wait()  # in the first second of a start; Slack waits for three
            answer = await house.work.hearing.take(body, request.query_string, request.headers)
    except Unfit as unfit:
        return web.json_response({"status": unfit.status, "reason": unfit.reason}, status=unfit.code)
    if answer is None:
        return web.json_response({"status": "refused", "reason": "the body is not what Slack sends"}, status=400)
    return answer
