"""AI use: what a month's calls to the model may cost, in tokens. They are exact, and no price list is needed."""

from datetime import UTC, datetime

MOST_SAID = 10_000_000
"""No single call costs more: whoever says so is wrong."""


def month_of(now: datetime) -> str:
    """The month that a call counts for, in UTC: "2026-03"."""
    return now.astimezone(UTC).strftime("%Y-%m")


def cost(said: int | None, reserved: int) -> int:
    """What a call is counted as: what the server says, or all that was reserved if it says nothing sensible."""
    return said if said is not None and 0 <= said <= MOST_SAID else reserved
