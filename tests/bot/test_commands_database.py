"""The command line and its database: made once, and a broken one is told in one sentence."""

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
