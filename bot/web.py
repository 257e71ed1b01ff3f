"""Web: the routes of the bot."""

import asyncio
import json
import logging
from functools import lru_cache

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot import web_clock, web_customers, web_feedback, web_mail, web_slack, web_unsubscribe
from bot.bodies import LARGEST, Body, Unfit
from bot.house import HOUSE, House
from handlers import deliveries
from handlers.deliveries import Verdict
from handlers.surveys.delivery import Delivery, Unauthorized
from playbooks.sources import Source
from storage.database import StoreUnavailable

log = logging.getLogger("loopwell.web")

LARGE = 32 * 1024
"""A body above this is read and stored in a thread: it may take long, and the others are not to wait for it."""
RETRY_AFTER = "5"
JSON = "application/json; charset=utf-8"
STORING = "storing deliveries"


def new_app(house: House, *, moving: bool = False) -> web.Application:
    """The bot's HTTP application; `moving` lets a demo move its clock."""
    app = web.Application(client_max_size=LARGEST, middlewares=[refusals])
    app[HOUSE] = house
    app.router.add_post("/surveys/{source}", take_survey)
    for method in (hdrs.METH_HEAD, hdrs.METH_GET, hdrs.METH_OPTIONS):
        app.router.add_route(method, "/surveys/{source}", shake_hands)
    web_customers.add_routes(app)
    web_mail.add_routes(app)
    web_feedback.add_routes(app)
    web_slack.add_routes(app)
    web_unsubscribe.add_routes(app)
    if moving:
        web_clock.add_routes(app)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever is refused before it reaches a handler is refused in JSON too; while the database is away: try later."""
    try:
        answer = await handler(request)
    except web.HTTPMethodNotAllowed as refused:
        allowed = ", ".join(sorted(refused.allowed_methods))
        return web.json_response({"status": "method not allowed"}, status=405, headers={hdrs.ALLOW: allowed})
    except web.HTTPNotFound:
        return web.json_response({"status": "not found"}, status=404)
    except StoreUnavailable as error:
        request.app[HOUSE].wrong.met(_asked(request), error)
        return web.json_response({"status": "unavailable"}, status=503, headers={hdrs.RETRY_AFTER: RETRY_AFTER})
    if (wrong := request.app[HOUSE].wrong).any():
        wrong.over(_asked(request))
    return answer


def _asked(request: web.Request) -> str:
    """What was asked for, without the names and numbers in its path."""
    resource = request.match_info.route.resource
    return f"answering {request.method} {resource.canonical if resource else request.path}"


async def take_survey(request: web.Request) -> web.Response:
    """A survey delivery. Whatever is answered with 2xx has been committed to disk before."""
    house = request.app[HOUSE]
    source = house.policy.source(request.match_info["source"])
    if source is None:
        return _answer(house, "unknown", Verdict(404, "unknown source"))
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        async with Body(request, house.room) as body:
            delivery = Delivery(headers, body, _query(request), house.clock.now())
            with house.precedence.survey():
                return _answer(house, source.name, await _judge(house, source, delivery))
    except Unfit as unfit:
        return _answer(house, source.name, Verdict(unfit.code, unfit.status, unfit.reason))


async def _judge(house: House, source: Source, delivery: Delivery) -> Verdict:
    try:
        if len(delivery.body) > LARGE:
            async with house.reading:
                found = await asyncio.to_thread(deliveries.examine, source, delivery)
        else:
            found = deliveries.examine(source, delivery)
    except Unauthorized as reason:
        if house.sparing.may_say(f"401 {source.name} {reason}"):
            log.warning("a delivery to %s was refused: %s", source.name, reason)
        return Verdict(401, "unauthorized")
    try:
        keep = house.store.write if len(delivery.body) > LARGE else house.store.write_here
        verdict = await keep(deliveries.receive, house.policy, source, delivery, found)
    except StoreUnavailable as error:
        house.wrong.met(STORING, error)
        return Verdict(503, "unavailable")
    house.wrong.over(STORING)
    return verdict


def _answer(house: House, source: str, verdict: Verdict) -> web.Response:
    house.metrics.deliveries.labels(source, verdict.status).inc()
    headers = {hdrs.CONTENT_TYPE: JSON}
    if verdict.code == 503:
        headers[hdrs.RETRY_AFTER] = RETRY_AFTER
    return web.Response(body=_told(verdict), status=verdict.code, headers=headers)


@lru_cache(maxsize=256)
def _told(verdict: Verdict) -> bytes:
    """Nearly all surveys are told the same."""
    data = {"status": verdict.status}
    if verdict.reason:
        data["reason"] = verdict.reason
    return json.dumps(data).encode()


def _query(request: web.Request) -> dict[str, str]:
    return dict(request.query) if request.query_string else {}


async def shake_hands(request: web.Request) -> web.Response:
    """Handshakes and probes of survey tools; never an event.

    CloudEvents asks with OPTIONS and WebHook-Request-Origin and wants WebHook-Allowed-Origin back:
    https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md
    """
    house = request.app[HOUSE]
    if house.policy.source(request.match_info["source"]) is None:
        return web.json_response({"status": "unknown source"}, status=404)
    headers: dict[str, str] = {"Allow": "GET, HEAD, OPTIONS, POST"}
    if request.method == hdrs.METH_OPTIONS and (origin := request.headers.get("WebHook-Request-Origin")):
        headers |= {"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*"}
    return web.json_response({"status": "ready"}, headers=headers)


async def healthz(request: web.Request) -> web.Response:
    """Alive."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """Able to work; if not, what is wrong."""
    problems = await request.app[HOUSE].problems()
    status = "not ready" if problems else "ready"
    return web.json_response({"status": status, "problems": problems}, status=503 if problems else 200)


async def metrics(request: web.Request) -> web.Response:
    house = request.app[HOUSE]
    await house.measure()
    return web.Response(body=house.metrics.text(), content_type="text/plain", charset="utf-8")
