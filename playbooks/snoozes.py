"""Snoozes: what "tomorrow" and "Monday" mean to the person who says it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
MONDAY, SUNDAY = 0, 6
WAIT_FOR_CUSTOMER = timedelta(hours=24)
"""Three working days."""

CHOICES = ("1h", "tomorrow", "monday", "date", "customer")


def choices(now: datetime, timezone: str) -> tuple[str, ...]:
    """What somebody in that zone may choose from now: on a Sunday, tomorrow is Monday, and is offered once."""
    sunday = now.astimezone(ZoneInfo(timezone)).weekday() == SUNDAY
    return tuple(choice for choice in CHOICES if not (sunday and choice == "monday"))


def until(choice: str, day: date | None, now: datetime, timezone: str) -> datetime | None:
    """The moment that is meant, aware UTC: in `1h`, or at nine in the morning `tomorrow`, on `monday` or on a `date`.

    `timezone` is the person's own (IANA name). None when the choice is unknown or its day is missing.
    """
    if choice == "1h":
        return now + timedelta(hours=1)
    today = now.astimezone(ZoneInfo(timezone)).date()
    days = {
        "tomorrow": today + timedelta(days=1),
        "monday": today + timedelta(days=(MONDAY - today.weekday()) % 7 or 7),
        "date": day,
    }
    chosen = days.get(choice)
    if chosen is None:
        return None
    return datetime.combine(chosen, MORNING, ZoneInfo(timezone)).astimezone(UTC)
