"""Writing: the writer's connection, from one transaction to the next."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine

from storage.engines import PATIENCE, for_reading
from storage.statements import order


class Writing:
    """SQLite's is kept: to take one out of the pool and to put it back costs as much as a small piece of work. What
    failed gets a new one. To Core all on it is one transaction, which never ends: to begin and to end one costs Core
    more than the database itself. PostgreSQL's comes from the pool each time, which looks first whether it still
    stands. Used by one thread after the other, never by two at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None
        self._driver: Any = None
        self._set: dict[str, str] = {}

    @contextmanager
    def transaction(self, *, on_disk: bool) -> Iterator[Connection]:
        """Committed when the block ends; undone when it raises. `on_disk` as for `begin`."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.begin() as connection:
                yield connection
            return
        try:
            yield self.begin(on_disk=on_disk)
            self.commit()
        except BaseException:
            self.close()
            raise

    @property
    def is_open(self) -> bool:
        """Whether a connection of SQLite's is kept: to open one may take long."""
        return self._kept is not None

    def begin(self, *, on_disk: bool, patient: bool = True) -> Connection:
        """Begins a transaction of SQLite's, to be ended by `commit` or, whatever goes wrong, by `close`. `on_disk`: its
        commit waits for the disk; others reach it with the next that waits, or with the next checkpoint. `patient`: it
        waits while somebody else writes."""
        connection = self._kept or self._open()
        self._want(connection, "synchronous", "FULL" if on_disk else "NORMAL")
        self._want(connection, "busy_timeout", str(PATIENCE if patient else 0))
        order(connection, "BEGIN IMMEDIATE")
        return connection

    def commit(self) -> None:
        assert self._kept is not None
        order(self._kept, "COMMIT")

    def _want(self, connection: Connection, name: str, value: str) -> None:
        if self._set.get(name) != value:
            order(connection, f"PRAGMA {name}={value}")
            self._set[name] = value

    def _open(self) -> Connection:
        # its first word is a reader's, who waits for nobody: what is half open could not be closed
        connection = for_reading(self._engine.connect())
        self._kept, self._driver = connection, connection.connection.dbapi_connection
        connection.begin()
        self._driver.rollback()  # from here on transactions begin and end by our own word
        return connection

    def close(self) -> None:
        """Undoes what is not committed."""
        self._set.clear()
        if self._kept is not None:
            with suppress(self._engine.dialect.loaded_dbapi.Error):
                self._driver.rollback()  # before it is let go: SQLite keeps its lock as long as a cursor is held
            self._kept.invalidate()
            self._kept.close()
            self._kept = None
