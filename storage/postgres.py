"""PostgreSQL: how we connect, how long we wait for it, and what its refusals mean."""

from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from sqlalchemy.exc import DBAPIError

RV = TypeVar("RV")

CONNECTING, STATEMENT, PATIENCE = 5, 8, 10
"""Seconds: for a connection; for one statement, after which the server itself ends it; for a server that is silent."""

SESSION = """
SELECT set_config('TimeZone', 'UTC', false),
       set_config('statement_timeout', '{statement}s', false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                  ELSE current_setting('synchronous_commit') END, false)
"""
"""A commit waits for the disk whatever the server's settings say: a survey that was answered with 2xx is kept."""

AWAY = ("08", "25006", "25P0", "3D", "3F", "40", "42501", "42703", "42P01", "53", "54", "55", "57", "58", "XX")
"""Beginnings of the codes (SQLSTATE) with which it says that it cannot do it now, or not as it was set up."""
AGAIN = ("40", "55P03")
"""Two got in each other's way: the same work may well succeed a moment later."""
DEMOTED = "25006"
"""It may only be read: after a failover we are still connected to the old one."""


class Impatient(psycopg.Connection[Any]):
    """A connection that does not wait for ever. psycopg alone would, when the server neither answers nor hangs up."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, PATIENCE if timeout is None else timeout)
        except errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer for {PATIENCE} seconds") from None


def connect(options: dict[str, Any], *, patient: bool) -> psycopg.Connection[Any]:
    """Opens a connection with these options of libpq. A `patient` one waits as long as a migration may take."""
    kind = psycopg.Connection[Any] if patient else Impatient
    keepalive = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 10_000}
    told = {"connect_timeout": CONNECTING, "application_name": "loopwell", **keepalive, **options}
    try:
        connection = kind.connect(**told)
    except psycopg.ProgrammingError as error:  # an option that libpq does not know
        raise psycopg.OperationalError(str(error)) from None
    connection.autocommit = True
    connection.execute(SESSION.format(statement=0 if patient else STATEMENT).encode())
    connection.autocommit = False
    return connection


def _code(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def is_away(error: DBAPIError) -> bool:
    return _code(error).startswith(AWAY)


def is_collision(error: DBAPIError) -> bool:
    return _code(error).startswith(AGAIN)


def is_demoted(error: DBAPIError) -> bool:
    return _code(error) == DEMOTED
