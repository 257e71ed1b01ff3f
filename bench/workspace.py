"""The workspace of the fake Slack: its messages, which surveys they show, and each channel's pace."""

import asyncio
import json
import math
import re
import time
from collections import Counter, deque
from typing import Any

TOKEN = re.compile(rb"ref\d{8}")
PING = re.compile(rb"<@([UW][A-Z0-9]+)|<!(channel|here|everyone|subteam)")
STORM = b"loopwell_storm"
COUNT = re.compile(rb"([0-9]+) answers? came in a rush")
REMEMBERED = 1000


class Workspace:
    """What Slack knows.

    `shown` has, by token, when it first became visible and in how many messages it stands; `storms`, by channel, when
    its storm card counted how many; `pinged`, by person or group, how often.
    """

    def __init__(self) -> None:
        self.api_port = 0
        self.server: asyncio.Server | None = None
        self.wires: set[asyncio.Transport] = set()
        self.reset(0.0, 1)

    def reset(self, per_second: float, burst: int) -> None:
        """Forgets everything. `per_second` 0: no limit."""
        self.per_second, self.burst = per_second, burst
        self.shown: dict[str, list[float]] = {}
        self.messages: dict[str, int] = {}
        self.history: dict[str, deque[tuple[str, bytes]]] = {}
        self.buckets: dict[str, tuple[float, float]] = {}
        self.storms: dict[str, list[tuple[float, int]]] = {}
        self.pinged: Counter[str] = Counter()
        self.posts = self.updates = self.limited = 0
        self.first_at = self.last_at = 0.0
        self.cut_until = 0.0

    def may_post(self, channel: str) -> float:
        """0, or the seconds to wait."""
        if not self.per_second:
            return 0.0
        now = time.monotonic()
        held, at = self.buckets.get(channel, (float(self.burst), now))
        held = min(float(self.burst), held + (now - at) * self.per_second)
        enough = held >= 0.98  # a send that is 20 ms early in the sender's clock is not Slack's business
        self.buckets[channel] = (held - 1 if enough else held, now)
        return 0.0 if enough else (1 - held) / self.per_second

    def post(self, channel: str, body: bytes) -> str:
        now = time.monotonic()
        self.posts += 1
        self.first_at, self.last_at = self.first_at or now, now
        self.messages[channel] = self.messages.get(channel, 0) + 1
        ts = f"{1_800_000_000 + self.posts}.000100"
        self.history.setdefault(channel, deque(maxlen=REMEMBERED)).append((ts, body))
        self.pinged.update((person or group).decode() for person, group in PING.findall(body))
        if not self._counts(channel, body):
            for token in self.tokens(body):
                self.shown.setdefault(token, [now, 0])[1] += 1
        return ts

    def update(self, channel: str, body: bytes) -> None:
        """A message that is changed may show more, but never shows a survey twice, and pings nobody."""
        self.updates += 1
        if not self._counts(channel, body):
            for token in self.tokens(body):
                self.shown.setdefault(token, [time.monotonic(), 1])

    def _counts(self, channel: str, body: bytes) -> bool:
        """Whether this is a storm card. It names few of its surveys, but counts them all."""
        if STORM not in body:
            return False
        if found := COUNT.search(body):
            self.storms.setdefault(channel, []).append((time.monotonic(), int(found[1])))
        return True

    @staticmethod
    def tokens(body: bytes) -> set[str]:
        return {token.decode() for token in TOKEN.findall(body)}

    def past(self, channel: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """The channel's messages, newest first, as conversations.history has them."""
        oldest, latest = float(asked.get("oldest") or 0), float(asked.get("latest") or math.inf)
        found = []
        for ts, body in reversed(self.history.get(channel, ())):
            if oldest <= float(ts) <= latest:
                said = json.loads(body)
                kept = {key: said[key] for key in ("text", "blocks", "metadata") if key in said}
                found.append({"type": "message", "user": "U0BOT", "bot_id": "B0BOT", "ts": ts, **kept})
        return found[: int(asked.get("limit") or 100)]
