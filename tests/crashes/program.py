"""The bot as a program of its own, `python -m bot run` (or `web`, or `worker`), and a way to kill it."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from practice.server import PracticeServer
from tests.databases import Database

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-of-the-crash-tests"
CONFIGURATION = f"""
[company]
name = "Acme"

[[teams]]
name = "support"
channel = "#customer-feedback"

[[sources]]
name = "nps"
provider = "generic"
secret = "{SECRET}"
metric = "nps"
signature = {{ header = "X-Signature" }}

[delivery]
per_second = 100.0
burst = 1000
"""


@dataclass(frozen=True)
class Posted:
    """One answer of the bot to a delivery; `code` is 0 when the connection broke before there was one."""

    id: str
    code: int
    status: str = ""


class Program:
    """A running bot. What it logs is in `lines`."""

    def __init__(self, folder: Path, process: asyncio.subprocess.Process) -> None:
        self.folder = folder
        self.process = process
        self.lines: list[str] = []
        self.url = ""
        self._news = asyncio.Condition()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            async with self._news:
                self.lines.append(line.decode())
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def says(self, words: str) -> str:
        """The first line of its log with these words, once there is one."""
        async with asyncio.timeout(60), self._news:
            while not (found := [line for line in self.lines if words in line]):
                assert not self._listening.done(), "".join(self.lines)
                await self._news.wait()
        return found[0]

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        async with asyncio.timeout(60):
            code = await self.process.wait()
            await self._listening
        return code

    async def kill(self) -> None:
        """What a power cut does to it."""
        await self.end(signal.SIGKILL)

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Sends the signal, waits until the program has ended, and returns its exit code."""
        self.process.send_signal(number)
        return await self.ended()


async def launch(folder: Path, database: Database, slack: PracticeServer, part: str = "run", **environ: str) -> Program:
    """Starts the bot in this folder. `part` is the command: `run`, `web` or `worker`."""
    configuration = folder / "loopwell.toml"
    if not configuration.exists():
        configuration.write_text(CONFIGURATION, encoding="utf-8")
    told = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LOOPWELL_CONFIG": str(configuration),
        "DATABASE_URL": database.url,
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.config.bot_token,
        "SLACK_SIGNING_SECRET": slack.config.signing_secret,
        "PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", part),
        cwd=folder,
        env={**told, **environ},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    return Program(folder, process)


async def start(folder: Path, database: Database, slack: PracticeServer, part: str = "run", **environ: str) -> Program:
    """Starts the bot in this folder and waits until it is at work. `part` is the command: `run`, `web` or `worker`."""
    program = await launch(folder, database, slack, part, **environ)
    said = await program.says("is at work")
    if part != "worker":
        program.url = said.rsplit(" ", 1)[1].strip()
        slack.config.bot_url = program.url
    return program


def answer(number: int, customer: int, comment: str = "slow", score: int = 3) -> dict[str, Any]:
    return {"id": f"r{number}", "email": f"c{customer}@many.example", "score": score, "comment": comment}


async def post(session: aiohttp.ClientSession, program: Program, said: dict[str, Any]) -> Posted:
    """Delivers one answer, signed."""
    body = json.dumps(said).encode()
    headers = {"X-Signature": hmac.digest(SECRET.encode(), body, "sha256").hex()}
    try:
        async with session.post(f"{program.url}/surveys/nps", data=body, headers=headers) as reply:
            return Posted(said["id"], reply.status, (await reply.json())["status"])
    except (aiohttp.ClientError, ConnectionError):
        return Posted(said["id"], 0)


async def post_all(program: Program, said: Iterable[dict[str, Any]]) -> list[Posted]:
    """Delivers all of them at once."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        return await asyncio.gather(*(post(session, program, one) for one in said))


async def shown(program: Program) -> None:
    """Waits until nothing is left to show in Slack."""
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        waiting = "?"
        while waiting != "0.0":
            async with session.get(f"{program.url}/metrics") as reply:
                lines = (await reply.text()).splitlines()
            waiting = next(line.split()[-1] for line in lines if line.startswith("loopwell_cards_waiting "))
