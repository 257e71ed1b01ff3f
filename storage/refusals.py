"""Refusals: what PostgreSQL's codes mean for us. SQLite has none, and so is never meant."""

from sqlalchemy.exc import DBAPIError

AWAY = ("08", "25006", "25P0", "3D", "3F", "40", "42501", "42703", "42P01", "53", "54", "55", "57", "58", "XX")
"""Beginnings of the codes (SQLSTATE) with which it says that it cannot do it now, or not as it was set up."""
AGAIN = ("40", "55P03")
"""Two got in each other's way: the same work may well succeed a moment later."""
DEMOTED = "25006"
"""It may only be read: after a failover we are still connected to the old one."""


def _code(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def is_away(error: DBAPIError) -> bool:
    return _code(error).startswith(AWAY)


def is_collision(error: DBAPIError) -> bool:
    return _code(error).startswith(AGAIN)


def is_demoted(error: DBAPIError) -> bool:
    return _code(error) == DEMOTED
