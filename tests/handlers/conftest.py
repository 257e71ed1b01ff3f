"""A database in which nothing is kept after the test, and a policy with two teams and one survey."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from playbooks.customers import Touch
from playbooks.policy import Company, Policy, Route, Team, When
from playbooks.sources import Source
from storage.database import open_engine
from tests.databases import KINDS, made

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


@pytest.fixture(scope="module", params=KINDS)
def made_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    for one in made(request.param, tmp_path_factory.mktemp("handlers"), request, migrated=True):
        engine = open_engine(one.url)
        yield engine
        engine.dispose()


@pytest.fixture
def db(made_once: Engine) -> Iterator[Connection]:
    with made_once.connect() as connection:
        yield connection
