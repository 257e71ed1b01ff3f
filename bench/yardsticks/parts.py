"""What the yardsticks share: the command line, the signature, a survey read, a message posted."""

import argparse
import asyncio
import hashlib
import hmac
import json
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from bench.machine import RECEIVER_CORE, pin
from bench.surveys import SECRET, SIGNATURE

HEADERS = {"Authorization": "Bearer xoxb-bench"}
ACCEPTED = b'{"status": "accepted"}'

Running = Callable[[web.Application], AsyncIterator[None]]


@dataclass(frozen=True)
class Arguments:
    port: int
    database: str
    slack: str


@dataclass(frozen=True)
class Row:
    """What a yardstick keeps of a survey."""

    id: str
    channel: str
    text: str


def read(request: web.Request, body: bytes) -> Row | None:
    """The survey, or None when its signature is wrong."""
    proof = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get(SIGNATURE, ""), f"sha256={proof}"):
        return None
    data = json.loads(body)["event_data"]
    text = f"{data['person']['name']}: {data['score']} of 10. {data['comment']}"
    return Row(data["id"], f"#{request.match_info['source']}", text)


def accepted() -> web.Response:
    return web.Response(body=ACCEPTED, status=202, content_type="application/json")


def open_database(path: str, *tables: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    for table in tables:
        database.execute(f"CREATE TABLE IF NOT EXISTS {table}")
    return database


async def post(session: aiohttp.ClientSession, slack: str, channel: str, text: str) -> float:
    """Posts to Slack. Returns 0, or the seconds to wait; raises ClientError and TimeoutError."""
    message = {"channel": channel, "text": text}
    async with session.post(f"{slack}chat.postMessage", json=message, headers=HEADERS) as answer:
        data: dict[str, Any] = await answer.json()
        if answer.status == 429:
            return float(answer.headers.get("Retry-After", "1"))
        if not data["ok"]:
            raise aiohttp.ClientError(str(data["error"]))
        return 0.0


def serve(make: Callable[[Arguments], web.Application]) -> None:
    """Runs one yardstick until it is told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", default="")
    parser.add_argument("--slack", default="")
    chosen = parser.parse_args()
    pin(RECEIVER_CORE)
    asyncio.run(_serve(make(Arguments(chosen.port, chosen.database, chosen.slack)), chosen.port))


async def _serve(app: web.Application, port: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await stop.wait()
    await runner.cleanup()
