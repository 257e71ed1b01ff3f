"""Settings: what a person has decided about their own reminders: own hours, leave, one list a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from playbooks.absence import Leave
from playbooks.hours import WEEKDAYS, Span, WorkingHours


@dataclass(frozen=True)
class Settings:
    """`hours` None: those of the team. `once_a_day`: one list a day is announced, and what is due later joins it in
    silence."""

    hours: WorkingHours | None = None
    leave: Leave | None = None
    once_a_day: bool = False

    def limit(self, usual: int) -> int:
        """How many messages with reminders a day this person gets at most."""
        return 1 if self.once_a_day else usual


USUAL = Settings()


class Slip(StrEnum):
    """What is wrong with what somebody filled in; `handlers/views/settings.py` puts it into words."""

    NO_DAYS = "no_days"
    HALF = "half"
    NOT_A_TIME = "not_a_time"
    ENDS_FIRST = "ends_first"
    LUNCH_OUTSIDE = "lunch_outside"
    NO_HOURS = "no_hours"
    NOT_A_DAY = "not_a_day"
    LEAVE_ENDS_FIRST = "leave_ends_first"
    LEAVE_OVER = "leave_over"
    NO_LEAVE = "no_leave"
    OWN_STAND_IN = "own_stand_in"
    NOT_A_COLLEAGUE = "not_a_colleague"


def read(values: Mapping[str, str], me: str, today: date, usual: WorkingHours) -> Settings | dict[str, Slip]:
    """The settings that were filled in; or what is wrong, by the name of the field. `usual`: the hours of the team."""
    slips: dict[str, Slip] = {}
    hours = _hours(values, usual, slips)
    leave = _leave(values, me, today, slips)
    return slips or Settings(hours, leave, values.get("pace") == "daily")


def _hours(values: Mapping[str, str], usual: WorkingHours, slips: dict[str, Slip]) -> WorkingHours | None:
    """Own hours, the same on each of the days; None where they are the team's."""
    days = [day for day in values.get("days", "").split(",") if day in WEEKDAYS]
    begin, end, lunch, back = (_time(name, values, slips) for name in ("begin", "end", "lunch_begin", "lunch_end"))
    if not days:
        slips["days"] = Slip.NO_DAYS
    if slips:
        return None
    if begin is None and end is None:
        if lunch is None and back is None:
            return _days_alone(days, usual, slips)
        slips["begin"] = Slip.NO_HOURS
    elif begin is None or end is None:
        slips["begin" if begin is None else "end"] = Slip.HALF
    elif _ends(end) <= begin:
        slips["end"] = Slip.ENDS_FIRST
    elif (lunch is None) is not (back is None):
        slips["lunch_begin" if lunch is None else "lunch_end"] = Slip.HALF
    elif lunch and back and back <= lunch:
        slips["lunch_end"] = Slip.ENDS_FIRST
    elif lunch and back and not (begin < lunch and back < _ends(end)):
        slips["lunch_begin"] = Slip.LUNCH_OUTSIDE
    else:
        spans: tuple[Span, ...] = ((begin, lunch), (back, end)) if lunch and back else ((begin, end),)
        return WorkingHours(tuple(spans if day in days else () for day in WEEKDAYS))
    return None


def _days_alone(days: Sequence[str], usual: WorkingHours, slips: dict[str, Slip]) -> WorkingHours | None:
    """The hours of the team on these days only; on others the team says nothing of when."""
    own = tuple(spans if day in days else () for day, spans in zip(WEEKDAYS, usual.days, strict=True))
    if any(day in days and not spans for day, spans in zip(WEEKDAYS, usual.days, strict=True)):
        slips["begin"] = Slip.NO_HOURS
        return None
    return None if own == usual.days else WorkingHours(own)


def _ends(end: time) -> time:
    """Midnight as an end is that of the next day."""
    return time.max if end == time.min else end


def _time(name: str, values: Mapping[str, str], slips: dict[str, Slip]) -> time | None:
    if not (text := values.get(name)):
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        slips[name] = Slip.NOT_A_TIME
        return None


def _leave(values: Mapping[str, str], me: str, today: date, slips: dict[str, Slip]) -> Leave | None:
    first, last = _day("leave_first", values, slips), _day("leave_last", values, slips)
    stand_in = values.get("stand_in")
    if stand_in == me:
        slips["stand_in"] = Slip.OWN_STAND_IN
    if first is None and last is None:
        if stand_in and not slips:
            slips["leave_first"] = Slip.NO_LEAVE
        return None
    if first is None or last is None:
        slips.setdefault("leave_first" if first is None else "leave_last", Slip.HALF)
        return None
    if last < first:
        slips["leave_last"] = Slip.LEAVE_ENDS_FIRST
    elif last < today:
        slips["leave_last"] = Slip.LEAVE_OVER
    return Leave(first, last, stand_in)


def _day(name: str, values: Mapping[str, str], slips: dict[str, Slip]) -> date | None:
    if not (text := values.get(name)):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        slips[name] = Slip.NOT_A_DAY
        return None
