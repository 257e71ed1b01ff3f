from pathlib import Path

import pytest

from bot.library import OWN_LIBRARY, load_library


def test_every_broken_file_of_a_library_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("name = ")
    (tmp_path / "two.toml").write_text('name = "two"')
    (tmp_path / "three.toml").write_bytes(b"\xff")
    with pytest.raises(ValueError, match=r"one\.toml: cannot be read") as wrong:
        load_library(tmp_path)
    assert {"one.toml", "two.toml", "three.toml"} <= {line.split(":")[0] for line in str(wrong.value).splitlines()}


def test_a_folder_without_playbooks_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no playbooks"):
        load_library(tmp_path)


def test_a_library_lists_its_playbooks_by_name() -> None:
    assert [playbook.name for playbook in load_library()] == sorted(path.stem for path in OWN_LIBRARY.glob("*.toml"))
