"""`GET, POST /unsubscribe/{token}`: one click in the mail program, or one button on a small page (RFC 8058)."""

from aiohttp import hdrs, web

from bot.house import HOUSE
from bot.web_feedback import HEADERS
from handlers import unsubscribe
from handlers.views.unsubscribe import done_page, question_page, unreadable_page
from playbooks.customers import Customer


def add_routes(app: web.Application) -> None:
    app.router.add_get("/unsubscribe/{token}", ask)
    app.router.add_post("/unsubscribe/{token}", stop)


async def ask(request: web.Request) -> web.Response:
    """Mail scanners follow links, so this changes nothing."""
    house = request.app[HOUSE]
    token = request.match_info["token"]
    customer = await house.store.read(unsubscribe.whose, house.settings.secret, token, house.clock.now())
    if customer is None:
        return _unreadable(request)
    page = done_page if await house.store.read(unsubscribe.is_silent, customer) else question_page
    return _page(page(_language(request, customer), house.policy.company.name))


async def stop(request: web.Request) -> web.Response:
    """The button, or the mail program's own: what is posted does not matter, the token says it all."""
    house = request.app[HOUSE]
    token, secret = request.match_info["token"], house.settings.secret
    customer = await house.store.write(unsubscribe.stop, house.policy, secret, token, house.clock.now())
    if customer is None:
        return _unreadable(request)
    return _page(done_page(_language(request, customer), house.policy.company.name))


def _unreadable(request: web.Request) -> web.Response:
    return _page(unreadable_page(_language(request, None), request.app[HOUSE].policy.company.name), 404)


def _language(request: web.Request, customer: Customer | None) -> str | None:
    """The customer's language; where we do not know it, the first that their browser names."""
    if customer and customer.language:
        return customer.language
    return request.headers.get(hdrs.ACCEPT_LANGUAGE, "").split(",")[0].split(";")[0].strip() or None


def _page(html: str, code: int = 200) -> web.Response:
    return web.Response(text=html, status=code, content_type="text/html", charset="utf-8", headers=HEADERS)
