"""Slack: whatever it answers, nobody takes a customer's card for shown that is not, and no channel falls silent."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack import LONGEST_WAIT, USUAL_WAIT, Slack, Trouble, new_client, new_session
from handlers.views.message import Message
from playbooks.sending import Family

POST = Message(text="2 of 10 from Kari")


class Says:
    """A Slack that gives one answer to everything."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 200, dict[str, str](), dict[str, Any]()

    async def answer(self, _request: web.Request) -> web.Response:
        return web.json_response(self.body, status=self.status, headers=self.headers)


@pytest.fixture
async def says() -> Says:
    return Says()


@pytest.fixture
async def slack(says: Says) -> AsyncIterator[Slack]:
    app = web.Application()
    app.router.add_post("/{method}", says.answer)
    async with TestServer(app) as server:
        client = new_client("xoxb-1", str(server.make_url("/")), 5)
        client.session = new_session(5)
        yield Slack(client)
        await client.session.close()


@pytest.mark.parametrize("place", [{}, {"channel": None, "ts": None}, {"channel": "C1", "ts": ["1.2"]}, {"ts": "1.2"}])
async def test_a_card_is_not_taken_for_shown_when_slack_does_not_say_where(
    slack: Slack, says: Says, place: dict[str, Any]
) -> None:
    """It would be updated nowhere for ever; so it is looked for, and posted again if it is not there."""
    says.body = {"ok": True, **place}
    with pytest.raises(Trouble) as trouble:
        await slack.post("#support", POST)
    assert trouble.value.family is Family.UNCERTAIN


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("7", 7),
        ("0", 1),
        ("-5", 1),
        ("soon", USUAL_WAIT),
        ("", USUAL_WAIT),
        ("nan", USUAL_WAIT),
        ("inf", LONGEST_WAIT),
        ("99999999999", LONGEST_WAIT),
    ],
)
async def test_no_channel_is_silent_for_ever_because_slack_asked_for_it(
    slack: Slack, says: Says, asked: str, wait: float
) -> None:
    says.status, says.headers, says.body = 429, {"Retry-After": asked}, {"ok": False, "error": "ratelimited"}
    with pytest.raises(Trouble, match=f"it asks for {wait:.0f} s") as trouble:
        await slack.post("#support", POST)
    assert (trouble.value.family, trouble.value.wait) == (Family.RATE_LIMITED, wait)
