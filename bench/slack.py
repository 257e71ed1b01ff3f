"""A fake Slack for speed: takes messages, knows which surveys they show, keeps a pace, and misbehaves when told to.

A process of its own. One port speaks Slack's Web API; on the other the bench gives orders, a line of JSON each.
"""

import asyncio
import json
import math
import re
import sys
import time
from typing import Any

from bench.machine import OTHER_CORE, pin
from bench.surveys import channel_name
from bench.workspace import Workspace

LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
CHUNKED = re.compile(rb"(?i)transfer-encoding: *chunked")
CHANNEL = re.compile(rb'"channel": ?"([^"]+)"')
NAMES = ("admins", *(channel_name(number)[1:] for number in range(20)))
"""The channels that there are."""
TS = re.compile(rb'"ts": ?"([0-9.]+)"')


class Wire(asyncio.Protocol):
    """One connection of a sender."""

    transport: asyncio.Transport

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._slack.wires.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._slack.wires.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._got, 0, end)
            if length is None and CHUNKED.search(self._got, 0, end):
                raise ValueError("this Slack reads no chunked requests")
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._got) < whole:
                return
            method = self._got[: self._got.find(b" HTTP/")].rpartition(b"/")[2]
            body, self._got = self._got[end + 4 : whole], self._got[whole:]
            self._take(method.decode(), body)

    def _take(self, asked: str, body: bytes) -> None:
        method, _, query = asked.partition("?")
        if method == "chat.postMessage":
            self._post(body)
        elif method == "chat.update":
            self._slack.update(_id(_first(CHANNEL, body)), body)
            self._answer({"ok": True, "ts": _first(TS, body), "channel": _first(CHANNEL, body)})
        else:
            self._answer(_other(self._slack, method, query, body))

    def _post(self, body: bytes) -> None:
        channel = _id(_first(CHANNEL, body))
        if wait := self._slack.may_post(channel):
            self._slack.limited += 1
            self._answer({"ok": False, "error": "ratelimited"}, 429, max(1, math.ceil(wait)))
            return
        ts = self._slack.post(channel, body)
        if time.monotonic() < self._slack.cut_until:
            self.transport.abort()
            return
        self._answer({"ok": True, "channel": channel, "ts": ts})

    def _answer(self, data: dict[str, Any], status: int = 200, retry_after: int = 0) -> None:
        body = json.dumps(data).encode()
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        head += f"Retry-After: {retry_after}\r\n\r\n" if retry_after else "\r\n"
        self.transport.write(head.encode() + body)


def _first(pattern: re.Pattern[bytes], body: bytes) -> str:
    found = pattern.search(body)
    return found[1].decode() if found else ""


def _id(channel: str) -> str:
    return "C0" + channel.lstrip("#").replace("-", "").upper() if channel.startswith("#") else channel


def _other(slack: Workspace, method: str, query: str, body: bytes) -> dict[str, Any]:
    asked: dict[str, Any] = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
    if body.startswith(b"{"):
        asked |= json.loads(body)
    match method:
        case "conversations.history":
            found = slack.past(_id(str(asked.get("channel", "")).replace("%23", "#")), asked)
            return {"ok": True, "messages": found, "has_more": False}
        case "conversations.list":
            return {
                "ok": True,
                "channels": [{"id": _id(f"#{name}"), "name": name, "is_member": True} for name in NAMES],
            }
        case "users.info":
            user = {"id": asked.get("user", "U0"), "name": "somebody", "real_name": "Somebody", "tz": "Europe/Oslo"}
            return {"ok": True, "user": user}
        case "usergroups.list":
            return {"ok": True, "usergroups": []}
        case "usergroups.users.list":
            return {"ok": True, "users": []}
        case "auth.test":
            return {"ok": True, "user": "loopwell", "team": "Bench", "user_id": "U0BOT", "bot_id": "B0BOT"}
    return {"ok": True, "channel": {"id": "C0BENCH"}, "messages": [], "channels": [], "members": []}


async def listen(slack: Workspace) -> None:
    loop = asyncio.get_running_loop()
    slack.server = await loop.create_server(lambda: Wire(slack), "127.0.0.1", slack.api_port, reuse_address=True)
    slack.api_port = slack.server.sockets[0].getsockname()[1]


async def refuse(slack: Workspace, seconds: float) -> None:
    """Nobody answers at Slack's address for a while."""
    assert slack.server is not None
    slack.server.close()
    for transport in list(slack.wires):
        transport.abort()
    await asyncio.sleep(seconds)
    await listen(slack)


async def obey(slack: Workspace, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Orders of the bench. When the bench has gone, so does this Slack."""
    refusing: set[asyncio.Task[None]] = set()
    while line := await reader.readline():
        order = json.loads(line)
        match order["do"]:
            case "reset":
                slack.reset(order["per_second"], order["burst"])
            case "refuse":
                refusing.add(asyncio.create_task(refuse(slack, order["seconds"])))
            case "cut":
                slack.cut_until = time.monotonic() + order["seconds"]
        names = ("api_port", "posts", "updates", "limited", "pinged", "messages", "first_at", "last_at")
        state: dict[str, Any] = {name: getattr(slack, name) for name in names}
        if order["do"] == "shown":
            state |= {"shown": slack.shown, "storms": slack.storms}
        writer.write(json.dumps(state).encode() + b"\n")
        await writer.drain()
    asyncio.get_running_loop().stop()


async def main() -> None:
    slack = Workspace()
    await listen(slack)
    orders = await asyncio.start_server(lambda r, w: obey(slack, r, w), "127.0.0.1", 0, limit=2**26)
    sys.stdout.write(f"{orders.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    pin(OTHER_CORE)
    try:
        asyncio.run(main())
    except RuntimeError:  # the loop was stopped: the bench has gone
        sys.exit(0)
