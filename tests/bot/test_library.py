from pathlib import Path

import pytest

from bot.check import library_problems
from bot.library import SHIPPED, load_library

OURS = """
name = "outage"
title = "Our own words"
steps = ["Ring them"]
[say.en]
subject = "About yesterday"
text = "Hello $first_name, we are on it."
[[examples]]
fits = true
band = "detractor"
"""


def test_every_broken_file_of_a_library_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("name = ")
    (tmp_path / "two.toml").write_text('name = "two"')
    (tmp_path / "three.toml").write_bytes(b"\xff")
    with pytest.raises(ValueError, match=r"one\.toml: cannot be read") as wrong:
        load_library(shipped=tmp_path)
    assert {"one.toml", "two.toml", "three.toml"} <= {line.split(":")[0] for line in str(wrong.value).splitlines()}


def test_a_folder_without_playbooks_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no playbooks"):
        load_library(shipped=tmp_path)


def test_a_library_lists_its_playbooks_by_name() -> None:
    assert [playbook.name for playbook in load_library()] == sorted(path.stem for path in SHIPPED.glob("*.toml"))


def test_a_team_puts_its_own_words_beside_ours_and_in_place_of_ours_without_a_fork(tmp_path: Path) -> None:
    (tmp_path / "outage.toml").write_text(OURS)
    (tmp_path / "flood.toml").write_text(OURS.replace("outage", "flood"))
    mixed = {playbook.name: playbook for playbook in load_library(tmp_path)}
    assert mixed.keys() == {playbook.name for playbook in load_library()} | {"flood"}
    assert mixed["outage"].title == mixed["flood"].title == "Our own words"
    assert set(mixed["outage"].say) == {"en"}


def test_mistakes_in_a_teams_own_playbooks_are_told_by_check_with_their_place(tmp_path: Path) -> None:
    """Whoever wrote them is no programmer, and must find the line."""
    assert library_problems(tmp_path / "nowhere")[0].endswith(
        "is no folder that can be read. Name the one that holds *.toml."
    )
    assert "there are no playbooks" in library_problems(tmp_path)[0]
    (tmp_path / "outage.toml").write_text(OURS.replace("$first_name", "$firstname"))
    told = f"{tmp_path / 'outage.toml'}: say.en.text: unknown field $firstname; did you mean 'first_name'?"
    assert library_problems(tmp_path) == [told]
