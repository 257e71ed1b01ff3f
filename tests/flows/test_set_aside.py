"""Set aside: what is authentic and cannot be read is kept, and an admin learns of it, once."""

import json
from typing import Any

import pytest

from practice.providers import delighted
from practice.providers.answer import Answer
from practice.sources import SOURCES
from tests.loop import Loop


def nps(loop: Loop, score: Any, **data: Any) -> bytes:
    """A Delighted delivery whose score is whatever is given."""
    now = loop.now()
    answer = Answer("1", "event", 3, "", "tom@example.com", "", "", "", now, now, "complete")
    body = json.loads(json.dumps(delighted.body(SOURCES["nps-email"], answer)))
    body["event_data"] |= {"score": score, **data}
    return json.dumps(body).encode()


@pytest.mark.parametrize("score", [11, -1, "", "eleven", 1e400, float("nan"), True, [3], {"score": 3}])
async def test_an_impossible_score_is_set_aside_and_told(loop: Loop, score: Any) -> None:
    """A tool that was set up wrongly must be seen on the first day, and nothing of it lost."""
    answer = await loop.send("nps-email", nps(loop, score))
    assert (answer["status"], answer["body"]["status"]) == (202, "set-aside")
    assert answer["body"]["reason"]
    told = await loop.adam.direct.expect_card("A survey from nps-email could not be read")
    assert told.shows("Nothing is lost")
    assert not await loop.feedback.cards()


async def test_no_score_yet_is_no_trouble(loop: Loop) -> None:
    """`null` means that the customer has not chosen: it is no junk, and no case."""
    answer = await loop.send("nps-email", nps(loop, None))
    assert (answer["status"], answer["body"]) == (202, {"status": "accepted"})
    await loop.slack.quiet(0.05)
    assert not await loop.feedback.cards()
    assert not await loop.adam.direct.cards()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"\xc3\x28", b"{}", b'{"event_type": 7}', b"[" * 100_000, b"\x00"],
    ids=["empty", "cut", "list", "null", "utf-16", "not utf-8", "no fields", "wrong type", "deep", "nul"],
)
async def test_signed_junk_is_set_aside(loop: Loop, body: bytes) -> None:
    """Whoever signs with our secret is our provider: what they send is kept, and never a 500."""
    answer = await loop.send("nps-email", body)
    assert (answer["status"], answer["body"]["status"]) == (202, "set-aside")


async def test_an_admin_is_told_once_a_day_for_each_source(loop: Loop) -> None:
    """A thousand broken deliveries are one message, not a thousand."""
    for number in range(5):
        await loop.send("nps-email", b"{" * (number + 1))
    await loop.send("shop", b"{")
    await loop.adam.direct.expect_card("A survey from shop could not be read")
    await loop.slack.quiet(0.05)
    assert len(await loop.adam.direct.cards()) == 2
    await loop.forward(hours=24)
    await loop.send("nps-email", b"{" * 9)
    await loop.slack.expect_calls("chat.postMessage", 3)


async def test_the_same_junk_again_is_a_duplicate(loop: Loop) -> None:
    """A provider that repeats itself does not fill our disk."""
    await loop.send("nps-email", b"junk")
    answer = await loop.send("nps-email", b"junk")
    assert (answer["status"], answer["body"]) == (200, {"status": "duplicate"})


async def test_what_junk_says_is_no_command(loop: Loop) -> None:
    """The words of a stranger, quoted to the admin, ping nobody."""
    await loop.send("nps-email", nps(loop, "<!channel> <@U0ADMIN>"))
    told = await loop.adam.direct.expect_card("could not be read")
    assert told.pings == []
