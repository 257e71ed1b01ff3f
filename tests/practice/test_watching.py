"""Live changes: a page hears of what its person sees, and of nothing else."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from tests.practice.conftest import FEEDBACK
from tests.workspace import Slack


async def next_revision(stream: aiohttp.ClientResponse) -> int:
    while not (line := await stream.content.readline()).startswith(b"data:"):
        pass
    return int(json.loads(line.removeprefix(b"data:"))["revision"])


async def test_a_message_is_announced_to_those_who_see_it(
    server: PracticeServer, slack: Slack, client: AsyncWebClient
) -> None:
    async with (
        slack.session.get("/practice/stream?as=U0ANA") as ana,
        slack.session.get("/practice/stream?as=U0GUEST") as guest,
    ):
        before = await next_revision(ana)
        await next_revision(guest)
        await client.chat_postMessage(channel=FEEDBACK, text="x")
        assert await asyncio.wait_for(next_revision(ana), 60) > before
        assert server.workspace.seen_revision("U0GUEST") == 0


async def test_unread_marks_go_when_the_channel_is_read(slack: Slack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=FEEDBACK, text="x")
    ana = slack.person("Ana")

    async def unread() -> int:
        here = (one for one in (await ana.state())["conversations"] if one["id"] == FEEDBACK)
        return int(next(here)["unread"])

    assert await unread() == 1
    await slack.post("read", **{"as": ana.id, "channel": FEEDBACK})
    assert await unread() == 0


@pytest.mark.parametrize("who", ["U0NOBODY", "U0GONE", "U0LOOPWELL"])
async def test_nobody_else_can_be_played(slack: Slack, who: str) -> None:
    async with slack.session.get(f"/practice/state?as={who}") as answer:
        assert (answer.status, (await answer.json())["error"]) == (409, "not_possible")


async def test_a_person_does_not_see_where_they_are_not_a_member(slack: Slack) -> None:
    names = {one["name"] for one in (await slack.person("Ana").state())["conversations"]}
    assert names == {"customer-feedback", "key-accounts", "general"}


async def test_nonsense_is_answered_and_breaks_nothing(slack: Slack) -> None:
    for body in ("{", "[]", '"x"'):
        async with slack.session.post("/practice/click", data=body) as answer:
            assert answer.status == 400
    for route, told in [("click", {}), ("forward", {"hours": "x"}), ("forward", {}), ("faults", {"kind": ["x"]})]:
        async with slack.session.post(f"/practice/{route}", json=told) as answer:
            assert answer.status == 409
    async with slack.session.get("/practice/state?after=x") as answer:
        assert answer.status == 409
