"""Slack: the one caller of its Web API. Every failure comes out as Trouble, with its family."""

import logging
import math
from collections.abc import AsyncIterator, Mapping
from json import JSONEncoder
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from handlers.reactions import View
from handlers.views.message import Message
from playbooks.sending import Family, family_of

log = logging.getLogger("loopwell.slack")

PAGE = 200
USUAL_WAIT, LONGEST_WAIT = 30.0, 3600.0  # seconds
CHANNELS = 1000  # on a page; Slack gives no more
MOST_PAGES = 20

CALLS = logging.getLogger("slack_sdk.calls")
CALLS.setLevel(logging.WARNING)
"""slack_sdk asks a logger's own level whether to write down each call, customers' words and all; it has none by itself,
and all was written down for nobody to read."""

AS_JSON = JSONEncoder(check_circular=False).encode
"""Nothing that we send holds itself; to make sure of that takes as long as the writing."""


class Trouble(Exception):
    """Slack did not do what it was asked, or did not say whether it did.

    `error` is Slack's name for the reason, or ours; `wait` is its Retry-After in seconds.
    """

    def __init__(self, family: Family, error: str, wait: float = 0.0) -> None:
        super().__init__(f"{family.value} ({error})")
        self.family = family
        self.error = error
        self.wait = wait


def new_client(token: str | None, base_url: str, timeout: int) -> AsyncWebClient:
    """A client that never repeats a call by itself: a post that was repeated would be said twice."""
    return AsyncWebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[], logger=CALLS)


