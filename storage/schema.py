"""The schema: which revision the database has, which one this version needs, and the way from the one to the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from storage.engines import file_of, first_line, no_folder, open_engine
from storage.unavailable import StoreUnavailable

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"

MIGRATING = 0x4C4F4F50
"""The number of the lock that a migration holds on PostgreSQL."""


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, patient=True)
    try:
        yield engine
    except DatabaseError as error:
        raise StoreUnavailable(f"the database does not answer: {first_line(error)}") from None
    finally:
        engine.dispose()


def newest() -> str:
    """The revision that this version of the program needs. A migration's file begins with its revision."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*_*.py"))


def current(url: str) -> str | None:
    """The revision that the database has; None for an empty one, and for a file that is not there, which is not made
    by looking."""
    with _engine(url) as engine:
        if not _is_there(engine):
            return None
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return revision


def _is_there(engine: Engine) -> bool:
    """Raises StoreUnavailable where not even the folder is there."""
    if problem := no_folder(engine.url):
        raise StoreUnavailable(problem)
    file = file_of(engine.url)
    return file is None or file.exists()


def migrate(url: str) -> tuple[str | None, str]:
    """Brings the database up to date. Returns the revisions before and after. Raises StoreUnavailable."""
    before, after = current(url), newest()
    if before != after:
        from storage.tables import upgrade  # noqa: PLC0415 Alembic is large, and most starts have nothing to migrate

        with _engine(url) as engine:
            if file := file_of(engine.url):
                file.touch(mode=0o600)  # what customers say is not for every user of this machine
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql":  # `web` and `worker` may be started at the same moment
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATING})
                upgrade(connection)
    return before, after
