"""The cards of a rehearsal: which get a place of their own in a channel, and which a storm card stands for. Pure."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from playbooks.policy import Pace
from playbooks.storms import CALM_AFTER, begins, goes_on, most_in_time


@dataclass(frozen=True)
class Placed:
    """What one more case makes: so many cards more (less, when a storm takes what waited) and so many in a storm."""

    cards: int
    in_storms: int = 0
    begins: bool = False


@dataclass
class ChannelPlayed:
    """When each waiting card will be shown, and whether a storm may take it (low touch); when the `last` card is; since
    when there is a storm, and when the latest cases came."""

    waiting: deque[tuple[datetime, bool]] = field(default_factory=deque)
    last: datetime | None = None
    storm: datetime | None = None
    latest: deque[datetime] = field(default_factory=deque)

    def place(self, now: datetime, pace: Pace, *, low: bool) -> Placed:
        """A card of its own, or a place on the storm card where the channel cannot show it in time."""
        while self.waiting and self.waiting[0][0] <= now:
            self.waiting.popleft()
        self.latest = deque((at for at in self.latest if now - at <= CALM_AFTER), most_in_time(pace) + 1)
        self.latest.append(now)
        if self.storm and not goes_on(self.storm, len(self.latest), pace, now):
            self.storm = None
        gathered = sum(1 for _at, may in self.waiting if may)
        if self.storm is None and begins(len(self.waiting) + 1, gathered + low, pace):
            self._begin(now)
            if low:
                return Placed(1 - gathered, gathered + 1, begins=True)
            self._queue(now, pace, low=low)
            return Placed(2 - gathered, gathered, begins=True)
        if self.storm and low:
            return Placed(0, 1)
        self._queue(now, pace, low=low)
        return Placed(1)

    def _begin(self, now: datetime) -> None:
        self.storm = now
        self.waiting = deque(item for item in self.waiting if not item[1])
        self.last = self.waiting[-1][0] if self.waiting else now

    def _queue(self, now: datetime, pace: Pace, *, low: bool) -> None:
        ready = now - timedelta(seconds=(pace.burst - 1) / pace.per_second)
        self.last = max(ready, self.last or ready) + timedelta(seconds=1 / pace.per_second)
        self.waiting.append((self.last, low))
