"""`POST /surveys/{source}`: every answer that a provider can get."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from sqlite3 import ProgrammingError
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, event

from practice.sources import SOURCES
from practice.surveys import Delivery
from tests.flows.test_set_aside import nps
from tests.loop import Loop

MIB = 1024 * 1024


async def metric(loop: Loop, line: str) -> float:
    """One figure of /metrics; 0 where it is not there yet."""
    async with loop.http.get(f"{loop.url}/metrics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        lines = (await answer.text()).splitlines()
    return next((float(one.rpartition(" ")[2]) for one in lines if one.startswith(line)), 0)


async def test_accepted_duplicate_and_counted(loop: Loop) -> None:
    """A provider that hears 2xx forgets its delivery: it must be ours by then."""
    sent = await loop.survey("nps-email", 3)
    await sent.again()
    assert sent.answers == [
        {"status": 202, "body": {"status": "accepted"}},
        {"status": 200, "body": {"status": "duplicate"}},
    ]
    counted = 'loopwell_deliveries_total{source="nps-email",status="%s"}'
    assert await metric(loop, counted % "accepted") == 1
    assert await metric(loop, counted % "duplicate") == 1


async def test_what_carries_no_answer_is_ignored_with_the_reason(loop: Loop) -> None:
    """Who presses "send a test" in their survey tool wants to read that it arrived."""
    answer = await loop.send("nps-email", b'{"event_type": "unsubscribe.created", "event_id": "1"}')
    assert (answer["status"], answer["body"]["status"]) == (200, "ignored")
    assert "unsubscribe.created" in answer["body"]["reason"]


@pytest.mark.parametrize("source", ["nps-email", "onboarding", "in-app", "helpdesk", "shop"])
async def test_a_wrong_signature_is_refused_and_counted(loop: Loop, source: str) -> None:
    """Anybody can find the address; only the provider may fill the channel."""
    body = nps(loop, 1)
    spoiled = await loop.send(source, body, spoiled=True)
    assert (spoiled["status"], spoiled["body"]) == (401, {"status": "unauthorized"})
    async with loop.http.post(f"{loop.url}/surveys/{source}", data=body) as unsigned:
        assert (unsigned.status, await unsigned.json()) == (401, {"status": "unauthorized"})
    assert await metric(loop, f'loopwell_deliveries_total{{source="{source}",status="unauthorized"}}') == 2
    await loop.slack.quiet(0.05)
    assert not await loop.feedback.cards()
    assert not await loop.adam.direct.cards()


async def test_an_old_signed_delivery_is_refused(loop: Loop) -> None:
    """Who has recorded a delivery must not be able to play it again next week."""
    sent = await loop.survey("helpdesk", 0, "Broken")
    loop.clock.forward(timedelta(minutes=6))  # the bot's clock alone: what the provider signs is old then
    assert (await sent.again()).answers[-1]["status"] == 401


@pytest.mark.parametrize("name", ["nobody", "NPS-EMAIL", "nps-email%00", "..%2fhealthz", "%ff", "nps-email?x=1"])
async def test_an_unknown_source_is_not_found(loop: Loop, name: str) -> None:
    """A slip in the address is said, not swallowed."""
    async with loop.http.post(f"{loop.url}/surveys/{name}", data=b"{}") as answer:
        assert answer.status == (401 if name.endswith("?x=1") else 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_another_method_is_not_allowed(loop: Loop, method: str) -> None:
    async with loop.http.request(method, f"{loop.url}/surveys/nps-email") as answer:
        assert answer.status == 405
        assert "POST" in answer.headers["Allow"]


async def _raw(loop: Loop, head: str, body: AsyncIterator[bytes]) -> tuple[bytes, int]:
    """Sends a request piece by piece until the bot answers; its first line, and how many bytes it took."""
    address = urlsplit(loop.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"POST /surveys/nps-email HTTP/1.1\r\nHost: bot\r\n{head}\r\n\r\n".encode())
    answer = asyncio.create_task(reader.readline())
    sent = 0
    try:
        async for piece in body:
            if answer.done():
                break
            writer.write(piece)
            await writer.drain()
            sent += len(piece)
        return await answer, sent
    finally:
        writer.transport.abort()


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def _for_ever() -> AsyncIterator[bytes]:
    while True:
        yield b"10000\r\n" + b"x" * 65536 + b"\r\n"
        await asyncio.sleep(0)


async def test_a_body_that_declares_too_much_is_refused_unread(loop: Loop) -> None:
    """Nobody can make the bot read what it will not keep."""
    line, _ = await _raw(loop, f"Content-Length: {2 * MIB}", _nothing())
    assert line.startswith(b"HTTP/1.1 413 ")
    assert await metric(loop, 'loopwell_deliveries_total{source="nps-email",status="too large"}') == 1


async def test_a_body_without_an_end_is_refused_in_time(loop: Loop) -> None:
    """Nor by not saying how much it will be."""
    line, sent = await _raw(loop, "Transfer-Encoding: chunked", _for_ever())
    assert line.startswith(b"HTTP/1.1 413 ")
    assert sent < 16 * MIB


@pytest.mark.parametrize("transport", ["http"])
async def test_a_stranger_with_packed_junk_hears_why_and_writes_nothing_into_the_log(
    loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody can reach these addresses: what is wrong with us must not drown in what they send."""
    crm = {"Authorization": f"Bearer {loop.settings.api_token}"}
    for path in ("surveys/nps-email", "slack/events", "customers"):
        method = "PUT" if path == "customers" else "POST"
        for packed in ("gzip", "Deflate", "br", "zstd", "nonsense"):
            headers = {**crm, "Content-Encoding": packed}
            async with loop.http.request(
                method, f"{loop.url}/{path}", data=BytesIO(b"junk"), headers=headers
            ) as answer:
                assert (answer.status, "Content-Encoding" in await answer.text()) == (415, True)
                assert answer.content_type == "application/json"
            async with loop.http.post(f"{loop.url}/feedback/x", data=BytesIO(b"junk"), headers=headers) as answer:
                assert (answer.status, answer.content_type) == (404, "text/html"), "people read this one"
    assert await metric(loop, 'loopwell_deliveries_total{source="nps-email",status="unsupported encoding"}') == 5
    plain = {**crm, "Content-Encoding": "identity"}
    async with loop.http.put(f"{loop.url}/customers", json={"email": "a@b.example"}, headers=plain) as answer:
        assert answer.status == 200
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_body_of_just_a_mebibyte_is_taken(loop: Loop) -> None:
    """The limit is where it is said to be."""
    filler = MIB - len(nps(loop, 3, comment=""))
    exactly = nps(loop, 3, comment="x" * filler)
    assert len(exactly) == MIB
    assert (await loop.send("nps-email", exactly))["status"] == 202
    more = Delivery(SOURCES["nps-email"], "event", exactly + b" ")
    address, headers = f"{loop.url}/surveys/nps-email", more.headers(loop.now())
    async with loop.http.post(address, data=BytesIO(more.body), headers=headers) as answer:
        assert answer.status == 413


