"""What a fault does to one call: before the call takes effect, or after it, when only the answer is lost."""

from __future__ import annotations

import asyncio

from aiohttp import web

from practice.faults import Fault


async def before(request: web.Request, fault: Fault | None) -> web.Response | None:
    """The answer in place of the call, if this fault stops it. A stall only delays."""
    if fault is None:
        return None
    if fault.kind == "rate_limited":
        body = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.kind == "server_error_before":
        return web.Response(status=fault.status, text="upstream error")
    if fault.kind == "drop_before":
        return cut(request)
    if fault.kind == "garbage":
        return web.Response(text="<html><title>Slack</title></html>", content_type="text/html")
    if fault.kind == "error":
        return web.json_response({"ok": False, "error": fault.error})
    if fault.kind == "stall":
        await asyncio.sleep(fault.seconds)
    return None


def after(request: web.Request, fault: Fault | None) -> web.Response | None:
    """The answer in place of the true one, if this fault loses it."""
    if fault is not None and fault.kind == "server_error_after":
        return web.Response(status=fault.status, text="upstream error")
    if fault is not None and fault.kind == "drop_after":
        return cut(request)
    return None


def cut(request: web.Request) -> web.Response:
    """The connection breaks: the bot gets no answer at all."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
