"""Countries: where a time zone is, and when people there work. For what is to reach a customer on a working day."""

from datetime import time
from functools import lru_cache
from importlib.resources import files

from holidays import country_holidays

from playbooks.hours import WorkingHours

NINE_TO_FIVE = ((time(9), time(17)),)
SATURDAY, SUNDAY = 5, 6


@lru_cache(1)
def _countries() -> dict[str, str]:
    """Each zone's country, from the time zone database that we ship with."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) > 2}


@lru_cache(256)
def country_of(timezone: str) -> str | None:
    """The ISO code of the country in which a zone (IANA name) lies; None where it is unknown, or its holidays are."""
    country = _countries().get(timezone)
    if country is None:
        return None
    try:
        country_holidays(country)
    except NotImplementedError:
        return None
    return country


def usual_hours(country: str | None) -> WorkingHours:
    """Nine to five on the days that are no weekend there: Friday is one in some countries."""
    weekend = set(country_holidays(country).weekend) if country else {SATURDAY, SUNDAY}
    return WorkingHours(tuple(() if day in weekend else NINE_TO_FIVE for day in range(7)))
