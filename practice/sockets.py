"""Socket Mode: the WebSocket connections that the bot holds open, and envelopes that wait for their acknowledgement."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]

#: Slack allows an app this many connections at a time.
MOST_CONNECTIONS = 10


class Sockets:
    """Any one connection gets a payload: they take turns."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._open: dict[web.WebSocketResponse, asyncio.Transport | None] = {}
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._turn = 0
        self.connected = asyncio.Event()

    @property
    def count(self) -> int:
        return len(self._open)

    def new_ticket(self) -> str:
        """A ticket in the address that apps.connections.open returns; it opens one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The bot's end of the line: hello, then acknowledgements until either side hangs up."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="unknown ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.count >= MOST_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self._open[socket] = request.transport
        try:
            await socket.send_json(self._hello())
            self.connected.set()
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._open.pop(socket, None)
            if not self._open:
                self.connected.clear()
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {"host": "practice", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": self._app_id},
        }

    def _acknowledged(self, text: str) -> None:
        try:
            body = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(body.get("envelope_id", "")) if isinstance(body, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(body.get("payload"))

    async def send(self, envelope: Json, patience: float) -> Any:
        """To the next connection; returns the acknowledgement's payload. Raises TimeoutError or ConnectionError."""
        if not self._open:
            raise ConnectionError("no connection is open")
        self._turn += 1
        socket = list(self._open)[self._turn % len(self._open)]
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await socket.send_json(envelope)
            return await asyncio.wait_for(waiting, patience)
        finally:
            del self._waiting[envelope["envelope_id"]]

    async def drop(self, *, reason: str = "refresh_requested", abrupt: bool = False) -> int:
        """Ends every connection: with Slack's disconnect message, or (`abrupt`) as a cut cable does."""
        ending = dict(self._open)
        if reason != "warning":  # a warned connection still works for some seconds
            self._open.clear()
            self.connected.clear()
        for socket, transport in ending.items():
            if abrupt:
                if transport is not None:
                    transport.abort()
                continue
            await socket.send_json(_disconnect(reason))
            if reason != "warning":
                await socket.close()
        return len(ending)

    async def close(self) -> None:
        """The server ends."""
        for socket in list(self._open):
            await socket.close(code=1001)


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "practice"}}
