"""The practice workspace's clock: the one place in `practice` that reads the computer's time.

It shows two times. `now()` is the time that people see; it may run faster than real time (`speed`) and may be moved
forward. `elapsed()` counts seconds for Slack's own limits (3 seconds for a trigger, one message a second): it is moved
forward too, but never runs faster, so that a fast demo does not shorten the 3 seconds that Slack gives the bot.
"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MONDAY_ZONE = ZoneInfo("Europe/Oslo")
MONDAY_HOUR = 9


class Clock:
    """`start` is the Unix time to begin at (real time if None); `speed` is practice seconds per real second."""

    def __init__(self, *, start: float | None = None, speed: float = 1.0) -> None:
        self.speed = speed
        self._start = time.time() if start is None else start
        self._began = time.monotonic()
        self._forwarded = 0.0
        self._last_ts = 0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Unix seconds as the people in the workspace see them."""
        return self._start + (time.monotonic() - self._began) * self.speed + self._forwarded

    def elapsed(self) -> float:
        """Real seconds since the start, plus every second that was skipped."""
        return time.monotonic() - self._began + self._forwarded

    @staticmethod
    def wall() -> float:
        """Real Unix seconds: Bolt checks the age of a signature against these, whatever the practice clock says."""
        return time.time()

    def message_ts(self) -> str:
        """A Slack message `ts`: seconds and six digits, never the same twice, always growing."""
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def forward(self, seconds: float) -> None:
        """Skips time. Whoever sleeps on this clock wakes if the sleep is over."""
        if seconds < 0:
            raise ValueError("time only moves forward")
        self._forwarded += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    def seconds_to_monday(self) -> float:
        """From now to the next Monday 09:00 in Oslo; on a Monday before 09:00 that is today."""
        here = datetime.fromtimestamp(self.now(), MONDAY_ZONE)
        monday = here.replace(hour=MONDAY_HOUR, minute=0, second=0, microsecond=0)
        monday += timedelta(days=-monday.weekday() % 7)
        if monday <= here:
            monday += timedelta(days=7)
        return monday.timestamp() - here.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Sleeps in `elapsed()` seconds, so that `forward` shortens it."""
        until = self.elapsed() + seconds
        while (left := until - self.elapsed()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return
