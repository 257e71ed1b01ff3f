"""The generator: offers load at a rate, whatever the receiver does (open loop), over plain keep-alive connections.

Every latency counts from the moment at which the survey should have been sent, so a receiver that stops does not
hide the surveys that waited for it.
"""

import asyncio
import gc
import re
import selectors
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.sent import Sent
from bench.surveys import Survey

LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
RETRY_AFTER = 0.5
PATIENCE = 15.0
SELECT_BELOW = 1000  # surveys a second up to which the exact but slower select() paces the sending


@dataclass(frozen=True)
class Event:
    """Something that happens while the load runs, seconds after its start."""

    at: float
    act: Callable[[], None]


def offer(
    port: int,
    surveys: Sequence[Survey],
    rate: float,
    *,
    events: Sequence[Event] = (),
    connections: int = 100,
    retrying: bool = False,
) -> list[Sent]:
    """Sends the surveys at `rate` a second. `retrying`: what is not accepted is sent again, as providers do."""

    def new_loop() -> asyncio.AbstractEventLoop:
        exact = rate < SELECT_BELOW  # epoll wakes up to a millisecond late
        return asyncio.SelectorEventLoop(selectors.SelectSelector() if exact else None)

    gc.collect()
    gc.disable()
    try:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            return runner.run(_Load(port, surveys, rate, retrying).run(events, connections))
    finally:
        gc.enable()


class _Load:
    def __init__(self, port: int, surveys: Sequence[Survey], rate: float, retrying: bool) -> None:
        self._port = port
        self._surveys = surveys
        self._rate = rate
        self.retrying = retrying
        self.sent = [Sent(survey.token, 0.0) for survey in surveys]
        self._left = len(surveys)
        self._all_done = asyncio.Event()
        self._waiting: deque[int] = deque()
        self._idle: list[_Wire] = []
        self._opening: set[asyncio.Task[None]] = set()

    async def run(self, events: Sequence[Event], connections: int) -> list[Sent]:
        loop = asyncio.get_running_loop()
        for _ in range(min(connections, len(self._surveys))):
            await self._open()
        start = loop.time() + 0.02
        for event in events:
            loop.call_at(start + event.at, event.act)
        for place, sent in enumerate(self.sent):
            sent.due = start + place / self._rate
        place = 0
        while place < len(self.sent):
            now = loop.time()
            while place < len(self.sent) and self.sent[place].due <= now:
                self.send(place)
                place += 1
            if place < len(self.sent):
                await asyncio.sleep(max(0.0, self.sent[place].due - loop.time()))
        try:
            async with asyncio.timeout(PATIENCE + (30 if self.retrying else 0)):
                await self._all_done.wait()
        except TimeoutError:
            pass
        for wire in self._idle:
            wire.transport.abort()
        return self.sent

    def send(self, place: int) -> None:
        if self._idle:
            self._idle.pop().send(place, self._surveys[place].request)
        else:
            self._waiting.append(place)

    def answered(self, wire: "_Wire", place: int, status: int) -> None:
        sent = self.sent[place]
        sent.acked, sent.status = time.monotonic(), status
        if self.retrying and not sent.accepted:
            self._again(place)
        else:
            self._one_less()
        self.free(wire)

    def free(self, wire: "_Wire") -> None:
        if self._waiting:
            place = self._waiting.popleft()
            wire.send(place, self._surveys[place].request)
        else:
            self._idle.append(wire)

    def lost(self, wire: "_Wire", place: int | None) -> None:
        """A connection has gone, perhaps with a survey under way; a new one takes its place."""
        if wire in self._idle:
            self._idle.remove(wire)
        if place is not None and self.retrying:
            self._again(place)
        elif place is not None:
            self._one_less()
        if not self._all_done.is_set():
            task = asyncio.get_running_loop().create_task(self._reopen())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    def _again(self, place: int) -> None:
        asyncio.get_running_loop().call_later(RETRY_AFTER, self.send, place)

    def _one_less(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._all_done.set()

    async def _open(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: _Wire(self), "127.0.0.1", self._port)

    async def _reopen(self) -> None:
        while not self._all_done.is_set():
            try:
                await self._open()
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return


class _Wire(asyncio.Protocol):
    """One connection; one survey at a time."""

    transport: asyncio.Transport

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._place: int | None = None
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._load.free(self)

    def send(self, place: int, request: bytes) -> None:
        self._place = place
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        length = LENGTH.search(self._got, 0, end)
        if len(self._got) < end + 4 + (int(length[1]) if length else 0):
            return
        status, place = int(self._got[9:12]), self._place
        self._got, self._place = b"", None
        if place is not None:
            self._load.answered(self, place, status)

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.lost(self, self._place)
