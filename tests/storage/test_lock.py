"""The lock on an SQLite file: two bots on one file show each customer twice, by whatever name the second came."""

import re
from pathlib import Path

import pytest

from storage.lock import AlreadyOpen, alone


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database as a bot left it."""
    file = tmp_path / "loopwell.db"
    file.touch()
    return file


def test_a_second_bot_is_refused_by_whatever_path_it_comes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = file.with_name("current.db")
    link.symlink_to(file.name)
    folder = file.parent / "folder"
    folder.symlink_to(file.parent)
    monkeypatch.chdir(file.parent)
    with alone(f"sqlite:///{file}"):
        for path in (file, link, folder / "current.db", file.name):
            with pytest.raises(AlreadyOpen, match=re.escape(f"at work on {path}.")), alone(f"sqlite:///{path}"):
                pass
    with alone(f"sqlite:///{link}"), pytest.raises(AlreadyOpen), alone(f"sqlite:///{file}"):
        pass


def test_a_link_to_a_file_that_is_not_there_yet_is_the_same_file(file: Path) -> None:
    """The very first start, of both at once."""
    file.unlink()
    link = file.with_name("current.db")
    link.symlink_to(file)
    with alone(f"sqlite:///{link}"), pytest.raises(AlreadyOpen), alone(f"sqlite:///{file}"):
        pass
