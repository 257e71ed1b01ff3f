"""Bodies: too large, too slow, too many, broken off. Each is told so, and what was held is given back."""

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web

from bot.bodies import LARGEST, Body, Room, Unfit


class Receiver:
    """A server that takes bodies in; `go_on` lets it answer."""

    def __init__(self) -> None:
        self.room = Room(most=4000, patience=0.3)
        self.go_on = asyncio.Event()
        self.taken: list[int] = []
        self.unfit: list[tuple[int, str]] = []
        self.port = 0
        self.most = LARGEST

    async def take(self, request: web.Request) -> web.Response:
        try:
            async with Body(request, self.room, self.most) as body:
                self.taken.append(len(body))
                await self.go_on.wait()
        except Unfit as unfit:
            self.unfit.append((unfit.code, unfit.reason))
            return web.Response(status=unfit.code, text=unfit.reason, reason=unfit.reason)
        return web.Response()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/{source}", made.take)
    runner = web.AppRunner(app, lingering_time=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    yield made
    made.go_on.set()
    await runner.cleanup()
    assert made.room.held == 0


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 the server has no event for what it holds
            await asyncio.sleep(0)


async def spoken(receiver: Receiver, said: bytes) -> bytes:
    """The first line of the answer to these very bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
    writer.write(said)
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line


async def test_a_body_takes_up_room_until_it_is_answered(receiver: Receiver) -> None:
    """And who crowds the door of one source keeps nobody out at another's."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{receiver.port}") as session:

        async def deliver(source: str) -> int:
            async with session.post(f"/{source}", data=b"x" * 500) as answer:
                return answer.status

        first = [asyncio.create_task(deliver("nps")) for _ in range(6)]
        await until(lambda: len(receiver.taken) == 6)
        assert await deliver("nps") == 503
        first.append(asyncio.create_task(deliver("shop")))
        await until(lambda: len(receiver.taken) == 7)
        assert await deliver("kiosk") == 503
        receiver.go_on.set()
        assert await asyncio.gather(*first) == [200] * 7
        assert await deliver("nps") == 200


async def test_a_body_that_does_not_arrive_is_not_waited_for(receiver: Receiver) -> None:
    line = await spoken(receiver, b"POST /nps HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
    assert line.startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_says_it_is_too_large_is_not_read(receiver: Receiver) -> None:
    line = await spoken(receiver, b"POST /nps HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (LARGEST + 1))
    assert line == b"HTTP/1.1 413 the body is over 1 MiB\r\n"


async def test_a_small_limit_is_named_as_what_it_is(receiver: Receiver) -> None:
    """ "Over 0 MiB" is no size that anybody could keep to."""
    receiver.most = 64 * 1024
    line = await spoken(receiver, b"POST /nps HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % LARGEST)
    assert line == b"HTTP/1.1 413 the body is over 64 KiB\r\n"


async def test_a_body_in_broken_chunks_is_refused(receiver: Receiver) -> None:
    line = await spoken(receiver, b"POST /nps HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n")
    assert b" 400 " in line


async def test_a_sender_who_hangs_up_in_the_middle_gives_the_room_back(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """And leaves no traceback: among those of every broken line, nobody finds the one that matters."""
    _reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
    writer.write(b"POST /nps HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + b"x" * 1500)
    await until(lambda: receiver.room.held == 1500)
    writer.close()
    await until(lambda: receiver.unfit == [(400, "the body broke off: Connection lost")])
    assert receiver.room.held == 0
    assert not [record for record in caplog.records if record.exc_info]
