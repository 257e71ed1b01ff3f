"""`POST /slack/events`: Slack's signed requests, for when there is no Socket Mode. Bolt checks the signature."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.house import HOUSE


def add_routes(app: web.Application) -> None:
    if app[HOUSE].settings.slack_app_token is None:
        app.router.add_post("/slack/events", take_event)


async def take_event(request: web.Request) -> web.Response:
    """Slack hears back when the handler has saved what it had to save."""
    try:
        asked = await to_bolt_request(request)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):  # Bolt reads the body before it checks who sent it
        return web.json_response({"status": "refused", "reason": "the body is not what Slack sends"}, status=400)
    answer = await request.app[HOUSE].app.async_dispatch(asked)
    response: web.Response = await to_aiohttp_response(answer)
    return response
