"""How fast Slack lets an app call: a bucket per channel for posts, a window of a minute for everything else."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from practice.clock import Clock
from practice.scopes import METHODS, TIERS

MINUTE = 60.0


@dataclass
class PaceRules:
    """`per_second` and `burst` are for chat.postMessage in one channel; `enabled=False` lets everything through.

    `posts_per_minute` is for the whole workspace ("several hundred"). `generosity` multiplies the tiers' numbers.
    """

    enabled: bool = True
    per_second: float = 1.0
    burst: int = 4
    posts_per_minute: int = 300
    generosity: float = 1.0


class Pace:
    """Counts calls and says when to come back. `refused` is how many calls were told to."""

    def __init__(self, rules: PaceRules, clock: Clock) -> None:
        self.rules = rules
        self.refused = 0
        self._clock = clock
        self._windows: dict[str, deque[float]] = defaultdict(deque)
        self._buckets: dict[str, tuple[float, float]] = {}

    def ask(self, method: str, channel: str | None) -> int | None:
        """None when the call may go on, otherwise the seconds for Retry-After (at least 1)."""
        if not self.rules.enabled:
            return None
        if method == "chat.postMessage":
            wait = self._window(method, self.rules.posts_per_minute) or self._bucket(channel or "")
        else:
            wait = self._window(method, int(TIERS[METHODS[method][1]] * self.rules.generosity))
        if wait:
            self.refused += 1
            return max(1, math.ceil(wait))
        self._windows[method].append(self._clock.elapsed())
        return None

    def _window(self, method: str, most: int) -> float:
        now, calls = self._clock.elapsed(), self._windows[method]
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        return calls[0] + MINUTE - now if len(calls) >= max(1, most) else 0.0

    def _bucket(self, channel: str) -> float:
        """A token bucket: `burst` posts at once, then `per_second`."""
        now = self._clock.elapsed()
        tokens, since = self._buckets.get(channel, (float(self.rules.burst), now))
        tokens = min(float(self.rules.burst), tokens + (now - since) * self.rules.per_second)
        if tokens < 1:
            self._buckets[channel] = (tokens, now)
            return (1 - tokens) / self.rules.per_second
        self._buckets[channel] = (tokens - 1, now)
        return 0.0
