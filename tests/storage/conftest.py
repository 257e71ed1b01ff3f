"""A store over each database, brought up to date as `loopwell migrate` does."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine

from storage.database import Store, open_engine
from tests.databases import KINDS, Database, made


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = Store(database.url)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for all tests of a module: each looks at it through `forgotten`."""
    for one in made(request.param, tmp_path_factory.mktemp("kept"), request, migrated=True):
        opened = open_engine(one.url)
        yield opened
        opened.dispose()


@contextmanager
def forgotten(engine: Engine) -> Iterator[Connection]:
    """A transaction that is taken back at the end, so that the next example finds empty tables."""
    with engine.connect() as connection:
        yield connection
