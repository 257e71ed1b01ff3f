"""A disk that takes no more: it is said, nothing half-done is kept, and work goes on when there is room again."""

import asyncio
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import notices
from storage.database import Connection, Store, StoreUnavailable
from storage.schema import migrate

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def keep(db: Connection, key: str, words: str) -> bool:
    return notices.say_once(db, key, "U0ANA", words, NOW)


def kept(db: Connection) -> set[str]:
    return {row[0] for row in db.exec_driver_sql("SELECT key FROM notices")}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that this test fills up")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"this machine does not let us mount a small disk: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("how", ["write", "write_here", "note"])
async def test_a_full_disk_refuses_and_takes_again_when_there_is_room(small_disk: Path, how: str) -> None:
    url = f"sqlite:///{small_disk}/kept.db"
    migrate(url)
    store = Store(url)
    ballast = small_disk / "ballast"
    try:
        assert await store.write(keep, "before", "x")
        fill(ballast)
        put = getattr(store, how)
        with pytest.raises(StoreUnavailable):
            await put(keep, "large", "x" * 300_000)
        assert await store.read(kept) == {"before"}
        ballast.unlink()
        assert await put(keep, "large", "x" * 300_000)
        assert await store.read(kept) == {"before", "large"}
    finally:
        store.close()


@pytest.mark.parametrize("size", [300_000, 6_000_000])
async def test_what_was_answered_is_on_disk_and_nothing_else_when_it_fills_up_in_the_middle(
    small_disk: Path, size: int
) -> None:
    url = f"sqlite:///{small_disk}/kept.db"
    migrate(url)
    store = Store(url)
    hold = threading.Event()
    try:
        assert await store.write(keep, "before", "x")
        assert await store.read(kept) == {"before"}
        fill(small_disk / "ballast")
        waiting = [asyncio.create_task(store.write(lambda _db: hold.wait(20)))]
        for number in range(9):
            words = "x" * (size if number == 4 else 1)
            waiting.append(asyncio.create_task(store.write(keep, f"n{number}", words)))
        await asyncio.sleep(0)  # all of them are in the queue now
        hold.set()
        answers = (await asyncio.gather(*waiting, return_exceptions=True))[1:]
        promised = {f"n{number}" for number, answer in enumerate(answers) if answer is True}
        assert all(isinstance(answer, bool | StoreUnavailable) for answer in answers), answers
        assert isinstance(answers[4], StoreUnavailable)
        assert await store.read(kept) == promised | {"before"}
        (small_disk / "ballast").unlink()
        assert await store.write(keep, "afterwards", "x")
        assert await store.read(kept) == promised | {"before", "afterwards"}
    finally:
        store.close()


def fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


async def test_a_database_that_may_not_be_written_refuses_and_can_still_be_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kept.db"
    migrate(url)
    store = Store(url)
    assert await store.write(keep, "before", "x")
    store.close()
    closed = Store(f"sqlite:///file:{tmp_path}/kept.db?mode=ro&uri=true")
    try:
        with pytest.raises(StoreUnavailable):
            await closed.write(keep, "after", "x")
        assert await closed.read(kept) == {"before"}
    finally:
        closed.close()


async def test_a_database_that_is_not_there_is_unavailable_for_reading_too(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/no/such/folder/kept.db")
    try:
        with pytest.raises(StoreUnavailable):
            await store.write(keep, "lost", "x")
        with pytest.raises(StoreUnavailable):
            await store.read(kept)
    finally:
        store.close()
