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


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_the_tables_of_the_code(url: str) -> None:
    migrate(url)
    with connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_table_of_the_code_is_listed(url: str) -> None:
    migrate(url)
    with connected(url) as connection:
        made = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert made == {table.name for table in TABLES} == set(metadata.tables)


def test_migrating_twice_changes_nothing(url: str) -> None:
    assert migrate(url) == (None, newest())
    assert migrate(url) == (newest(), newest())


def test_a_migration_can_be_taken_back_and_made_again(url: str) -> None:
    migrate(url)
    config = schema._config()
    with connected(url) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with connected(url) as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    assert migrate(url) == (None, newest())
