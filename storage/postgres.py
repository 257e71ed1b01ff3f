"""PostgreSQL: how we connect, and how long we wait for it. Only those who have it load this file and its driver."""

from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen

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
