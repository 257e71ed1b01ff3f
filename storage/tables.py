"""Tables: every table there is, and the migrations that make them.

Alembic comes with it, so a start whose database is up to date does without this file: see `storage/schema.py`.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
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


def configured(connection: Connection) -> Config:
    """What Alembic has to know."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Runs the migrations that this database lacks."""
    command.upgrade(configured(connection), "head")
