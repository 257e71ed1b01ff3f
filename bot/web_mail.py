"""`POST /mail/inbound`: mail that comes in, by the way that `[mail] inbound` names."""

import asyncio
import logging

from aiohttp import hdrs, web

from bot.bodies import Body, Unfit
from bot.house import HOUSE, House
from handlers import inbound, inbound_mails
from handlers.surveys.delivery import Delivery, Unauthorized, Unreadable
from playbooks.inbound import InboundMail

log = logging.getLogger("loopwell.mail")

MOST = 10 * 1024 * 1024
"""Bytes of a mail with its attachments, of which only the text is kept."""


def add_routes(app: web.Application) -> None:
    app.router.add_post("/mail/inbound", take_mail)


async def take_mail(request: web.Request) -> web.Response:
    """One mail. Whatever is answered with 2xx is on disk, but for what can never be read."""
    house = request.app[HOUSE]
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        way, secret = house.inbound()
        inbound.knock(way, secret, Delivery(headers, b"", dict(request.query), house.clock.now()))
        async with Body(request, house.room, MOST) as body:
            delivery = Delivery(headers, body, dict(request.query), house.clock.now())
            mail = await _read(house, delivery)
    except Unfit as unfit:
        return web.json_response({"status": unfit.status, "reason": unfit.reason}, status=unfit.code)
    except Unauthorized as why:
        return _stranger(house, str(why))
    except Unreadable as junk:  # 406: providers stop trying, where others would come back with it for hours
        log.warning("inbound mail could not be read: %s", junk)
        return web.json_response({"status": "unreadable", "reason": str(junk)}, status=406)
    taken = await house.store.write(inbound_mails.receive, house.policy, mail, house.clock.now())
    if taken.forged:
        return _stranger(house, "its token has brought another mail before")
    status = "duplicate" if taken.known else taken.became.value.replace("_", "-")
    return web.json_response({"status": status})


def _stranger(house: House, why: str) -> web.Response:
    if house.sparing.may_say(f"401 inbound mail {why}"):
        log.warning("inbound mail was refused: %s", why)
    return web.json_response({"status": "unauthorized"}, status=401, headers={hdrs.WWW_AUTHENTICATE: "Bearer"})


async def _read(house: House, delivery: Delivery) -> InboundMail:
    """In a thread, one at a time: a large mail is not to keep surveys waiting."""
    way, secret = house.inbound()
    async with house.reading:
        return await asyncio.to_thread(inbound.read, way, secret, delivery)
