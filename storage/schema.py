"""The schema: every table, and the migrations that bring a database up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from storage import (
    ai_use,
    cards,
    cases,
    check_ins,
    customers,
    deliveries,
    inbound_mails,
    incidents,
    mail_tokens,
    mailings,
    mails,
    nag_messages,
    nags,
    notices,
    people,
    policies,
    readings,
    recipients,
    responses,
    settings,
    storms,
    turns,
    unsubscribes,
)
from storage.engines import StoreUnavailable, first_line, open_engine

TABLES = (
    deliveries.deliveries,
    customers.customers,
    customers.identifiers,
    responses.responses,
    cases.cases,
    cases.events,
    storms.storms,
    cards.cards,
    notices.notices,
    nag_messages.messages,
    nags.nags,
    incidents.incidents,
    inbound_mails.inbound_mails,
    mail_tokens.mail_tokens,
    check_ins.check_ins,
    people.people,
    people.members,
    mailings.mailings,
    recipients.recipients,
    unsubscribes.unsubscribes,
    mails.mails,
    settings.settings,
    turns.turns,
    policies.policies,
    readings.readings,
    ai_use.ai_use,
)

metadata = SQLModel.metadata

MIGRATING = 0x4C4F4F50
"""The number of the lock that a migration holds on PostgreSQL."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, patient=True)
    try:
        yield engine
    except DatabaseError as error:
        raise StoreUnavailable(f"the database does not answer: {first_line(error)}") from None
    finally:
        engine.dispose()


def newest() -> str:
    """The revision that this version of the program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current(url: str) -> str | None:
    """The revision that the database has; None for an empty one."""
    with _engine(url) as engine, engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(url: str) -> bool:
    """Whether the database is there and up to date. A file that is not there is not made by looking."""
    with _engine(url) as engine:
        file = engine.url.database if engine.dialect.name == "sqlite" else None
    return (file is None or Path(file).exists()) and current(url) == newest()


def migrate(url: str) -> tuple[str | None, str]:
    """Brings the database up to date. Returns the revisions before and after. Raises StoreUnavailable."""
    before, after = current(url), newest()
    if before != after:
        config = _config()
        with _engine(url) as engine, engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # `web` and `worker` may be started at the same moment
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MIGRATING})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return before, after
