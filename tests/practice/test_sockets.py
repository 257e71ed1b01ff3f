"""Socket Mode as the real client sees it: hello, turns, disconnects."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from tests.practice.conftest import bolt_app, client_of
from tests.workspace import Slack

Json = dict[str, Any]


async def address(server: PracticeServer) -> str:
    answer = await client_of(server).apps_connections_open(app_token=server.config.app_token)
    return str(answer["url"])


async def test_a_connection_begins_with_hello(server: PracticeServer) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(server)) as socket:
        hello = await socket.receive_json()
    assert (hello["type"], hello["num_connections"], hello["connection_info"]) == ("hello", 1, {"app_id": "A0LOOPWELL"})
    assert hello["debug_info"]["approximate_connection_time"] == 3600


async def test_an_address_opens_one_connection(server: PracticeServer) -> None:
    url = await address(server)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            await socket.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_an_eleventh_connection_is_sent_away(server: PracticeServer) -> None:
    async with aiohttp.ClientSession() as session:
        open_ones = [await session.ws_connect(await address(server)) for _ in range(10)]
        for one in open_ones:
            await one.receive_json()
        async with session.ws_connect(await address(server)) as socket:
            assert (await socket.receive_json())["reason"] == "too_many_websockets"
        for one in open_ones:
            await one.close()


async def test_several_connections_take_turns_and_each_payload_goes_to_one(
    server: PracticeServer, slack: Slack
) -> None:
    got: list[int] = []
    ready = asyncio.Semaphore(0)

    async def hold(number: int, session: aiohttp.ClientSession) -> None:
        async with session.ws_connect(await address(server)) as socket:
            async for message in socket:
                body = json.loads(message.data)
                if body["type"] == "hello":
                    ready.release()
                else:
                    got.append(number)
                    await socket.send_json({"envelope_id": body["envelope_id"], "payload": {"text": f"from {number}"}})

    async with aiohttp.ClientSession() as session:
        held = [asyncio.create_task(hold(number, session)) for number in range(2)]
        for _ in held:
            await ready.acquire()
        for _ in range(4):
            await slack.person("Ana").command("/loop")
        for one in held:
            one.cancel()
        await asyncio.gather(*held, return_exceptions=True)
    assert sorted(got) == [0, 0, 1, 1]


@pytest.mark.parametrize("abrupt", [False, True])
async def test_the_real_client_comes_back_after_a_disconnect(
    server: PracticeServer, slack: Slack, abrupt: bool
) -> None:
    app = bolt_app(server)

    @app.command("/loop")
    async def loop(ack: Any) -> None:
        await ack("here again")

    handler = AsyncSocketModeHandler(app, server.config.app_token, web_client=client_of(server), ping_interval=0.2)
    await handler.connect_async()
    sockets = server.deliveries.sockets
    await asyncio.wait_for(sockets.connected.wait(), 60)
    await slack.fault("drop_socket", abrupt=abrupt)
    await asyncio.wait_for(sockets.connected.wait(), 60)
    await slack.person("Ana").command("/loop")
    await slack.person("Ana").expect_ephemeral("here again")
    await handler.close_async()


async def test_a_wrong_app_token_gets_no_address(client: AsyncWebClient) -> None:
    answer = await client.api_test()
    assert answer["ok"]
