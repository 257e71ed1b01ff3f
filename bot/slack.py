"""Slack: the one caller of its Web API, and what its answers mean."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.reactions import View
from handlers.views.message import Message

TIMEOUT = 10


class RateLimited(Exception):
    """Slack asks to wait; `seconds` is its Retry-After."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"rate limited for {seconds:g} s")
        self.seconds = seconds


class Refused(Exception):
    """Slack said no; `error` is its name for the reason."""

    def __init__(self, error: str, messages: tuple[str, ...] = ()) -> None:
        super().__init__(": ".join((error, *messages)))
        self.error = error


class Unsure(Exception):
    """No clear answer: a timeout, a broken connection, a server error. What was asked may have happened."""


def new_client(token: str, base_url: str) -> AsyncWebClient:
    """A client that never repeats a call by itself: a post that was repeated would be said twice."""
    return AsyncWebClient(token=token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])


class Slack:
    """Raises RateLimited, Refused or Unsure from every call."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client

    async def post(self, channel: str, message: Message) -> tuple[str, str]:
        """Posts to a channel (name or id) or a person (id). Returns the channel's id and the message's ts."""
        answer = await self._call("chat.postMessage", channel=channel, **_content(message))
        return str(answer["channel"]), str(answer["ts"])

    async def update(self, channel: str, ts: str, message: Message) -> None:
        """Replaces a message of ours; `channel` is an id. Text and blocks go together, or Slack drops the blocks."""
        await self._call("chat.update", channel=channel, ts=ts, **_content(message))

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        """Says something that only this person sees."""
        await self._call("chat.postEphemeral", channel=channel, user=user, **_content(message))

    async def open_view(self, trigger: str, view: View) -> None:
        await self._call("views.open", trigger_id=trigger, view=view)

    async def push_view(self, trigger: str, view: View) -> None:
        await self._call("views.push", trigger_id=trigger, view=view)

    async def update_view(self, view_id: str, hash_: str, view: View) -> None:
        await self._call("views.update", view_id=view_id, hash=hash_, view=view)

    async def publish_home(self, user: str, view: View) -> None:
        await self._call("views.publish", user_id=user, view=view)

    async def user(self, user: str) -> Mapping[str, Any]:
        """Slack's word on a person: name, zone, whether they belong here."""
        found: Mapping[str, Any] = (await self._ask("users.info", user=user))["user"]
        return found

    async def groups(self) -> dict[str, str]:
        """The user groups: "@handle" to id."""
        answer = await self._ask("usergroups.list")
        return {f"@{group['handle']}": str(group["id"]) for group in answer["usergroups"]}

    async def group_members(self, group: str) -> list[str]:
        answer = await self._ask("usergroups.users.list", usergroup=group)
        return [str(user) for user in answer["users"]]

    async def who_am_i(self) -> Mapping[str, Any]:
        return await self._ask("auth.test")

    async def _call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        return await self._send(method, json=arguments)

    async def _ask(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """For methods that read: Slack takes JSON bodies only where something is written."""
        return await self._send(method, params=arguments)

    async def _send(self, method: str, **how: Any) -> Mapping[str, Any]:
        try:
            answer = await self.client.api_call(method, **how)
        except SlackApiError as error:
            raise _meaning(error) from None
        except (TimeoutError, SlackClientError, aiohttp.ClientError, OSError, ValueError) as error:
            raise Unsure(f"{type(error).__name__}: {error}") from None
        data: Mapping[str, Any] = answer.data  # type: ignore[assignment]
        return data


def _content(message: Message) -> dict[str, Any]:
    content: dict[str, Any] = {"text": message.text, "unfurl_links": False, "unfurl_media": False}
    if message.blocks:
        content["blocks"] = list(message.blocks)
    if message.metadata:
        content["metadata"] = message.metadata
    return content


def _meaning(error: SlackApiError) -> Exception:
    response = error.response
    status = getattr(response, "status_code", 200)
    data = response.data if isinstance(response.data, Mapping) else {}
    name = str(data.get("error", f"http_{status}"))
    if status == 429 or name in ("ratelimited", "rate_limited"):
        headers = {key.lower(): value for key, value in response.headers.items()}
        return RateLimited(_seconds(headers.get("retry-after")))
    if status >= 500 or name in ("internal_error", "fatal_error", "request_timeout", "service_unavailable"):
        return Unsure(name)
    details = data.get("response_metadata") or {}
    return Refused(name, tuple(map(str, details.get("messages", ()))))


def _seconds(value: Any) -> float:
    try:
        return max(1.0, float(value))
    except (TypeError, ValueError):
        return 30.0
