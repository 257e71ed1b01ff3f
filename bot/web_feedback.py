"""`GET` and `POST /feedback/{token}`: the page that a check-in's link opens. A GET never counts."""

from urllib.parse import parse_qsl

from aiohttp import hdrs, web

from bot.bodies import Body, Unfit
from bot.house import HOUSE
from handlers import feedback
from handlers.feedback import Link, Page
from handlers.views.check_in_page import POLICY

MOST = 64 * 1024
HEADERS = {
    "Content-Security-Policy": POLICY,
    hdrs.CACHE_CONTROL: "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def add_routes(app: web.Application) -> None:
    app.router.add_get("/feedback/{token}", show)
    app.router.add_post("/feedback/{token}", take)


async def show(request: web.Request) -> web.Response:
    """The question."""
    house = request.app[HOUSE]
    return _shown(await house.store.read(feedback.look, house.policy, house.post(), _link(request), house.clock.now()))


async def take(request: web.Request) -> web.Response:
    """The pressed button."""
    house = request.app[HOUSE]
    try:
        async with Body(request, house.room, MOST) as body:
            told = dict(reversed(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20)))
    except Unfit as unfit:
        now = house.clock.now()
        link, post = _link(request), house.post()
        return _shown(await house.store.read(feedback.not_taken, house.policy, post, link, unfit.code, now))
    except ValueError:
        told = {}
    now = house.clock.now()
    return _shown(await house.store.write(feedback.press, house.policy, house.post(), _link(request), told, now))


def _link(request: web.Request) -> Link:
    return Link(request.match_info["token"], request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))


def _shown(page: Page) -> web.Response:
    return web.Response(text=page.html, status=page.status, content_type="text/html", charset="utf-8", headers=HEADERS)
