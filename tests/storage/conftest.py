"""An SQLite file for each test, brought up to date as `loopwell migrate` does, and a store over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from storage.database import Store, open_engine
from storage.schema import migrate


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/kept.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    migrate(url)
    opened = Store(url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One file for all tests of a module: each looks at it through `forgotten`."""
    url = f"sqlite:///{tmp_path_factory.mktemp('kept')}/kept.db"
    migrate(url)
    opened = open_engine(url)
    yield opened
    opened.dispose()


@contextmanager
def forgotten(engine: Engine) -> Iterator[Connection]:
    """A transaction that is taken back at the end, so that the next example finds empty tables."""
    with engine.connect() as connection:
        yield connection
