"""The one clock. Everything else is told what time it is."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time, unless a demo or a test runs it faster (`speed`, practice seconds a second) or moves it forward."""

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        self._speed = speed
        self._began = start or datetime.now(UTC)
        self._beginning = time.monotonic()
        self._real = speed == 1.0 and start is None
        self._moved = timedelta()

    def now(self) -> datetime:
        """Aware UTC."""
        if self._real:
            return datetime.now(UTC) + self._moved
        return self._began + self._moved + timedelta(seconds=(time.monotonic() - self._beginning) * self._speed)

    def forward(self, by: timedelta) -> None:
        """Moves on. Time never goes back."""
        if by < timedelta():
            raise ValueError("the clock is not moved back")
        self._moved += by

    @staticmethod
    def ticks() -> float:
        """Seconds of real time since some moment, for pacing; it never jumps."""
        return time.monotonic()


async def pause(seconds: float, until: asyncio.Event) -> None:
    """Waits, but not longer than until the event is set. Who cancels it while the event is being set is heard:
    `asyncio.wait_for` of Python 3.11 would lose that, and the program would never end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await until.wait()