async def test_probes_and_handshakes_are_answered_and_are_no_event(loop: Loop) -> None:
    """Survey tools look whether somebody is there before they save the address."""
    async with loop.http.head(f"{loop.url}/surveys/nps-email") as head:
        assert head.status == 200
    async with loop.http.get(f"{loop.url}/surveys/nps-email?challenge=1") as get:
        assert (get.status, await get.json()) == (200, {"status": "ready"})
    asked = {"WebHook-Request-Origin": "eventemitter.example.com"}
    async with loop.http.options(f"{loop.url}/surveys/nps-email", headers=asked) as options:
        assert options.status == 200
        assert options.headers["WebHook-Allowed-Origin"] == "eventemitter.example.com"
        assert "POST" in options.headers["Allow"]
    async with loop.http.get(f"{loop.url}/surveys/nobody") as unknown:
        assert unknown.status == 404
    assert await metric(loop, "loopwell_deliveries_total{") == 0


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_full_disk_is_said_and_the_provider_comes_again(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    """Better a 503 than a 202 for what was not kept."""
    opened: list[Any] = []

    def note(connection: Any, _record: Any) -> None:
        opened.append(connection)

    def limit(pages: int) -> None:
        for connection in opened:
            with suppress(ProgrammingError):  # some are closed already
                connection.execute(f"PRAGMA max_page_count={pages}")  # SQLite never goes below what there is already

    body = nps(loop, 3, comment="Nobody answers " + "x" * 300_000)
    await loop.stop()
    event.listen(Engine, "connect", note)
    try:
        await loop.start()
        limit(1)
        answer = await loop.send("nps-email", body)
        assert (answer["status"], answer["body"]) == (503, {"status": "unavailable"})
        assert "disk is full" in caplog.text
        limit(1_000_000)
        assert (await loop.send("nps-email", body))["status"] == 202
        await loop.feedback.expect_card("Nobody answers")
        await loop.stop()
    finally:
        event.remove(Engine, "connect", note)
