"""The schema: migrations make exactly the tables that the code asks for, once, and can be taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.database import open_engine
from storage.schema import MIGRATIONS, current, migrate, newest
from storage.tables import TABLES, configured, metadata
from storage.unavailable import StoreUnavailable
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


def test_a_new_file_is_for_its_owner_alone_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    """What customers say, and who they are, is not for every user of the machine."""
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    old.touch(mode=0o640)
    for file in (new, old):
        migrate(f"sqlite:///{file}")
    assert [oct(file.stat().st_mode & 0o777) for file in (new, old)] == ["0o600", "0o640"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"no folder .*gone: make it, or change DATABASE_URL"):
        migrate(f"sqlite:///{tmp_path}/gone/loopwell.db")


def test_every_table_of_the_code_is_listed(bare_database: Database) -> None:
    migrate(bare_database.url)
    with connected(bare_database.url) as connection:
        made = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert made == {table.name for table in TABLES} == set(metadata.tables)


def test_the_files_say_what_alembic_says(bare_database: Database) -> None:
    """A start that migrates nothing goes by the files' names: a wrong one, and a new table would be missing."""
    with connected(bare_database.url) as connection:
        scripts = ScriptDirectory.from_config(configured(connection))
    assert newest() == scripts.get_current_head()
    assert {path.name.partition("_")[0] for path in MIGRATIONS.glob("*.py")} == {
        script.revision for script in scripts.walk_revisions()
    }
    assert current(bare_database.url) is None


def test_migrating_twice_changes_nothing(bare_database: Database) -> None:
    assert migrate(bare_database.url) == (None, newest())
    assert migrate(bare_database.url) == (newest(), newest())


def test_a_migration_can_be_taken_back_and_made_again(bare_database: Database) -> None:
    migrate(bare_database.url)
    with connected(bare_database.url) as connection:
        command.downgrade(configured(connection), "base")
    with connected(bare_database.url) as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    assert migrate(bare_database.url) == (None, newest())
