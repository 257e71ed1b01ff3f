"""Running: `loopwell run`, `web` and `worker`, from the first check to a clean end."""

import asyncio
import errno
import gc
import logging
import resource
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from socket import socket

from aiohttp import web

from bot.check import look
from bot.clock import Clock
from bot.configuration import read_policy
from bot.house import House
from bot.log import set_up
from bot.migrating import prepare
from bot.problems import Broken, Failed
from bot.settings import ENVIRONMENT, Settings, database_url, hide_bot_token, slack_problems
from bot.web import new_app
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy
from storage.database import Store
from storage.lock import alone

log = logging.getLogger("loopwell")

APART = 2.0
"""Seconds between two looks of a worker: what comes in at `web` does not wake it."""
IDLE = 75.0  # longer than proxies keep a connection that they may use again (60)
LINGER = 5.0
SELDOM = 20_000
"""New objects between two looks for garbage that refers to itself, of which surveys and cards leave hardly any."""
TURN = 0.0003
"""Seconds that a thread may keep the others waiting. While one draws a storm's card, the event loop loses its turn at
each of the nine statements of a survey, and gets it back after so long."""


@dataclass(frozen=True)
class Parts:
    """Which halves run in this process. `moving` adds the route that moves the clock, for demos and tests. `idle` is
    after how many seconds a connection without a whole request is closed."""

    web: bool = True
    worker: bool = True
    moving: bool = False
    idle: float = IDLE


PARTS = {"run": Parts(), "web": Parts(worker=False), "worker": Parts(web=False)}


@asynccontextmanager
async def running(
    settings: Settings, policy: Policy, clock: Clock, parts: Parts = Parts(), listening: socket | None = None
) -> AsyncIterator[House]:
    """A bot at work, from an opened store to a closed one. No request is taken before the store is open.

    `listening` is a bound socket to serve on, instead of HOST and PORT. The schema must be up to date.
    """
    store = Store(settings.database_url)
    async with AsyncExitStack() as stack:
        stack.callback(store.close)
        house = House(settings, policy, clock, store)
        stack.push_async_callback(house.end)
        if parts.web:
            await _open_doors(house, parts, listening, stack)
        await house.begin()
        if parts.worker:
            if not parts.web:
                house.work.look_every(APART)
            await stack.enter_async_context(house.work.going_on())
        house.starting = False
        yield house


async def _open_doors(house: House, parts: Parts, listening: socket | None, stack: AsyncExitStack) -> None:
    """Takes requests from now on."""
    app = new_app(house, moving=parts.moving)
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=5,
        keepalive_timeout=parts.idle,
        lingering_time=LINGER,
        auto_decompress=False,  # `bot/bodies.py` refuses what is packed
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    host, port = house.settings.host, house.settings.port
    site: web.BaseSite = web.SockSite(runner, listening) if listening else web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        raise Failed(f"HOST and PORT: Loopwell cannot listen at {host}:{port}: {_cure(error)}") from None
    house.address = site.name


def _cure(error: OSError) -> str:
    """Why we cannot listen there, and what helps."""
    if error.errno == errno.EADDRINUSE:
        return "another program has it. Choose another PORT."
    if error.errno == errno.EACCES:
        return "this user may not. Choose a PORT above 1023."
    return f"{error.strerror or error}. Set HOST to an address of this machine, or to 0.0.0.0 for all of them."


def run(command: str) -> int:
    """`loopwell run`, `web` or `worker`; returns the exit code. Raises Failed, OSError and StoreUnavailable."""
    found = look(ENVIRONMENT, PROVIDERS, ours=False)  # ours are read when the doors are open
    settings, policy = found.settings, found.policy
    problems = [*found.problems, *_apart(command), *slack_problems(ENVIRONMENT)]
    if problems or settings is None or policy is None:
        raise Failed("\n".join(problems))
    set_up(settings.log_level, settings.log_format)

    def read() -> Policy:
        return read_policy(settings.config, ENVIRONMENT, PROVIDERS)

    hide_bot_token()
    with alone(settings.database_url):
        prepare(settings)
        asyncio.run(serve(settings, PARTS[command], policy, read))
    return 0


def _apart(command: str) -> Iterator[str]:
    """What keeps a half from working beside the other."""
    if command != "run" and (database_url(ENVIRONMENT) or "").startswith("sqlite"):
        yield (
            f"An SQLite file belongs to one process: `loopwell {command}` cannot share it. "
            "Use `loopwell run`, which does both, or set DATABASE_URL to PostgreSQL."
        )


async def serve(settings: Settings, parts: Parts, policy: Policy, read: Callable[[], Policy]) -> None:
    """Runs until SIGINT or SIGTERM. SIGHUP reads the file again; a broken one is refused and the old one stays."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    open_many_files()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    sys.setswitchinterval(TURN)
    gc.freeze()  # what was loaded lives as long as we do: no need to look through it again and again
    gc.enable()
    async with running(settings, policy, Clock(), parts) as house:
        gc.collect()
        gc.freeze()  # and what was loaded since
        gc.set_threshold(SELDOM)
        loop.add_signal_handler(signal.SIGHUP, read_again, house, read)
        log.info("Loopwell is at work%s", f" at {house.address}" if house.address else "")
        await stop.wait()
        log.info("Loopwell stops")


def open_many_files() -> None:
    """As many connections as the system allows: those that only wait are not to keep others out."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def read_again(house: House, read: Callable[[], Policy]) -> None:
    """Replaces the policy by what the file says now."""
    try:
        house.policy = read()
    except Broken as broken:
        for problem in broken.problems:
            log.error("kept the old configuration: %s", problem)
    else:
        house.follow_policy()
        log.info("read the configuration again")
