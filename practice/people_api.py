"""`/practice/...`: what the page and the tests use to act as a person, to watch, and to make trouble."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from practice import clicks, commands, forms, talk, whereabouts
from practice.faults import KINDS, ON_CALLS, ON_CHANNELS
from practice.inputs import NotPossible
from practice.scene import Scene
from practice.state import state_of

Json = dict[str, Any]
T = TypeVar("T", bound=web.StreamResponse)

#: How long a watcher waits before it is told that nothing has happened.
HEARTBEAT = 15.0


class PeopleApi:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._workspace = scene.workspace
        self._deliveries = scene.deliveries
        self._faults = scene.faults

    def routes(self) -> list[web.RouteDef]:
        acts: dict[str, Callable[[Scene, Json], Awaitable[Json]]] = {
            "click": clicks.click,
            "suggest": clicks.suggest,
            "command": commands.command,
            "shortcut": commands.shortcut,
            "view/submit": forms.submit,
            "view/close": forms.close,
            "message": talk.write,
            "read": talk.read,
            "home": talk.open_home,
            "whereabouts": whereabouts.set_whereabouts,
        }
        told: dict[str, Callable[[Json], Awaitable[Json]]] = {
            **{name: partial(act, self._scene) for name, act in acts.items()},
            "forward": self._forward,
            "faults": self._misbehave,
        }
        return [
            *(web.post(f"/practice/{name}", _act(act)) for name, act in told.items()),
            web.delete("/practice/faults", self._behave),
            web.get("/practice/state", _look(self._state)),
            web.get("/practice/stream", _look(self._stream)),
            web.get("/practice/log", _look(self._log)),
        ]

    def _anybody(self) -> str:
        """Who looks when nobody is named: the first person who is signed in."""
        return next(user.id for user in self._workspace.users.values() if not user.is_bot and not user.deleted)

    async def _state(self, request: web.Request) -> web.Response:
        """With `after=REVISION` it waits, `wait` seconds at most, until this person sees something newer."""
        person = self._scene.person(request.query.get("as", self._anybody()))
        if "after" in request.query:
            wait = _number(dict(request.query), "wait") or HEARTBEAT
            await self._workspace.next_change(person.id, int(_number(dict(request.query), "after")), wait)
        return web.json_response(state_of(self._workspace, person))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: `changed` with the revision, each time this person sees something new."""
        person = self._scene.person(request.query.get("as"))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        seen = -1
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while not self._workspace.closing:
                if await self._workspace.next_change(person.id, seen, HEARTBEAT):
                    seen = self._workspace.seen_revision(person.id)
                    data = json.dumps({"revision": seen})
                    await response.write(f"event: changed\ndata: {data}\n\n".encode())
                else:
                    await response.write(b": still here\n\n")
        return response

    async def _log(self, request: web.Request) -> web.Response:
        """Every Web API call, what was delivered to the bot, and how many calls were told to slow down.

        With `after=LENGTH` it waits, `wait` seconds at most, until the log is longer than that.
        """
        if "after" in request.query:
            loop = asyncio.get_running_loop()
            until = loop.time() + (_number(dict(request.query), "wait") or HEARTBEAT)
            while self._workspace.notes <= _number(dict(request.query), "after") and until > loop.time():
                await self._workspace.next_note(until - loop.time())
        return web.json_response(
            {
                "ok": True,
                "length": self._workspace.notes,
                "calls": self._workspace.calls,
                "deliveries": self._deliveries.sent,
                "rate_limited": self._workspace.pace.refused,
            }
        )

    async def _forward(self, told: Json) -> Json:
        seconds = _number(told, "seconds") + 60 * _number(told, "minutes") + 3600 * _number(told, "hours")
        if told.get("to") == "monday":
            seconds = self._workspace.clock.seconds_to_monday()
        if seconds <= 0:
            raise NotPossible("Time only moves forward.")
        self._workspace.clock.forward(seconds)
        self._workspace.changed()
        return {"ok": True, "seconds": seconds, "now": self._workspace.clock.now(), **await self._tell_bot(seconds)}

    async def _tell_bot(self, seconds: float) -> Json:
        url = self._workspace.config.clock_url
        if not url:
            return {}
        try:
            async with aiohttp.ClientSession() as session, session.post(url, json={"seconds": seconds}) as answer:
                return {"bot": answer.status}
        except aiohttp.ClientError as error:
            return {"bot": None, "message": f"The bot’s clock did not move: {error}"}

    async def _misbehave(self, told: Json) -> Json:
        kind = str(told.get("kind"))
        if kind not in KINDS:
            raise NotPossible(f"There is no fault of the kind {kind}.")
        try:
            if kind in ON_CHANNELS:
                name, event = self._faults.change_channel(kind, str(told.get("channel")), told.get("name"))
                self._deliveries.event({"type": name, **event})
            elif kind in ON_CALLS:
                self._faults.add(told)
            else:
                await self._disturb(kind, told)
        except (ValueError, TypeError) as wrong:
            raise NotPossible(str(wrong)) from None
        return {"ok": True}

    async def _disturb(self, kind: str, told: Json) -> None:
        if kind == "revoked":
            self._faults.revoke(str(told.get("error", "token_revoked")))
            bot = self._workspace.bot_user
            self._deliveries.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}})
        elif kind == "deactivated":
            self._deliveries.event({"type": "user_change", **self._faults.deactivate(str(told.get("user")))})
        elif kind == "replay_events":
            await self._deliveries.replay(int(_number(told, "times") or 1))
        elif kind == "drop_socket":
            reason = str(told.get("reason", "refresh_requested"))
            await self._deliveries.sockets.drop(reason=reason, abrupt=bool(told.get("abrupt")))

    async def _behave(self, request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({"ok": True})


def _look(handler: Callable[[web.Request], Awaitable[T]]) -> Callable[[web.Request], Awaitable[T | web.Response]]:
    async def handle(request: web.Request) -> T | web.Response:
        try:
            return await handler(request)
        except NotPossible as no:
            return _refusal(no)

    return handle


def _number(told: Mapping[str, Any], name: str) -> float:
    """A number that somebody sent, 0 if they did not."""
    try:
        number = float(told.get(name) or 0)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise NotPossible(f"“{name}” is not a number.")
    return number


def _act(act: Callable[[Json], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            told = json.loads(await request.text() or "{}")
        except ValueError:
            told = None
        if not isinstance(told, dict):
            return web.json_response({"ok": False, "error": "invalid_json", "message": "Not JSON."}, status=400)
        try:
            return web.json_response(await act(told))
        except NotPossible as no:
            return _refusal(no)

    return handle


def _refusal(no: NotPossible) -> web.Response:
    return web.json_response({"ok": False, "error": "not_possible", "message": str(no)}, status=409)
