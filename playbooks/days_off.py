"""Days off: the holidays that a team keeps, those of a country and dates of its own."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from playbooks.clocks import holidays_of
from playbooks.hours import WorkingHours
from playbooks.names import Country, Section, Unfit, country

MOST_DATES = 1000
ONE_DAY = timedelta(days=1)


def day_of(value: Any) -> Any:
    """A date of the file, with or without quotes."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit("is not a date", 'Write year, month and day, such as "2026-12-24".') from None


class Holidays(Section):
    """The public holidays of a `country` (ISO code), and `dates` on which nobody works besides."""

    country: Country | None = None
    dates: Annotated[tuple[Annotated[date, BeforeValidator(day_of)], ...], Field(max_length=MOST_DATES)] = ()


def country_alone(value: Any) -> Any:
    """`holidays = "NO"` stands for `holidays = { country = "NO" }`."""
    return {"country": country(value)} if isinstance(value, str) else value


def workless_year(hours: WorkingHours, holidays: Holidays) -> int | None:
    """The first year named by the dates in which not one working day is left; None when there is work in all."""
    for year in sorted({day.year for day in holidays.dates}):
        off = set(holidays.dates) | (holidays_of(holidays.country, year) if holidays.country else set())
        day = date(year, 1, 1)
        days = (day + ONE_DAY * place for place in range((date(year, 12, 31) - day).days + 1))
        if not any(hours.days[one.weekday()] and one not in off for one in days):
            return year
    return None
