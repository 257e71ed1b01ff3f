"""Bad input at a running bot: whoever sends too much, too slowly or nonsense is told so, and nobody else is hurt."""

import asyncio
import hmac
import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from practice.server import PracticeServer
from practice.sources import SOURCES
from tests.chaos.traffic import Letter, headers_of
from tests.crashes.program import SECRET, Program, answer, start
from tests.databases import Database
from tests.loop import Loop

MIB = 1024 * 1024
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
REPEATS, AT_ONCE = 10_000 if os.environ.get("DATABASES") == "all" else 2_000, 400


def request_of(source: str, secret: str, body: bytes, prefix: str = "") -> bytes:
    """A signed delivery, byte by byte."""
    mark = hmac.digest(secret.encode(), body, "sha256").hex()
    head = f"POST /surveys/{source} HTTP/1.1\r\nHost: x\r\nX-Signature: {prefix}{mark}\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def memory(bot: Program) -> int:
    """The most that the program has held in memory so far, in bytes."""
    status = Path(f"/proc/{bot.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


async def deliver(session: aiohttp.ClientSession, bot: Program, body: bytes) -> tuple[int, str | None]:
    async with session.post(f"{bot.url}/surveys/nps", data=body, headers=headers_of(Letter(body))) as reply:
        await reply.read()
        return reply.status, reply.headers.get("Retry-After")


async def repeat(url: str, said: bytes, times: int) -> Counter[bytes]:
    """The same request again and again over one connection, without waiting for the answers; their codes."""
    codes: Counter[bytes] = Counter()
    async with connected(url) as (reader, writer):
        writer.write(said * times)
        while codes.total() < times:
            line = await reader.readline()
            assert line, codes
            _body, answer_began, rest = line.rpartition(b"HTTP/1.1 ")  # a body ends without a newline
            if answer_began:
                codes[rest.split()[0]] += 1
    return codes


async def repeat_all(url: str, said: bytes, times: int) -> Counter[bytes]:
    """The same over many connections at once."""
    codes: Counter[bytes] = Counter()
    for some in await asyncio.gather(*(repeat(url, said, times // AT_ONCE) for _ in range(AT_ONCE))):
        codes += some
    return codes


async def test_the_same_delivery_thousands_of_times_is_one_answer(
    tmp_path: Path, bare_database: Database, slack_server: PracticeServer
) -> None:
    bot = await start(tmp_path, bare_database, slack_server)
    said = request_of("nps", SECRET, json.dumps(answer(1, 1)).encode())
    codes = await repeat_all(bot.url, said, AT_ONCE)
    before = memory(bot)
    codes += await repeat_all(bot.url, said, REPEATS - AT_ONCE)
    assert codes == {b"202": 1, b"200": REPEATS - 1}
    assert memory(bot) - before < 30 * MIB
    assert await bot.end() == 0
    assert bare_database.ask("SELECT count(*) FROM deliveries") == [1]
    assert "Traceback" not in "".join(bot.lines)


async def test_more_than_there_is_room_for_is_told_to_come_back(
    tmp_path: Path, bare_database: Database, slack_server: PracticeServer
) -> None:
    """Two hundred bodies of a MiB, all at once."""
    bot = await start(tmp_path, bare_database, slack_server)
    bodies = [json.dumps(answer(number, number, "x" * (MIB - 200))).encode() for number in range(200)]
    before = memory(bot)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        answers = await asyncio.gather(*(deliver(session, bot, body) for body in bodies))
        taken = sum(1 for code, _ in answers if code == 202)
        assert {one for one in answers if one[0] != 202} == {(503, "5")}
        assert taken >= 30
        assert memory(bot) - before < 400 * MIB
        assert (await deliver(session, bot, bodies[-1]))[0] in (200, 202)
    assert await bot.end() == 0
    assert taken <= bare_database.ask("SELECT count(*) FROM deliveries")[0] <= taken + 1
    assert "Traceback" not in "".join(bot.lines)


def costly_bodies() -> list[bytes]:
    """Authentic, under a MiB, and slow to read: deep, wide, and full of accents."""
    said = json.dumps({"id": "costly", "score": 3})[:-1]
    fillings = (
        '"x": ' + "[" * 300_000 + "]" * 300_000,
        '"x": [' + "{}," * 300_000 + "1]",
        '"x": [' + "1e9," * 200_000 + "1]",
        '"properties": {' + ",".join(f'"k{number}": "vé{number}"' for number in range(38_000)) + "}",
        '"comment": "' + "aé\u0301" * 200_000 + '"',
    )
    return [f"{said}, {filling}}}".encode() for filling in fillings]


async def test_a_body_that_takes_long_to_read_does_not_hold_up_the_others(
    tmp_path: Path, bare_database: Database, slack_server: PracticeServer
) -> None:
    bot = await start(tmp_path, bare_database, slack_server)
    answered = 0
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        sending = asyncio.gather(*(deliver(session, bot, body) for body in costly_bodies()))
        while not sending.done():
            async with session.get(f"{bot.url}/healthz") as reply:
                assert reply.status == 200
            answered += 1
        assert {code for code, _ in await sending} <= {200, 202}
    assert answered > 3 * len(costly_bodies()), "others were answered only in between"
    assert await bot.end() == 0


async def test_who_hangs_up_before_the_answer_has_answered_all_the_same(loop: Loop) -> None:
    body = b'{"response": {"id": "r1", "rating": 1}, "customer": {"email": "kari@nordlys.example"}}'
    await say_and_leave(loop, body)
    await loop.feedback.expect_card("1 of 5")


async def say_and_leave(loop: Loop, body: bytes) -> None:
    async with connected(loop.url) as (_reader, writer):
        writer.write(request_of("shop", SOURCES["shop"].secret, body, prefix="sha256="))
        await writer.drain()


async def test_headers_of_64_kib_are_refused(loop: Loop) -> None:
    async with connected(loop.url) as (reader, writer):
        writer.write(b"POST /surveys/shop HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 65536 + b"\r\n\r\n")
        assert b" 400 " in await reader.readline()
    sent = await loop.survey("shop", 1, "broken")
    assert sent.answers[0]["status"] == 202


async def test_connections_that_never_finish_a_request_hold_nobody_up(loop: Loop) -> None:
    async with AsyncExitStack() as stack:
        for number in range(400):
            _reader, writer = await stack.enter_async_context(connected(loop.url))
            half = b"POST /surveys/shop HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n"
            writer.write(half if number % 2 else half + b"\r\n{")
        sent = await loop.survey("shop", 1, "broken")
        assert sent.answers[0]["status"] == 202
