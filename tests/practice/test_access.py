"""Who may call: tokens, scopes, methods. A bot that passes here would also be let in by Slack."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer, running
from practice.workspace import Config
from tests.practice.conftest import FEEDBACK, client_of, error_of, refusal


async def test_the_bot_learns_who_it_is_and_which_scopes_it_has(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team"]) == ("U0LOOPWELL", "B0LOOPWELL", "Acme")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


async def test_a_wrong_token_is_not_let_in(server: PracticeServer) -> None:
    assert await error_of(client_of(server, "xoxb-wrong").auth_test()) == "invalid_auth"


async def test_a_call_without_a_token_is_not_let_in(server: PracticeServer) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{server.api_url}auth.test") as answer:
        assert await answer.json() == {"ok": False, "error": "not_authed"}


async def test_the_app_token_opens_sockets_and_nothing_else(server: PracticeServer) -> None:
    assert await error_of(client_of(server, server.config.app_token).auth_test()) == "not_allowed_token_type"
    wrong = client_of(server).apps_connections_open(app_token=server.config.bot_token)
    assert await error_of(wrong) == "not_allowed_token_type"


async def test_a_method_that_slack_does_not_have_is_named(client: AsyncWebClient) -> None:
    assert (await refusal(client.api_call("chat.shout")))["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("chat:write", "chat.postMessage", {"channel": FEEDBACK, "text": "x"}),
        ("users:read", "users.info", {"user": "U0ANA"}),
        ("usergroups:read", "usergroups.list", {}),
        ("channels:read", "conversations.list", {}),
        ("groups:read", "conversations.info", {"channel": "C0ADMINS"}),
        ("channels:history", "conversations.history", {"channel": FEEDBACK}),
        ("im:write", "conversations.open", {"users": "U0ANA"}),
        ("files:write", "files.getUploadURLExternal", {"filename": "a.csv", "length": 3}),
        ("chat:write.customize", "chat.postMessage", {"channel": FEEDBACK, "text": "x", "username": "Other"}),
    ],
)
async def test_a_scope_that_the_manifest_forgot_is_missed(
    scope: str, method: str, arguments: dict[str, object]
) -> None:
    async with running(Config(scopes=Config().scopes - {scope})) as server:
        answer = await refusal(client_of(server).api_call(method, params=arguments))
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert scope not in answer["provided"].split(",")


async def test_an_address_is_hidden_without_its_scope() -> None:
    async with running(Config(scopes=Config().scopes - {"users:read.email"})) as server:
        answer = await client_of(server).users_info(user="U0ANA")
    assert "email" not in answer["user"]["profile"]


async def test_arguments_in_json_are_not_read_by_reading_methods(server: PracticeServer) -> None:
    headers = {"Authorization": f"Bearer {server.config.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        url = f"{server.api_url}users.info"
        async with (
            session.post(url, json={"user": "U0ANA"}) as as_json,
            session.post(url, data={"user": "U0ANA"}) as form,
        ):
            assert (await as_json.json())["error"] == "user_not_found"
            assert (await form.json())["user"]["tz"] == "Europe/Bucharest"


async def test_the_server_listens_on_loopback_only(server: PracticeServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")
