"""Sockets: the WebSocket over which Socket Mode brings what people do, and what we do while Slack opens none."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.clock import Clock
from bot.log import Lasting
from bot.slack import Slack, Trouble
from bot.tokens import Tokens
from playbooks.sending import LOCKED_OUT, TOKEN_RETRY, Family

log = logging.getLogger("loopwell.sockets")

PATIENCE = 5.0  # seconds that a start waits for Slack
RECONNECT = 3  # seconds between two looks whether the WebSocket still stands, and two tries to open one
CONNECTING = "opening the connection over which clicks come"


class Line(SocketModeClient):
    """slack_sdk's own client would ask a Slack that refuses us every three seconds, and write down each answer twice
    as it came. This one asks until it gets an address, and says what keeps it from that once.

    `tried` is set as soon as Slack has opened a connection, or has not.
    """

    def __init__(self, token: str, slack: Slack, tokens: Tokens) -> None:
        super().__init__(token, web_client=slack.client, ping_interval=RECONNECT)
        self.tried = asyncio.Event()
        self._slack = slack
        self._tokens = tokens
        self._known = False
        self._wrong = Lasting(log, Clock.ticks)

    async def issue_new_wss_url(self) -> str:
        """The address of the next WebSocket. Raises ConnectionError when the bot stops meanwhile."""
        while not self.closed:
            try:
                address = await self._slack.socket(self.app_token)
            except Trouble as trouble:
                wait = await self._not_opened(trouble)
                self.tried.set()
                await asyncio.sleep(wait)
            else:
                self._wrong.over(CONNECTING)
                self._known = self._known or await self._tokens.app_known()
                return address
        raise ConnectionError("the bot stops")

    async def _not_opened(self, trouble: Trouble) -> float:
        """Says so; how many seconds later it is tried again."""
        if trouble.family not in LOCKED_OUT:
            self._wrong.met(CONNECTING, ConnectionError(trouble.error))
            return trouble.wait if trouble.family is Family.RATE_LIMITED else RECONNECT
        self._known = False
        await self._tokens.app_refused(trouble)
        return TOKEN_RETRY.total_seconds()


class Handler(AsyncSocketModeHandler):
    """Hands what comes over this line to Bolt, and not what comes over one of its own."""

    def __init__(self, app: AsyncApp, line: Line) -> None:
        self.app, self.app_token, self.client = app, line.app_token, line
        line.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]  # as Bolt's own does


@asynccontextmanager
async def holding(handler: AsyncSocketModeHandler, tried: asyncio.Event) -> AsyncIterator[None]:
    """Keeps the WebSocket open until the block ends. The block begins when it is open, or when that was `tried` in
    vain: surveys are taken and cards shown meanwhile."""
    connecting = asyncio.create_task(handler.connect_async(), name="socket mode")
    connecting.add_done_callback(lambda _done: tried.set())
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await tried.wait()
        yield
    finally:
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
        await handler.close_async()
