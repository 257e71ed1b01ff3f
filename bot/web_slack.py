"""`POST /slack/events`: Slack's signed requests, for when there is no Socket Mode. Bolt checks the signature."""

from collections.abc import Sequence

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.bodies import Unfit, body_of
from bot.house import HOUSE


def add_routes(app: web.Application) -> None:
    if app[HOUSE].settings.slack_app_token is None:
        app.router.add_post("/slack/events", take_event)


async def take_event(request: web.Request) -> web.Response:
    """Slack hears back when the handler has saved what it had to save."""
    house = request.app[HOUSE]
    try:
        async with body_of(request, house.room) as body:
            headers: dict[str, str | Sequence[str]] = dict(request.headers.items())
            asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)
    except Unfit as unfit:
        return web.json_response({"status": unfit.status, "reason": unfit.reason}, status=unfit.code)
    # Bolt reads the body before it checks who sent it
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return web.json_response({"status": "refused", "reason": "the body is not what Slack sends"}, status=400)
    answer = await house.app.async_dispatch(asked)
    response: web.Response = await to_aiohttp_response(answer)
    return response
