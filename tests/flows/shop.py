"""The shop's answers, which its source reads or not, and `loopwell replay` over them."""

import io
import json
from typing import Any

from bot.replay import replay
from playbooks.policy import Policy
from practice.sources import SOURCES
from practice.surveys import Delivery, post
from storage import deliveries
from tests.loop import Loop, policy_with

FIELDS = {"id": "response.id", "score": "response.rating", "comment": "response.comment", "email": "customer.email"}


def body(response: str = "r1", rating: Any = 1, comment: str = "It broke", **more: Any) -> bytes:
    answer = {"id": response, "rating": rating, "comment": comment, **more}
    return json.dumps({"response": answer, "customer": {"email": "tom@baker.example"}}).encode()


def shop(**change: Any) -> dict[str, Any]:
    """The shop's source, otherwise configured."""
    one = {
        "name": "shop",
        "provider": "generic",
        "secret": SOURCES["shop"].secret,
        "metric": "stars",
        "signature": {"header": "X-Signature", "algorithm": "sha256", "encoding": "hex", "prefix": "sha256="},
        "fields": FIELDS,
    }
    return {"sources": [{**one, **change}]}


WRONG_SCALE = shop(scale=[2, 5])
MENDED = policy_with(shop())


async def tell(loop: Loop, content: bytes, event: str = "e1") -> tuple[int, str]:
    sent = Delivery(SOURCES["shop"], event, content, spoiled=False)
    answer = await post(loop.http, loop.url, sent, loop.now())
    return answer["status"], answer["body"]["status"]


async def waiting(loop: Loop) -> dict[str, int]:
    return await loop.house.store.read(deliveries.count_set_aside)


async def cli(loop: Loop, policy: Policy, number: int | None = None, source: str | None = None) -> tuple[int, str]:
    """What `loopwell replay` does in its own process, over the same file."""
    out, err = io.StringIO(), io.StringIO()
    code = await replay(loop.settings, policy, number, source, out, err)
    return code, out.getvalue() + err.getvalue()
