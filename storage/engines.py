"""Engines: the way to either database, and what its errors mean for us."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage import refusals
from storage.statements import order
from storage.unavailable import StoreUnavailable

READERS = 2
PATIENCE = 4_000
"""Milliseconds that SQLite waits while somebody else writes. Whoever came meanwhile waits as long again, and survey
tools hang up after ten seconds or more."""
PRAGMAS = (
    "page_size=2048",  # for a new file. A survey changes two dozen pages, one in each index: half as much to write
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={PATIENCE}",
    "wal_autocheckpoint=16000",  # pages: 32 MB, or 64 in older files. `storage/checkpoints.py` is nearly always sooner
)


class Again(Exception):
    """Somebody else was faster. The whole piece of work may be run again: it will find what they left."""


def first_line(error: BaseException) -> str:
    """What the database itself said, without the statement and its values, which may be a customer's."""
    said = str(getattr(error, "orig", None) or error)
    return next(iter(said.splitlines()), type(error).__name__)


def file_of(address: URL) -> Path | None:
    """The file of an SQLite database that is addressed by its path."""
    name = address.database if address.get_backend_name() == "sqlite" else None
    return Path(name) if name and not name.startswith(("file:", ":memory:")) else None


def no_folder(url: str | URL) -> str | None:
    """Says that the folder of an SQLite file is not there, with the cure; None where it is."""
    file = file_of(make_url(url))
    if file is None or file.parent.is_dir():
        return None
    return f"there is no folder {file.parent}: make it, or change DATABASE_URL"


def open_engine(url: str, *, patient: bool = False) -> Engine:
    """An engine for `url`. SQLite begins its transactions itself (BEGIN IMMEDIATE): the writer owns the file.

    A `patient` one lets PostgreSQL take its time, as migrations may.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # its own text shows the password
        raise StoreUnavailable("this is not the address of a database") from None
    if address.get_backend_name() == "sqlite":
        connect_args = {"check_same_thread": False, "timeout": PATIENCE / 1000}
        engine = create_engine(address, connect_args=connect_args, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
        return engine
    from storage import postgres  # noqa: PLC0415 its driver is large, and most have SQLite

    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(
        address,
        pool_size=READERS + 1,  # and one writer
        max_overflow=0,
        pool_timeout=postgres.PATIENCE,
        pool_pre_ping=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> Any:
        return postgres.connect(options, patient=patient)

    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() knows only ASCII; a search must find Łukasz by "łukasz"
    connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    order(connection, "BEGIN" if reading else "BEGIN IMMEDIATE")


def for_reading(connection: Connection) -> Connection:
    """One consistent view of the data, whatever is written meanwhile."""
    if connection.dialect.name == "sqlite":
        return connection.execution_options(reading=True)
    return connection.execution_options(isolation_level="REPEATABLE READ")


class AtHand:
    """A connection to SQLite that is kept for short looks, and never waits for the database.

    To Core they are all one transaction, which never ends: to begin and to end one costs Core more than a look.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None
        self._driver: Any = None

    def connection(self) -> Connection:
        """One consistent view of the data until `rest`."""
        if self._kept is None:
            # as a reader from the first word on: a writer would wait here for whoever writes now
            kept = for_reading(self._engine.connect())
            kept.exec_driver_sql("PRAGMA busy_timeout=0")
            self._kept, self._driver = kept, kept.connection.dbapi_connection
            self.rest()
        if not self._driver.in_transaction:
            order(self._kept, "BEGIN")
        return self._kept

    def rest(self) -> None:
        """The look is over."""
        if self._kept is not None:
            self._driver.rollback()

    def drop(self) -> None:
        """Lets the connection go; the next look opens another."""
        if self._kept is not None:
            self._kept.invalidate()
            self._kept.close()
            self._kept = None


def is_away(error: SQLAlchemyError) -> bool:
    """Whether the database could not do it now, or not as it stands; what was asked of it may be right."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or refusals.is_away(error))


def is_collision(error: BaseException) -> bool:
    """Whether the work failed only because of what somebody else did at the same time."""
    return isinstance(error, Again) or (isinstance(error, DBAPIError) and refusals.is_collision(error))


def is_over(connection: Connection, error: DBAPIError) -> bool:
    """Whether the whole transaction has ended by itself: the connection is lost, or the disk under SQLite is full."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        return not raw.in_transaction
    if refusals.is_demoted(error):
        connection.invalidate()
    return connection.invalidated


def first_of(error: DBAPIError) -> DBAPIError:
    """The error that began it. Those after it say only that there is nothing left to roll back."""
    first: DBAPIError = error
    before = error.__context__
    while before is not None:
        first = before if isinstance(before, DBAPIError) else first
        before = before.__context__
    return first
