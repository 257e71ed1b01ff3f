"""`POST /slack/events`: only Slack comes in, and only where it is asked to."""

import json
from urllib.parse import urlencode

import pytest

from practice.signing import signed_headers
from tests.loop import Loop

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLAIM = urlencode(
    {
        "payload": json.dumps(
            {
                "type": "block_actions",
                "user": {"id": "U0ANA"},
                "trigger_id": "1",
                "actions": [{"action_id": "case_claim", "block_id": "b", "type": "button", "value": "1"}],
            }
        )
    }
).encode()
BROKEN = [b"\xff\xfe\x00payload=\xc3\x28", b"payload=%ff%fe", b"payload={", b"payload=[]", b"\x00", b""]

http = pytest.mark.parametrize("transport", ["http"])


async def _post(loop: Loop, body: bytes, headers: dict[str, str]) -> int:
    async with loop.http.post(f"{loop.url}/slack/events", data=body, headers=headers) as answer:
        return answer.status


@http
async def test_a_request_that_slack_did_not_sign_is_refused(loop: Loop) -> None:
    """Otherwise anybody could claim, close and read in anybody's name."""
    await loop.survey("nps-email", 3)
    card = await loop.feedback.expect_card("3 of 10")
    assert await _post(loop, CLAIM, FORM) == 401
    assert await _post(loop, CLAIM, FORM | signed_headers("another-secret", CLAIM)) == 401
    assert await _post(loop, CLAIM + b" ", FORM | signed_headers(loop.server.config.signing_secret, CLAIM)) == 401
    await loop.slack.quiet(0.05)
    assert (await card.refresh()).shows("nobody has it yet")
    assert await _post(loop, CLAIM, FORM | signed_headers(loop.server.config.signing_secret, CLAIM)) == 200
    await card.expect("claimed by Ana Popescu")


@http
@pytest.mark.parametrize("body", BROKEN)
async def test_broken_bytes_are_refused_and_are_no_fault_of_ours(loop: Loop, body: bytes) -> None:
    """A 500 is an alarm in the night; junk from outside must not ring it."""
    assert await _post(loop, body, FORM) in (400, 401)
    signed = FORM | signed_headers(loop.server.config.signing_secret, body)
    assert 400 <= await _post(loop, body, signed) < 500
    assert await _post(loop, body, {"Content-Type": "application/json"}) in (400, 401)
    assert await _post(loop, body, {"Content-Type": "text/plain; charset=nonsense"}) in (400, 401)


async def test_with_socket_mode_the_door_does_not_exist(loop: Loop) -> None:
    """An entrance that nobody uses is one that nobody watches."""
    assert await _post(loop, CLAIM, FORM | signed_headers(loop.server.config.signing_secret, CLAIM)) == 404
