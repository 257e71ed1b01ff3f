"""The helpdesk's side of a reply: it can check who sent it, and knows a repeat."""

import json
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook

from bot.clock import Clock
from bot.helpdesk import ByWebhook, content, signed
from bot.problems import Broken
from playbooks.outbox import Answer
from tests.loop import policy_with
from tests.playbooks.sample_mail import MAIL

SECRET = "whsec_bG9vcHdlbGwtZGVtby1oZWxwZGVzay0tc2VjcmV0ISE="


def test_the_library_of_the_standard_takes_our_signature() -> None:
    body = json.dumps(content(MAIL, ("first@acme.example",))).encode()
    headers = signed(SECRET, MAIL.message_id, int(datetime.now(UTC).timestamp()), body)
    read = Webhook(SECRET).verify(body, headers)
    assert read["to"] == "tom@tidewater.example"
    assert headers["webhook-id"] == MAIL.message_id


async def test_a_helpdesk_that_stumbles_gets_the_same_reply_again() -> None:
    """It would otherwise be lost, or be sent to the customer twice."""
    seen: list[str] = []

    async def take(request: web.Request) -> web.Response:
        seen.append(request.headers["webhook-id"])
        return web.Response(status=503 if len(seen) == 1 else 204)

    app = web.Application()
    app.router.add_post("/hook", take)
    async with TestServer(app) as server:
        policy = policy_with({"replies": {"webhook": str(server.make_url("/hook")), "secret": SECRET}})
        way = ByWebhook(Clock(), lambda: policy)
        answers = [(await way(MAIL, (), _yes)).heard for _ in range(2)]
    assert [heard.answer for heard in answers if heard] == [Answer.LATER, Answer.ACCEPTED]
    assert seen == [MAIL.message_id, MAIL.message_id]


async def _yes() -> bool:
    return True


def test_what_customers_said_is_not_sent_in_the_clear() -> None:
    for address in (
        "http://helpdesk.example.com/hook",
        "ftp://helpdesk.example.com",
        "https://me:pw@helpdesk.example.com",
    ):
        with pytest.raises(Broken):
            policy_with({"replies": {"webhook": address, "secret": SECRET}})
    with pytest.raises(Broken):
        policy_with({"replies": {"webhook": "https://helpdesk.example.com/hook"}})
