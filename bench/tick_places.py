"""Places: where the databases of the ticks are, one kind each: files of SQLite, or a PostgreSQL of their own."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg

from bench.postgres import Server, find

SAFE = {"max_wal_size": "4GB"}
"""As it comes, so that a commit is on disk."""


class Place(Protocol):
    """Databases by name. `settle` does what a database does by itself after a while: it learns what it holds."""

    @property
    def name(self) -> str: ...
    def new(self) -> str: ...
    def url(self, name: str) -> str: ...
    def settle(self, name: str) -> None: ...
    def copy(self, name: str) -> str: ...
    def drop(self, name: str) -> None: ...
    def close(self) -> None: ...


class Files:
    """SQLite. Loopwell does not have it learn anything."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def new(self) -> str:
        return f"ticks-{next(self._numbers)}.db"

    def url(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}"

    def settle(self, name: str) -> None:
        """The last connection that closed has moved everything into the file."""

    def copy(self, name: str) -> str:
        copy = self.new()
        shutil.copyfile(self._folder / name, self._folder / copy)
        return copy

    def drop(self, name: str) -> None:
        for left in self._folder.glob(f"{name}*"):
            left.unlink()

    def close(self) -> None:
        """Whoever made the folder takes it away."""


class Databases:
    """PostgreSQL, with its autovacuum's work done before the measurement and not during it."""

    name = "PostgreSQL"

    def __init__(self, programs: Path) -> None:
        self._server = Server(programs, SAFE)

    def new(self) -> str:
        return self._server.create()

    def url(self, name: str) -> str:
        return self._server.url(name)

    def settle(self, name: str) -> None:
        with psycopg.connect(self._server.url(name), autocommit=True) as db:
            db.execute("VACUUM ANALYZE")

    def copy(self, name: str) -> str:
        copy = self._server.create(name)
        self._server.admin.execute("CHECKPOINT")
        return copy

    def drop(self, name: str) -> None:
        self._server.drop(name)

    def close(self) -> None:
        self._server.stop()


def places(folder: Path) -> Iterator[Place]:
    """One after the other."""
    yield Files(folder)
    if programs := find():
        yield Databases(programs)
