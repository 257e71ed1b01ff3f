"""Writing: the writer's connection, from one transaction to the next."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine

from storage.statements import order


class Writing:
    """SQLite's is kept: to take one out of the pool and to put it back costs as much as a small piece of work. What
    failed gets a new one. To Core all on it is one transaction, which never ends: to begin and to end one costs Core
    more than the database itself. PostgreSQL's comes from the pool each time, which looks first whether it still
    stands."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None
        self._driver: Any = None
        self._on_disk = True

    @contextmanager
    def transaction(self, *, on_disk: bool) -> Iterator[Connection]:
        """Committed when the block ends. `on_disk`: that waits for the disk; on SQLite other commits reach it with the
        next that waits, or with the next checkpoint."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.begin() as connection:
                yield connection
            return
        try:
            connection = self._kept or self._open()
            if on_disk is not self._on_disk:
                order(connection, f"PRAGMA synchronous={'FULL' if on_disk else 'NORMAL'}")
                self._on_disk = on_disk
            order(connection, "BEGIN IMMEDIATE")
            yield connection
            order(connection, "COMMIT")
        except BaseException:
            self.close()
            raise

    def _open(self) -> Connection:
        connection = self._kept = self._engine.connect()
        connection.begin()
        self._driver = connection.connection.dbapi_connection
        self._driver.rollback()  # from here on transactions begin and end by our own word
        return connection

    def close(self) -> None:
        if self._kept is not None:
            with suppress(self._engine.dialect.loaded_dbapi.Error):
                self._driver.rollback()  # before it is let go: SQLite keeps its lock as long as a cursor is held
            self._kept.invalidate()
            self._kept.close()
            self._kept, self._on_disk = None, True
