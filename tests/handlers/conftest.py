"""A database in which nothing is kept after the test, and a policy with two teams and one survey."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from playbooks.customers import Touch
from playbooks.policy import Company, Policy, Route, Source, Team, When
from storage.database import open_engine
from storage.schema import migrate

POLICY = Policy(
    company=Company(name="Acme", timezone="Europe/Oslo", admins=("U0ADMIN", "@bosses")),
    sources=(
        Source(name="nps", provider="generic", secret="shh", signature={"header": "X-Signature"}),
        Source(name="shop", provider="generic", secret="shh", signature={"header": "X-Signature"}, metric="stars"),
    ),
    teams=(
        Team(name="support", channel="#support", managers=("U0MIRA",)),
        Team(name="key-accounts", channel="#key-accounts", members=("U0LEILA",)),
    ),
    routes=(Route(team="key-accounts", when=When(touch=(Touch.HIGH,))),),
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path_factory.mktemp('handlers')}/kept.db"
    migrate(url)
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def db(made: Engine) -> Iterator[Connection]:
    with made.connect() as connection:
        yield connection
