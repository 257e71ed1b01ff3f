"""`POST /slack/events`: Slack's signed requests, for when there is no Socket Mode. Bolt checks the signature."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.house import HOUSE


def add_routes(app: web.Application) -> None:
    if app[HOUSE].settings.slack_app_token is None:
        app.router.add_post("/slack/events", take_event)


async def take_event(request: web.Request) -> web.Response:
    """Slack hears back when the handler has saved what it had to save."""
    answer = await request.app[HOUSE].app.async_dispatch(await to_bolt_request(request))
    response: web.Response = await to_aiohttp_response(answer)
    return response
