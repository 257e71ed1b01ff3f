"""What all tests share: both databases, and a hypothesis that is patient on a busy machine and the same every day."""

import gc
import os
from collections.abc import Iterator

import pytest

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


def pytest_configure(config: pytest.Config) -> None:
    """The process that only hands tests out needs no examples, and the others start the sooner."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return
    from hypothesis import HealthCheck, settings

    settings.register_profile("new", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("same", settings.get_profile("new"), derandomize=True)
    settings.load_profile("new" if os.environ.get("EXPLORE") else "same")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests are made and all are kept: to look for garbage among them takes time and finds none."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what `make test` has no time for, and puts the rest in order."""
    if os.environ.get("DATABASES") != "all":
        left = [item for item in items if _can_wait(item)]
        if left:
            config.hook.pytest_deselected(items=left)
            items[:] = [item for item in items if not _can_wait(item)]
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = _place(item)[0]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


def _can_wait(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    if given is None or given.params.get("kind") != "postgresql":
        return False
    folder, file = _place(item)
    return (folder == "flows" and file not in ON_BOTH) or file in ALIKE


def _place(item: pytest.Item) -> tuple[str, str]:
    """The folder and the file of a test, without its ending."""
    *_above, folder, file = item.nodeid.partition("::")[0].split("/")
    return folder, file.removesuffix(".py")
