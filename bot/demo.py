"""`loopwell demo`: the whole product on one machine, with a practice Slack workspace beside it."""

import asyncio
import contextlib
import gc
import json
import logging
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot import log as logs
from bot.clock import Clock
from bot.configuration import read_policy
from bot.customer_import import read_rows
from bot.house import House
from bot.running import Parts, running
from bot.settings import Settings
from handlers import customers
from handlers.surveys import PROVIDERS
from playbooks import comment_language
from playbooks.customers import Identity
from storage.schema import migrate

log = logging.getLogger("loopwell.demo")

HERE = Path(__file__).parent
CONFIGURATION = HERE / "demo.toml"
CUSTOMERS = HERE.parent / "practice" / "customers.csv"
BOT_TOKEN, APP_TOKEN = "xoxb-practice", "xapp-practice"
API_TOKEN, LINK_SECRET = "practice-api-token", "practice-secret-for-links"
MAIL_FROM = "Acme <care@acme.example>"
PATIENCE = 20.0


class NoPractice(OSError):
    """The practice workspace did not start."""


def demo(port: int, speed: float) -> int:
    """Runs the demo until Ctrl-C; prints one address. Returns the exit code."""
    if not 0 < speed <= 3600:
        sys.stderr.write("SPEED is practice minutes a minute: from just above 0 to 3600.\n")
        return 2
    if not 0 < port < 65536:
        sys.stderr.write("PORT is a number from 1 to 65535, such as 8030.\n")
        return 2
    logs.set_up("WARNING", "text")
    with tempfile.TemporaryDirectory(prefix="loopwell-demo-") as folder:
        asyncio.run(_demo(port, speed, f"sqlite:///{folder}/demo.db"))
    return 0


async def _demo(port: int, speed: float, database_url: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    bot_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    mail_port = _free_port()
    async with _practice(port, speed, bot_url, mail_port) as (page, process):
        migrate(database_url)  # while the practice workspace starts
        policy = read_policy(CONFIGURATION, {}, PROVIDERS)
        clock = Clock(speed, await _time_there(page, process))
        settings = Settings(
            slack_bot_token=BOT_TOKEN,
            slack_app_token=APP_TOKEN,
            slack_api_url=f"{page}/api/",
            database_url=database_url,
            config=CONFIGURATION,
            public_url=bot_url,
            smtp_url=f"smtp://127.0.0.1:{mail_port}",
            mail_from=MAIL_FROM,
            api_token=API_TOKEN,
            secret=LINK_SECRET,
        )
        async with running(settings, policy, clock, Parts(moving=True), listening) as house:
            await _bring_customers(house)
            gc.freeze()
            gc.enable()
            sys.stdout.write(f"\n  Open {page}\n  Surveys arrive by themselves. Ctrl-C ends the demo.\n\n")
            sys.stdout.flush()
            preparing = asyncio.create_task(asyncio.to_thread(comment_language.prepare))  # before a reply needs it
            await stop.wait()
            await preparing
    sys.stdout.write("The demo has ended.\n")


async def _bring_customers(house: House) -> None:
    rows = [row for _line, row in read_rows(CUSTOMERS) if isinstance(row, Identity)]
    await house.store.write(customers.tell_all, rows, house.clock.now())


@contextlib.asynccontextmanager
async def _practice(
    port: int, speed: float, bot_url: str, mail_port: int
) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """The practice workspace as a process of its own, which starts: its address, and the process."""
    page = f"http://127.0.0.1:{port}"
    if _taken(port):  # by another demo, say, which would answer in the place of ours
        raise NoPractice(f"Something else is at {page} already. Try make demo PORT=8040.")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "practice", "--arrivals", "--port", str(port), "--speed", str(speed)),
        *("--bot-url", bot_url, "--clock-url", f"{bot_url}/demo/clock"),
        *("--bot-token", BOT_TOKEN, "--app-token", APP_TOKEN, "--api-token", API_TOKEN),
        *("--mail-port", str(mail_port)),
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=False,
    )
    try:
        yield page, process
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _taken(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


async def _time_there(page: str, process: asyncio.subprocess.Process) -> datetime:
    """Waits until the practice workspace answers, and reads its clock, which the bot's clock follows."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while process.returncode is None:
                try:
                    async with session.get(f"{page}/practice/state", params={"as": "U0ANA"}) as answer:
                        return datetime.fromtimestamp(float(json.loads(await answer.text())["now"]), UTC)
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.05)
    raise NoPractice(f"The practice workspace did not start at {page}. Try make demo PORT=8040.")
