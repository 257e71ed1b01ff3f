"""Pace: how fast one channel may be spoken to. One bucket per channel, so that none delays another."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MARGIN = 0.99
"""Of the allowed pace: two clocks never agree altogether."""


class Bucket:
    """Holds up to `burst` messages and refills at `per_second`. Slack's own limit is about one a second and channel.

    `ticks` gives real seconds from some moment on.
    """

    def __init__(self, per_second: float, burst: int, ticks: Callable[[], float]) -> None:
        self._per_second = per_second * MARGIN
        self._burst = burst
        self._ticks = ticks
        self._held = float(burst)
        self._under_way = 0
        self._at = ticks()
        self._closed_until = 0.0

    def wait(self) -> float:
        """Seconds to wait before the next message may go out; 0 when it may go now."""
        now = self._refill()
        missing = max(0.0, 1.0 + self._under_way - self._held) / self._per_second
        return max(missing, self._closed_until - now)

    async def ready(self) -> None:
        """Returns when the next message may go out."""
        wait = self.wait()
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self.wait()

    @contextmanager
    def message(self) -> Iterator[None]:
        """A message goes out, and the block ends with its answer. It is counted then: Slack counts when it arrives, and
        what our bucket gains before that, a full one there does not. So the first of many may take its time."""
        self._under_way += 1
        try:
            yield
        finally:
            self._refill()
            self._under_way -= 1
            self._held -= 1.0

    def close_for(self, seconds: float) -> None:
        """Slack said Retry-After: nothing goes out before it is over, and then one at a time."""
        self._closed_until = self._refill() + seconds
        self._held = min(self._held, 1.0 - seconds * self._per_second)

    def _refill(self) -> float:
        now = self._ticks()
        self._held = min(float(self._burst), self._held + (now - self._at) * self._per_second)
        self._at = now
        return now
