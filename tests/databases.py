"""Both databases: a test that asks for `database` runs once on an SQLite file and once on PostgreSQL.

A test that is about one of them says so: `@pytest.mark.parametrize("kind", ["sqlite"])`.

What is heavy is imported where it is used: pytest reads this file before it starts the processes that run the tests,
and does nothing else with it there.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bench.postgres import Server

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Database:
    """A database of a test's own. What `ask` finds is what another program finds there."""

    kind: str
    url: str
    name: str
    """Of the file, or of the database on its server."""
    server: Server | None = None

    def ask(self, query: str) -> list[Any]:
        """The first column of each row."""
        return [row[0] for row in self.rows(query)]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.server is None:
            with closing(sqlite3.connect(self.name)) as file:
                return file.execute(query).fetchall()
        import psycopg

        with psycopg.connect(self.url) as connection:
            return connection.execute(query).fetchall()

    def do(self, statement: str) -> None:
        """Changes something behind the bot's back."""
        if self.server is None:
            with closing(sqlite3.connect(self.name)) as file, file:
                file.execute(statement)
        else:
            import psycopg

            with psycopg.connect(self.url) as connection:
                connection.execute(statement)

    def sound(self) -> bool:
        """Whether the database finds itself whole, and every reference leads somewhere."""
        from storage.tables import TABLES

        if self.server is None:
            return self.ask("PRAGMA integrity_check") == ["ok"] and self.ask("PRAGMA foreign_key_check") == []
        return all(self.ask(f"SELECT count(*) FROM {table.name}") for table in TABLES)

    def server_of(self) -> Server:
        assert self.server is not None, "this is an SQLite file"
        return self.server


@pytest.fixture(scope="session")
def programs() -> Path:
    """Where PostgreSQL's programs are; the test is skipped where there are none."""
    from bench.postgres import ABSENT, find

    found = find()
    if found is None:
        pytest.skip(ABSENT)
    return found


@pytest.fixture(scope="session")
def postgres(programs: Path) -> Iterator[Server]:
    """One server for all tests, quick and careless: its machine never loses power."""
    from bench.postgres import Server

    server = Server(programs)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema and nothing in it."""
    from storage.schema import migrate

    path = tmp_path_factory.mktemp("migrated") / "loopwell.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres: Server) -> str:
    """The same on PostgreSQL, to be copied."""
    from storage.schema import migrate

    name = postgres.create()
    migrate(postgres.url(name))
    return name


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """On which database the test runs."""
    return str(request.param)


@pytest.fixture
def database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of the test's own, up to date and empty."""
    yield from made(kind, tmp_path, request, migrated=True)


@pytest.fixture
def bare_database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of the test's own without any tables."""
    yield from made(kind, tmp_path, request, migrated=False)


@pytest.fixture
def database_url(database: Database) -> str:
    return database.url


def made(kind: str, folder: Path, request: pytest.FixtureRequest, *, migrated: bool) -> Iterator[Database]:
    """For fixtures of another scope."""
    if kind == "sqlite":
        path = folder / "loopwell.db"
        if migrated:
            shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield Database(kind, f"sqlite:///{path}", str(path))
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("migrated_template")) if migrated else server.create()
    yield Database(kind, server.url(name), name, server)
    server.drop(name)
