"""Bodies: takes in what a request carries, within limits of size, time and memory. No request can use up the bot."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

from aiohttp import hdrs, web

LARGEST = 1024 * 1024
LONGEST = 20.0
MOST_HELD = 64 * 1024 * 1024
SHARE = 3
"""How many times what is left for others one door may hold: of 64 MiB, one alone 48, and two 27 each."""


class Unfit(Exception):
    """The body is not taken in; `code` is what HTTP calls the reason."""

    def __init__(self, code: int, status: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.status = status
        self.reason = reason


class Room:
    """How many bytes of bodies are held at once, by all requests together: those that still arrive and those that
    wait to be stored. A door may hold what stands in proportion to what is left, so that however many are crowded,
    nobody is kept out at another; a source is a door of its own. Callers have no shares: behind a proxy all have the
    same address. `patience` is how many seconds a body may take to arrive."""

    def __init__(self, most: int = MOST_HELD, patience: float = LONGEST) -> None:
        self.patience = patience
        self._most = most
        self._at = Counter[str]()

    @property
    def held(self) -> int:
        return self._at.total()

    def take(self, door: str, count: int) -> None:
        """Raises Unfit when there is no room."""
        left = self._most - self.held - count
        if self._at[door] + count > SHARE * left:
            raise Unfit(503, "unavailable", "too much is waiting to be stored")
        self._at[door] += count

    def leave(self, door: str, count: int) -> None:
        self._at[door] -= count
        if not self._at[door]:
            del self._at[door]


class Body:
    """The raw body of a request, of at most so many bytes. It takes up room until the block ends. Raises Unfit."""

    def __init__(self, request: web.Request, room: Room, most: int = LARGEST) -> None:
        self._request = request
        self._room = room
        self._most = most
        self._door = _door(request)
        self._held = 0

    async def __aenter__(self) -> bytes:
        _as_it_is(self._request)
        if (whole := _here(self._request, self._most)) is not None:
            self._take(whole)
            return whole
        try:
            return await self._arrived()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    async def _arrived(self) -> bytes:
        try:
            async with asyncio.timeout(self._room.patience):
                return b"".join([self._take(chunk) async for chunk in _arriving(self._request, self._most)])
        except TimeoutError:
            raise Unfit(408, "too slow", f"the body did not arrive within {self._room.patience:.0f} seconds") from None
        except (web.RequestPayloadError, OSError) as broken:  # the sender may have gone, and the connection with them
            raise Unfit(400, "broken", f"the body broke off: {broken}") from None

    def _take(self, chunk: bytes) -> bytes:
        self._room.take(self._door, len(chunk))
        self._held += len(chunk)
        return chunk

    def _leave(self) -> None:
        self._room.leave(self._door, self._held)
        self._held = 0


def _door(request: web.Request) -> str:
    """The route, without what anybody may write into it; and the source, which was looked up before."""
    resource = request.match_info.route.resource
    return f"{resource.canonical if resource else request.path} {request.match_info.get('source', '')}"


def _as_it_is(request: web.Request) -> None:
    """No provider packs its body, and signatures are over what was sent: whoever packs one hears so, before any of it
    is read. The server must not unpack by itself (`auto_decompress`), which would be without our limits."""
    packed = request.headers.get(hdrs.CONTENT_ENCODING, "").strip().casefold()
    if packed not in ("", "identity"):
        raise Unfit(415, "unsupported encoding", "send the body as it is, without Content-Encoding")


def _here(request: web.Request, most: int) -> bytes | None:
    """A body that came with its headers, as most do: nothing to wait for."""
    content = request.content
    if not content.is_eof() or content.exception() is not None or content.total_bytes > most:
        return None
    return content.read_nowait()


def _size(count: int) -> str:
    """So many bytes, for people."""
    return f"{count // 1024} KiB" if count < LARGEST else f"{count // LARGEST} MiB"


async def _arriving(request: web.Request, most: int) -> AsyncIterator[bytes]:
    """Piece by piece. A body that is too large is known without reading it all."""
    too_large = Unfit(413, "too large", f"the body is over {_size(most)}")
    if (request.content_length or 0) > most:
        raise too_large
    length = 0
    async for chunk in request.content.iter_any():
        length += len(chunk)
        if length > most:
            raise too_large
        yield chunk
