from datetime import timedelta
from pathlib import Path

import pytest

from bot.check import library_problems
from bot.library import SHIPPED, load_library
from playbooks.replies import fill, say_in

OURS = """
name = "outage"
title = "Our own words"
steps = ["Ring them"]
[when]
band = ["detractor"]
[say.en]
subject = "About yesterday"
text = "Hello $first_name, we are on it."
[[examples]]
fits = true
band = "detractor"
[[examples]]
fits = false
band = "promoter"
"""
HELP = """
articles = [
    { title = "How to read a bill", url = "https://help.example/bills" },
    { title = "Slik leser du en regning", url = "https://help.example/nb/regning", language = "nb" },
]
check_in = "4d"
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


def test_a_company_names_its_help_pages_for_a_playbook_of_ours_and_keeps_our_words(tmp_path: Path) -> None:
    """A copy of the whole file would not get what we mend in it later."""
    (tmp_path / "billing_trouble.toml").write_text(HELP)
    ours = {playbook.name: playbook for playbook in load_library()}["billing_trouble"]
    theirs = {playbook.name: playbook for playbook in load_library(tmp_path)}["billing_trouble"]
    assert (theirs.say, theirs.when, theirs.steps) == (ours.say, ours.when, ours.steps)
    assert theirs.check_in == timedelta(hours=4 * 8)
    told = {language: fill(say_in(theirs, language)[1], {"agent": "Ana"}).text for language in theirs.say}
    assert all("How to read a bill: https://help.example/bills\n" in text for text in told.values())
    assert [language for language in told if "Slik leser du" in told[language]] == ["nb"]
    assert told["nb"].index("help.example") < told["nb"].index("Vennlig hilsen")

    (tmp_path / "billing_trouble.toml").write_text(HELP.replace("https://help", "help"))
    assert "billing_trouble.toml: articles.1.url: 'help.example/bills' is not a web" in library_problems(tmp_path)[0]
    (tmp_path / "billing_trouble.toml").rename(tmp_path / "parcels.toml")
    assert any("say: is missing" in problem for problem in library_problems(tmp_path)), (
        "there is none of ours to add to"
    )


def test_mistakes_in_a_teams_own_playbooks_are_told_by_check_with_their_place(tmp_path: Path) -> None:
    """Whoever wrote them is no programmer, and must find the line."""
    assert library_problems(tmp_path / "nowhere")[0].endswith(
        "is no folder that can be read. Name the one that holds *.toml."
    )
    assert "there are no playbooks" in library_problems(tmp_path)[0]
    (tmp_path / "outage.toml").write_text(OURS.replace("$first_name", "$firstname"))
    told = f"{tmp_path / 'outage.toml'}: say.en.text: unknown field $firstname; did you mean 'first_name'?"
    assert library_problems(tmp_path) == [told]
