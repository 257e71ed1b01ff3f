"""Hearing: how what people do in Slack reaches us, through Bolt: over a WebSocket (Socket Mode), or by HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.desk import Desk
from bot.listeners import register
from bot.settings import Settings
from bot.slack import Slack, new_client
from bot.sockets import Handler, Line, holding
from bot.tokens import Tokens


class Hearing:
    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._app = AsyncApp(
            client=new_client(None, settings.slack_api_url, settings.slack_timeout),  # `authorize` brings the token
            signing_secret=settings.slack_signing_secret or "",
            authorize=_with(settings.slack_bot_token),
        )
        register(self._app, desk)

    def answer_over(self, session: aiohttp.ClientSession) -> None:
        """The connections that Bolt's own answers take."""
        self._app.client.session = session

    async def take(self, body: bytes, query: str, headers: Mapping[str, str]) -> web.Response | None:
        """Answers a request of Slack's, whose signature Bolt checks; None when this is not what Slack sends."""
        told: dict[str, str | Sequence[str]] = dict(headers.items())
        try:
            asked = AsyncBoltRequest(body=body.decode(), query=query, headers=told)
        # Bolt reads the body before it checks who sent it
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None
        response: web.Response = await to_aiohttp_response(await self._app.async_dispatch(asked))
        return response

    @asynccontextmanager
    async def listening(self, token: str, slack: Slack, tokens: Tokens) -> AsyncIterator[None]:
        """Holds the WebSocket until the block ends."""
        line = Line(token, slack, tokens)
        async with holding(Handler(self._app, line), line.tried):
            yield


def _with(token: str | None) -> Callable[..., Awaitable[AuthorizeResult]]:
    """There is one workspace and one token. Bolt would ask Slack about it at the first click after a start, and lose
    that click if Slack did not answer just then."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize
