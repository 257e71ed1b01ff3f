"""Odd words: what people and machines can send that a database may not take. The same answer on both databases."""

import asyncio
import hmac

import pytest
from yarl import URL

from practice.sources import SOURCES
from tests.loop import Loop

ODD = ("\x00", "Tom\x00Baker", "\ud800", "a\udcffb", "%", "\\", "\u0130stanbul")


@pytest.mark.parametrize("words", ODD)
async def test_whatever_is_looked_for_gets_an_answer(loop: Loop, words: str) -> None:
    await loop.ask(loop.ana, f"find {words}")
    await loop.ask(loop.ana, f"case {10**17}")


@pytest.mark.parametrize("words", ODD)
async def test_whatever_is_written_down_is_kept(loop: Loop, words: str) -> None:
    card = await loop.claimed(loop.ana)
    await card.choose("More", "Log a call", by=loop.ana)
    call = await loop.ana.modal("Log a call")
    await call.fill("What was said?", f"said {words}").submit()
    await card.expect("in touch since")


@pytest.mark.parametrize("number", [2**31, 10**17, 10**30])
async def test_a_customer_with_a_number_beyond_all_is_not_known(loop: Loop, number: int) -> None:
    headers = {"Authorization": f"Bearer {loop.settings.api_token}"}
    async with loop.http.get(f"{loop.url}/customers/{number}", headers=headers) as answer:
        assert answer.status == 404


async def test_headers_may_hold_any_bytes(loop: Loop) -> None:
    """As HTTP allows, though no library would send them."""
    body = b'{"response": {"id": "r1", "rating": 1}, "customer": {"email": "kari@nordlys.example"}}'
    signature = hmac.digest(SOURCES["shop"].secret.encode(), body, "sha256").hex()
    head = f"POST /surveys/shop HTTP/1.1\r\nHost: bot\r\nConnection: close\r\nX-Signature: sha256={signature}\r\n"
    odd = b"User-Agent: caf\xe9 \xff\r\nwebhook-id: \xfe\r\nContent-Type: x/\xc3\r\n"
    url = URL(loop.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head.encode() + odd + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert b" 202 " in (await reader.read()).partition(b"\r\n")[0]
    writer.close()
    await loop.feedback.expect_card("1 of 5")
