"""The schema: migrations make exactly the tables that the code asks for, once, and can be taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage import schema
from storage.database import open_engine
from storage.schema import TABLES, metadata, migrate, newest
from tests.databases import Database


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_the_tables_of_the_code(bare_database: Database) -> None:
    migrate(bare_database.url)
    with connected(bare_database.url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_table_of_the_code_is_listed(bare_database: Database) -> None:
    migrate(bare_database.url)
    with connected(bare_database.url) as connection:
        made = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert made == {table.name for table in TABLES} == set(metadata.tables)


def test_migrating_twice_changes_nothing(bare_database: Database) -> None:
    assert migrate(bare_database.url) == (None, newest())
    assert migrate(bare_database.url) == (newest(), newest())


def test_a_migration_can_be_taken_back_and_made_again(bare_database: Database) -> None:
    migrate(bare_database.url)
    config = schema._config()
    with connected(bare_database.url) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with connected(bare_database.url) as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    assert migrate(bare_database.url) == (None, newest())
