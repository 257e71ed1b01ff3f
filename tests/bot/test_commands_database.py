"""The command line and its database: made once, and a broken one is told in one sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.test_commands import TOKENS, folder, sentences, told

__all__ = ["folder"]


def test_migrating_makes_the_database_once(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, _ = told(capsys, "migrate")
    assert (code, out[:36]) == (0, "Brought the schema from nothing to 0")
    assert (folder / "loopwell.db").exists()
    code, out, _ = told(capsys, "migrate")
    assert code == 0
    assert "already" in out


@pytest.mark.parametrize("command", ["migrate", "sources", "run"])
@pytest.mark.parametrize(
    "url", ["sqlite:////no/such/folder/kept.db", "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1"]
)
def test_a_database_that_does_not_answer_is_told_in_one_sentence(
    command: str, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**TOKENS, "DATABASE_URL": url}.items():
        monkeypatch.setenv(name, value)
    code, out, errors = told(capsys, command)
    assert (code, out) == (1, "")
    assert errors.startswith("DATABASE_URL: ")
    assert len(sentences(errors)) == 1


def test_a_file_that_is_no_database_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "loopwell.db").write_bytes(b"this is a letter, not a database" * 100)
    code, _out, errors = told(capsys, "migrate")
    assert code == 1
    assert errors.startswith("DATABASE_URL: ")
    assert len(sentences(errors)) == 1


def test_a_slip_in_the_address_makes_no_database_and_does_not_say_that_nothing_is_set_aside(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    code, out, errors = told(capsys, "replay", "--all")
    assert (code, out) == (1, "")
    assert "DATABASE_URL" in errors
    assert "run `loopwell migrate` first" in errors
    code, out, errors = told(capsys, "sources")
    assert code == 0
    assert "/surveys/nps  last delivery not known" in out  # whoever connects their first survey wants the address
    assert "DATABASE_URL" in errors
    assert not (folder / "loopwell.db").exists()


@pytest.mark.parametrize(("there", "cure"), [("0001", "stop the bot"), ("9999", "use the newer version")])
def test_no_command_changes_the_tables_under_a_bot_of_another_version(
    there: str, cure: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "people.csv").write_text("email\nkari@nordlys.example\n")
    with closing(sqlite3.connect(folder / "loopwell.db")) as old, old:
        old.execute("CREATE TABLE alembic_version (version_num TEXT)")
        old.execute("INSERT INTO alembic_version VALUES (?)", (there,))
    for words in (["replay", "--all"], ["rehearse"], ["customers", "import", "people.csv"]):
        code, out, errors = told(capsys, *words)
        assert (code, out) == (1, "")
        assert cure in errors
        assert len(sentences(errors)) == 1
    assert told(capsys, "sources")[0] == 0
    with closing(sqlite3.connect(folder / "loopwell.db")) as old:
        tables = old.execute("SELECT name FROM sqlite_master").fetchall()
        assert tables == [("alembic_version",)]
