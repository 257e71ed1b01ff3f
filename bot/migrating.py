"""Migrating: `loopwell migrate`, and the same at every start."""

import logging
from typing import TextIO

from bot.settings import Settings, read_settings
from storage.schema import migrate

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
