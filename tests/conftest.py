"""What all tests share: both databases, and a hypothesis that is patient on a busy machine and the same every day."""

import os
from pathlib import Path

import pytest
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

settings.register_profile("new", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("new" if os.environ.get("EXPLORE") else "same")

FLOWS = Path(__file__).parent / "flows"
ON_BOTH = {
    "test_circle",
    "test_database_away",
    "test_incidents",
    "test_reconciling",
    "test_replay",
}
"""The flows that lean on the database most. The others go the same ways through it; `make test DATABASES=all` runs all
of them on both, which takes longer than five minutes."""


ALIKE = {"test_kill"}
"""Long tests that are much the same on both."""


LONGEST_FIRST = ("chaos", "browser", "crashes", "flows", "storage", "bot")
"""What takes long is begun first, so that no worker is left alone with it at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what `make test` has no time for, and puts the rest in order."""
    items.sort(key=_turn)
    if os.environ.get("DATABASES") == "all":
        return
    left = [item for item in items if _can_wait(item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def _turn(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


def _can_wait(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    on_postgres = given is not None and given.params.get("kind") == "postgresql"
    slow = (item.path.parent == FLOWS and item.path.stem not in ON_BOTH) or item.path.stem in ALIKE
    return on_postgres and slow
