"""How the workspace reaches the bot: Socket Mode when a socket is open, otherwise signed HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from practice.signing import signed_headers
from practice.sockets import Sockets
from practice.workspace import Workspace

Json = dict[str, Any]
log = logging.getLogger(__name__)

#: Slack tries an event again at once, after a minute and after five minutes.
RETRY_AFTER = (0.0, 60.0, 300.0)
#: Kinds of delivery, with Slack's names in Socket Mode.
EVENT, INTERACTION, COMMAND = "events_api", "interactive", "slash_commands"


@dataclass(frozen=True)
class Ack:
    """How the bot answered. `failure` is None, or "timeout" (no ack in 3 s), "connection" or "http_error".

    `body` is what came with the acknowledgement: parsed JSON, plain text, or None for an empty one.
    """

    failure: str | None = None
    body: Any = None

    @property
    def ok(self) -> bool:
        return self.failure is None


class Deliveries:
    """Sends one payload at a time per call; events are tried again in the background."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.sockets = Sockets(workspace.app_id)
        self.last: tuple[str, Json] | None = None
        #: What was delivered, for tests: kind, type, outcome.
        self.sent: list[Json] = []
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, kind: str, payload: Json, retry: int = 0, reason: str = "") -> Ack:
        """Delivers and waits for the acknowledgement, at most `ack_timeout` seconds."""
        self.last = (kind, payload)
        try:
            async with asyncio.timeout(self.workspace.config.ack_timeout):
                if self.sockets.count:
                    ack = await self._by_socket(kind, payload, retry, reason)
                elif self.workspace.config.bot_url:
                    ack = await self._by_http(kind, payload, retry, reason)
                else:
                    ack = Ack("connection")
        except TimeoutError:
            ack = Ack("timeout")
        except (aiohttp.ClientError, ConnectionError):
            ack = Ack("connection")
        what = payload.get("type") if kind != EVENT else payload["event"]["type"]
        self.sent.append({"kind": kind, "type": what or kind, "retry": retry, "failure": ack.failure})
        self.workspace.noted()
        return ack

    async def _by_socket(self, kind: str, payload: Json, retry: int, reason: str) -> Ack:
        envelope: Json = {
            "envelope_id": self.workspace.new_id("E"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != EVENT,
        }
        if kind == EVENT:
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        body = await self.sockets.send(envelope, self.workspace.config.ack_timeout)
        return Ack(body=body if envelope["accepts_response_payload"] else None)

    async def _by_http(self, kind: str, payload: Json, retry: int, reason: str) -> Ack:
        if kind == EVENT:
            body, content_type = json.dumps(payload).encode(), "application/json"
        else:
            fields = payload if kind == COMMAND else {"payload": json.dumps(payload)}
            body, content_type = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": content_type, **signed_headers(self.workspace.config.signing_secret, body)}
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        url = f"{str(self.workspace.config.bot_url).rstrip('/')}/slack/events"
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
            text = await answer.text()
            if not 200 <= answer.status < 300:
                return Ack("no_retry" if answer.headers.get("x-slack-no-retry") == "1" else "http_error", text)
            return Ack(body=_parsed(text, answer.content_type))

    def event(self, event: Json) -> None:
        """Sends an event in the background, if the app subscribes to it; tried again as Slack does."""
        kind = event["type"]
        subscription = f"message.{event['channel_type']}" if kind == "message" else kind
        if subscription not in self.workspace.events:
            return
        now = self.workspace.clock.now()
        envelope = {
            "token": "practice",
            "team_id": self.workspace.team_id,
            "api_app_id": self.workspace.app_id,
            "event": {**event, "event_ts": f"{now:.6f}"},
            "type": "event_callback",
            "event_id": self.workspace.new_id("Ev"),
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.workspace.team_id,
                    "user_id": self.workspace.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }
        self.in_background(self._until_heard(envelope))

    async def _until_heard(self, envelope: Json) -> None:
        ack = await self.send(EVENT, envelope)
        for attempt, wait in enumerate(RETRY_AFTER, start=1):
            if ack.ok or ack.failure == "no_retry":
                return
            await self.workspace.clock.sleep(wait)
            ack = await self.send(EVENT, envelope, attempt, _REASONS.get(str(ack.failure), "unknown_error"))

    async def replay(self, times: int) -> None:
        """Sends the last delivery again: Slack does this when an acknowledgement is lost on its way."""
        if self.last is None:
            return
        kind, payload = self.last
        for attempt in range(1, times + 1):
            await self.send(kind, payload, attempt if kind == EVENT else 0, "http_timeout")

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        if self._session is not None:
            await self._session.close()


_REASONS = {"timeout": "http_timeout", "connection": "connection_failed", "http_error": "http_error"}


def _parsed(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type == "application/json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
