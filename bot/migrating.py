"""Migrating: `loopwell migrate`, and the same at every start."""

import logging
from typing import TextIO

from bot.problems import Failed
from bot.settings import Settings, read_settings
from storage.schema import current, migrate, newest

log = logging.getLogger("loopwell")


def migrate_alone(out: TextIO) -> int:
    """`loopwell migrate`: says what it did; returns the exit code. Raises Broken and StoreUnavailable."""
    before, after = migrate(read_settings().database_url)
    out.write(
        f"The schema is at {after} already.\n"
        if before == after
        else f"Brought the schema from {before or 'nothing'} to {after}.\n"
    )
    return 0


def prepare(settings: Settings) -> None:
    """Brings the schema up to date before anything is opened."""
    before, after = migrate(settings.database_url)
    if before != after:
        log.info("brought the database from %s to %s", before or "nothing", after)


def must_be_current(settings: Settings) -> None:
    """For what needs a database that is there: a slip in DATABASE_URL is not to make one, and what may run beside an
    older bot is not to change the tables under it. Raises Failed."""
    if unfit := why_not_current(settings):
        raise Failed(unfit)


def why_not_current(settings: Settings) -> str | None:
    """What is wrong with the database, in one sentence with its cure; None where it is up to date."""
    found, needed = current(settings.database_url), newest()
    if found is None:
        return "DATABASE_URL leads to no database, or to an empty one: if it is right, run `loopwell migrate` first."
    if found > needed:
        return (
            f"The database is at {found}, newer than this version of Loopwell knows ({needed}): use the newer version."
        )
    if found < needed:
        return f"The database is at {found}, and this needs {needed}: stop the bot, then run `loopwell migrate`."
    return None


def prepare_empty(settings: Settings, errors: TextIO) -> None:
    """Makes a new database where there is none, and says so: it may be a slip in DATABASE_URL. One that is there must
    be up to date. Raises Failed."""
    if current(settings.database_url) is None:
        prepare(settings)
        errors.write("DATABASE_URL led to no database, or to an empty one: a new one was made there.\n")
    must_be_current(settings)
