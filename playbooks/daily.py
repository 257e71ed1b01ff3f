"""Daily lines: what is still open after the last counted rung of the ladder stays in one list of each working day."""

from datetime import datetime, timedelta

from playbooks.clocks import due_at, last_begun
from playbooks.duties import Running
from playbooks.ladder import Audience, Rung

DAILY = {Audience.HOLDER: Rung.DAILY, Audience.LEADERS: Rung.DAILY_LEADERS}
"""Whose list, and as which rung. It has no count: it is said each working day until the case is done."""


def line_of_the_day(clock: Running, last: timedelta, now: datetime) -> int | None:
    """The working day (its ordinal) of which a line is due, if it began after the last counted rung had come, which was
    after so much business time. It is due when the team's day begins, so that all of them are one list; and it is
    counted by the day, so that each is said once."""
    day = last_begun(clock.calendar, due_at(clock.start, last, clock.calendar), now)
    return day.toordinal() if day else None
