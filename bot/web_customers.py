"""`PUT /customers` and `GET /customers/{id}`: JSON with a bearer token, for a CRM."""

import hmac
import json
from typing import Any

from aiohttp import hdrs, web

from bot.bodies import Body, Unfit
from bot.house import HOUSE
from handlers import customers
from handlers.surveys.delivery import why_no_json
from playbooks.customer_facts import told
from playbooks.customers import Customer, Identity

Shown = dict[str, Any]

MOST_AT_ONCE = 200
"""A longer list would keep everybody else waiting while it is stored: one piece of work is one transaction."""


def add_routes(app: web.Application) -> None:
    app.router.add_put("/customers", put_customer)
    app.router.add_get("/customers/{id}", get_customer)


async def put_customer(request: web.Request) -> web.Response:
    """Adds or updates one customer, or a list of them: all or none."""
    if refused := _refused(request):
        return refused
    house = request.app[HOUSE]
    try:
        async with Body(request, house.room) as body:
            data = _read(body)
        rows = _rows(data) if isinstance(data, list) else [_row(data)]
    except Unfit as unfit:
        return _problem(unfit.code, unfit.reason)
    except ValueError as wrong:
        return _problem(400, str(wrong))
    if len(rows) > MOST_AT_ONCE:
        return _problem(413, f"send at most {MOST_AT_ONCE} at once; for more there is `loopwell customers import`")
    kept = await house.store.write(customers.tell_all, rows, house.clock.now())
    shown: list[Shown] = [_shown(customer) for customer in kept]
    return web.json_response(shown if isinstance(data, list) else shown[0])


async def get_customer(request: web.Request) -> web.Response:
    """One customer, by our number, the company's own id or the e-mail address."""
    if refused := _refused(request):
        return refused
    house = request.app[HOUSE]
    found = await house.store.read(customers.look_up, request.match_info["id"])
    if found is None:
        return _problem(404, "there is no such customer")
    return web.json_response(_shown(found))


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The body is not JSON: {why_no_json(error)}.") from None


def _rows(data: list[Any]) -> list[Identity]:
    """Of a list it is said which entry is wrong, and that none was kept."""
    rows = []
    for number, row in enumerate(data, start=1):
        try:
            rows.append(_row(row))
        except ValueError as wrong:
            raise ValueError(f"Entry {number} of {len(data)}, so none was kept: {wrong}") from None
    return rows


def _row(row: Any) -> Identity:
    if not isinstance(row, dict):
        raise ValueError("A customer is a JSON object with its facts, or a list of such objects.")
    return told(row)


def _refused(request: web.Request) -> web.Response | None:
    """Constant time; without a configured token nobody comes in."""
    token = request.app[HOUSE].settings.api_token
    given = request.headers.get(hdrs.AUTHORIZATION, "").encode("utf-8", "surrogateescape")
    if token and hmac.compare_digest(given, f"Bearer {token}".encode()):
        return None
    return web.json_response({"status": "unauthorized"}, status=401, headers={hdrs.WWW_AUTHENTICATE: "Bearer"})


def _problem(code: int, reason: str) -> web.Response:
    return web.json_response({"status": "refused", "reason": reason}, status=code)


def _shown(customer: Customer) -> Shown:
    shown = {name: value for name, value in vars(customer).items() if name != "touch_said"}
    return shown | {"unsubscribed_at": customer.unsubscribed_at and customer.unsubscribed_at.isoformat()}
