"""What all tests share: both databases, and a hypothesis that is patient on a busy machine and the same every day."""

import os

from hypothesis import HealthCheck, settings

from tests.databases import (
    bare_database,
    database,
    database_url,
    kind,
    migrated_file,
    migrated_template,
    postgres,
    programs,
)

__all__ = [
    "bare_database",
    "database",
    "database_url",
    "kind",
    "migrated_file",
    "migrated_template",
    "postgres",
    "programs",
]

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("patient"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "patient")
