"""Sent: what became of one survey, as its sender saw it."""

from dataclasses import dataclass


@dataclass
class Sent:
    """What became of one survey; times are of the machine's monotonic clock, status 0 means no answer."""

    token: str
    due: float
    acked: float = 0.0
    status: int = 0

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def ack(self) -> float:
        """Seconds to the answer."""
        return self.acked - self.due
