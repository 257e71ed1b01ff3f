"""`/api/{method}`: who calls, may they, how often, and only then the method itself; faults come in between."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from practice import misbehave
from practice.calls import Call, Handler, Refused, read_arguments
from practice.deliveries import Deliveries
from practice.faults import Faults
from practice.methods import apps, chat, conversations, files, people, views
from practice.scopes import METHODS
from practice.triggers import Triggers
from practice.workspace import Workspace

Json = dict[str, Any]


class WebApi:
    """Answers the bot's calls and keeps a log of them in `workspace.calls`."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries, faults: Faults, triggers: Triggers) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._faults = faults
        families = (apps.METHODS, chat.METHODS, conversations.METHODS, files.METHODS, people.METHODS)
        self._handlers: dict[str, Handler] = views.methods(triggers)
        for family in families:
            self._handlers |= family

    async def serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        entry: Json = {"method": method, "arguments": {}, "ok": False, "time": self._workspace.clock.now()}
        self._workspace.calls.append(entry)
        try:
            return await self._served(request, method, entry)
        except Refused as refused:
            entry |= {"error": refused.error, "answer": refused.answer()}
            return self._answer(method, refused.answer())
        finally:
            self._workspace.noted()

    async def _served(self, request: web.Request, method: str, entry: Json) -> web.StreamResponse:
        if method not in self._handlers:
            raise Refused("unknown_method", req_method=method)
        arguments, token, _ = await read_arguments(request, method)
        entry["arguments"] = arguments
        self._authenticate(method, token)
        channel = _channel_of(method, arguments)
        fault = self._faults.take(method, channel)
        early = await misbehave.before(request, fault)
        if fault is not None:
            entry["fault"] = fault.kind
        if early is not None:
            return early
        wait = self._workspace.pace.ask(method, self._bucket(channel))
        if wait is not None:
            return self._too_fast(entry, wait)
        call = Call(method, arguments, self._workspace, self._deliveries, self._faults)
        call.needs(*METHODS[method][0])
        answer = {"ok": True, **await self._handlers[method](call)}
        entry |= {"ok": True, "answer": answer}
        return misbehave.after(request, fault) or self._answer(method, answer)

    def _authenticate(self, method: str, token: str | None) -> None:
        config = self._workspace.config
        if method == "api.test":
            return
        if not token:
            raise Refused("not_authed")
        if method == "apps.connections.open":
            if token != config.app_token:
                raise Refused("not_allowed_token_type" if token == config.bot_token else "invalid_auth")
        elif token != config.bot_token:
            raise Refused("not_allowed_token_type" if token == config.app_token else "invalid_auth")
        if self._workspace.token_error:
            raise Refused(self._workspace.token_error)

    def _bucket(self, channel: str | None) -> str | None:
        """A post to a person and to their direct messages, or by name and by id, share one bucket."""
        if channel in self._workspace.users:
            return "D" + str(channel).removeprefix("U")
        found = self._workspace.conversation(channel) if channel else None
        return found.id if found else channel

    def _too_fast(self, entry: Json, wait: int) -> web.Response:
        body = {"ok": False, "error": "ratelimited"}
        entry |= {"error": "ratelimited", "answer": body}
        return web.json_response(body, status=429, headers={"Retry-After": str(wait)})

    def _answer(self, method: str, body: Json) -> web.Response:
        headers = {"X-OAuth-Scopes": ",".join(sorted(self._workspace.config.scopes))}
        if method in METHODS and METHODS[method][0]:
            headers["X-Accepted-OAuth-Scopes"] = ",".join(METHODS[method][0])
        return web.json_response(body, headers=headers)


def _channel_of(method: str, arguments: Json) -> str | None:
    wanted = arguments.get("channel") or arguments.get("channel_id")
    return str(wanted) if wanted else None