def new_session(timeout: int) -> aiohttp.ClientSession:
    """One for all calls, so that connections are used again: slack_sdk alone opens a new one for each call. It keeps
    no cookies, as there is nobody here whom Slack should know again. Made inside the event loop."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=timeout), cookie_jar=aiohttp.DummyCookieJar(), json_serialize=AS_JSON
    )


class Slack:
    """Raises Trouble from every call."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client

    async def post(self, channel: str, message: Message, thread: str | None = None) -> tuple[str, str]:
        """Posts to a channel (name or id) or a person (id); with a `thread` (a message's ts), below that message.
        Returns the channel's id and the message's ts."""
        where = {"channel": channel, "thread_ts": thread} if thread else {"channel": channel}
        answer = await self._call("chat.postMessage", **where, **_content(message))
        taken_in, ts = answer.get("channel"), answer.get("ts")
        if not (isinstance(taken_in, str) and isinstance(ts, str) and taken_in and ts):
            raise Trouble(Family.UNCERTAIN, "Slack took a message and did not say where it is")
        return taken_in, ts

    async def update(self, channel: str, ts: str, message: Message) -> None:
        """Replaces a message of ours; `channel` is an id. Text and blocks go together, or Slack drops the blocks."""
        await self._call("chat.update", channel=channel, ts=ts, **_content(message))

    async def answer(self, url: str, message: Message, *, replace: bool = False) -> None:
        """Answers a click at its `response_url`: only the person who clicked sees it. Slack takes five answers to a
        click, for half an hour, and asks for no membership of the channel."""
        content = {"text": message.text, "blocks": list(message.blocks) or None, "replace_original": replace}
        said = {"response_type": "ephemeral", **{key: value for key, value in content.items() if value is not None}}
        try:
            hook = AsyncWebhookClient(url, self.client.timeout, retry_handlers=[], session=self.client.session)
            answer = await hook.send_dict(said)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Trouble(Family.UNCERTAIN, f"{type(error).__name__}: {error}".rstrip(": ")) from None
        if answer.status_code != 200:
            raise Trouble(family_of(answer.status_code, answer.body), answer.body)

    async def open_view(self, trigger: str, view: View) -> None:
        await self._call("views.open", trigger_id=trigger, view=view)

    async def push_view(self, trigger: str, view: View) -> None:
        await self._call("views.push", trigger_id=trigger, view=view)

    async def update_view(self, view_id: str, hash_: str, view: View) -> str:
        """Changes a view, if it is still as `hash_` says. Returns its new hash."""
        answer = await self._call("views.update", view_id=view_id, hash=hash_, view=view)
        return str((answer.get("view") or {}).get("hash") or "")

    async def publish_home(self, user: str, view: View) -> None:
        await self._call("views.publish", user_id=user, view=view)

    async def direct(self, user: str) -> str:
        """The id of our conversation with a person."""
        return str((await self._call("conversations.open", users=user))["channel"]["id"])

    async def history(self, channel: str, since: float) -> AsyncIterator[Mapping[str, Any]]:
        """Our metadata and `ts` of the messages since then (Unix seconds), newest first. `channel` is an id.

        Reads 4,000 messages at most, which the log then says: more were written since only by people, or by a bot that
        did not know for days what it had said.
        """
        async for message in self._messages("conversations.history", since, channel=channel):
            yield message

    async def replies(self, channel: str, thread: str, since: float) -> AsyncIterator[Mapping[str, Any]]:
        """The same of the messages below one; that one comes first."""
        async for message in self._messages("conversations.replies", since, channel=channel, ts=thread):
            yield message

    async def _messages(self, method: str, since: float, **where: str) -> AsyncIterator[Mapping[str, Any]]:
        cursor = ""
        for _page in range(MOST_PAGES):
            how = {"oldest": f"{since:.6f}", "inclusive": "true", "limit": str(PAGE), "include_all_metadata": "true"}
            answer = await self._ask(method, cursor=cursor, **where, **how)
            for message in answer["messages"]:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
        log.warning("read %d messages of %s, and not those before", PAGE * MOST_PAGES, where["channel"])

    async def channels(self) -> list[Mapping[str, Any]]:
        """What Slack says of the channels that we can see."""
        found: list[Mapping[str, Any]] = []
        cursor = ""
        for _page in range(MOST_PAGES):
            kinds = "public_channel,private_channel"
            answer = await self._ask("conversations.list", types=kinds, limit=str(CHANNELS), cursor=cursor)
            found += answer["channels"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found

    async def is_shared_outside(self, channel: str) -> bool:
        """Whether people of another company read along in a conversation."""
        return bool((await self._ask("conversations.info", channel=channel))["channel"].get("is_ext_shared"))

    async def user(self, user: str) -> Mapping[str, Any]:
        """Slack's word on a person: name, zone, whether they belong here."""
        found: Mapping[str, Any] = (await self._ask("users.info", user=user))["user"]
        return found

    async def do_not_disturb(self, user: str) -> Mapping[str, Any]:
        """When somebody lets Slack make no sound: now, or next."""
        return await self._ask("dnd.info", user=user)

    async def presence(self, user: str) -> str:
        """ "active", or "away" when somebody is at none of their devices."""
        return str((await self._ask("users.getPresence", user=user))["presence"])

    async def groups(self) -> dict[str, str]:
        """The user groups: "@handle" to id."""
        answer = await self._ask("usergroups.list")
        return {f"@{group['handle']}": str(group["id"]) for group in answer["usergroups"]}

    async def group_members(self, group: str) -> list[str]:
        answer = await self._ask("usergroups.users.list", usergroup=group)
        return [str(user) for user in answer["users"]]

    async def socket(self, app_token: str) -> str:
        """The address at which one WebSocket can be opened."""
        return str((await self._ask("apps.connections.open", token=app_token))["url"])

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
            raise _trouble(error) from None
        except aiohttp.ClientConnectorError as error:  # nobody was there: nothing was said
            raise Trouble(Family.TRANSIENT, f"{type(error).__name__}: {error}") from None
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Trouble(Family.UNCERTAIN, f"{type(error).__name__}: {error}".rstrip(": ")) from None
        data: Mapping[str, Any] = answer.data  # type: ignore[assignment]
        return data


def _content(message: Message) -> dict[str, Any]:
    content: dict[str, Any] = {"text": message.text, "unfurl_links": False, "unfurl_media": False}
    if message.blocks:
        content["blocks"] = list(message.blocks)
    if message.metadata:
        content["metadata"] = message.metadata
    return content


def _trouble(error: SlackApiError) -> Trouble:
    response = error.response
    status = int(getattr(response, "status_code", 200))
    data = response.data if isinstance(response.data, Mapping) else {}
    name = data.get("error")
    details = (data.get("response_metadata") or {}).get("messages") or ()
    words = ": ".join((str(name or f"HTTP {status}"), *map(str, details)))
    headers = {key.lower(): value for key, value in response.headers.items()}
    family = family_of(status, str(name) if name else None)
    if family is not Family.RATE_LIMITED:
        return Trouble(family, words)
    wait = _seconds(headers.get("retry-after"))
    return Trouble(family, f"{words}: it asks for {wait:.0f} s", wait)


def _seconds(value: Any) -> float:
    """A Retry-After. Slack's are seconds, or a minute: one that is no number, or that would keep a channel silent until
    somebody starts us anew, is a mistake."""
    try:
        asked = float(value)
    except (TypeError, ValueError):
        return USUAL_WAIT
    return USUAL_WAIT if math.isnan(asked) else max(1.0, min(asked, LONGEST_WAIT))
