"""The command line: what went wrong is one sentence on standard error, with a cure, and never a traceback."""

import gc
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands import main
from bot.settings import VARIABLES

ROOT = Path(__file__).parents[2]
CONFIGURATION = """
[company]
name = "Acme"
[[teams]]
name = "support"
channel = "#customer-feedback"
[[sources]]
name = "nps"
provider = "delighted"
secret = "quiet-secret"
[[sources]]
name = "shop"
provider = "generic"
unsigned = true
token = "token-of-the-shop"
"""
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shh"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a good file, and an environment that says nothing."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "loopwell.toml").write_text(CONFIGURATION)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, what stands on standard output, and on standard error."""
    code = main(arguments)
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    assert gc.isenabled()  # a start that ends early leaves nothing switched off
    return code, captured.out, captured.err


def sentences(text: str) -> list[str]:
    lines = text.splitlines()
    assert all(line.endswith((".", ")")) for line in lines), text
    return lines


@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_without_tokens_it_says_which_are_missing_and_how_to_try_it_without(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, errors = told(capsys, command)
    assert (code, out) == (1, "")
    assert "SLACK_BOT_TOKEN is not set" in errors
    assert "SLACK_APP_TOKEN is not set" in errors
    assert "`make demo`" in errors
    assert len(sentences(errors)) == (3 if command == "run" else 4)


@pytest.mark.parametrize("command", ["run", "worker"])
def test_a_start_tells_all_that_check_tells_and_what_a_start_needs_besides(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """Who mends what they were told, and meets the next mistakes at each further start, gives up."""
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("SMTP_URL", "mail.example.com")
    monkeypatch.setenv("PLAYBOOKS_DIR", "nowhere")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///no/such/loopwell.db")
    slips = CONFIGURATION.replace("channel", "chanel").replace('"quiet-secret"', '{ env = "NPS_SECRET" }')
    (folder / "loopwell.toml").write_text(slips)
    code, out, checked = told(capsys, "check")
    assert code == 1
    for word in ("PORT", "SMTP_URL", "MAIL_FROM", "PLAYBOOKS_DIR", "DATABASE_URL", "chanel", "Set NPS_SECRET"):
        assert word in checked
    code, out, errors = told(capsys, command)
    assert (code, out) == (1, "")
    assert errors.startswith(checked)
    assert "SLACK_BOT_TOKEN is not set" in errors
    assert "SLACK_APP_TOKEN is not set" in errors
    assert ("belongs to one process" in errors) == (command == "worker")


@pytest.mark.parametrize("command", ["check", "run", "migrate", "sources"])
def test_a_folder_that_is_not_there_is_named_with_what_to_do(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows of a lock, and `check` is asked so that the start goes well."""
    for name, value in {**TOKENS, "DATABASE_URL": "sqlite:///no/such/loopwell.db"}.items():
        monkeypatch.setenv(name, value)
    code, _out, errors = told(capsys, command)
    assert code == 1
    assert errors == "DATABASE_URL: there is no folder no/such: make it, or change DATABASE_URL.\n"


@pytest.mark.parametrize("command", ["web", "worker"])
def test_the_halves_do_not_share_one_sqlite_file(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    for name, value in TOKENS.items():
        monkeypatch.setenv(name, value)
    code, _out, errors = told(capsys, command)
    assert code == 1
    assert "Use `loopwell run`" in errors
    assert "PostgreSQL" in errors
    assert not (folder / "loopwell.db").exists()


def test_a_broken_file_keeps_it_from_starting_and_is_told_by_file_key_value_and_cure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    for name, value in TOKENS.items():
        monkeypatch.setenv(name, value)
    (folder / "loopwell.toml").write_text(CONFIGURATION.replace('"delighted"', '"delightet"'))
    code, _out, errors = told(capsys, "run")
    assert code == 1
    assert 'loopwell.toml: sources[1].provider = "delightet"' in errors
    assert "delighted" in errors.replace("delightet", "")
    assert not (folder / "loopwell.db").exists()


def test_what_is_no_toml_is_told_by_its_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "loopwell.toml").write_text("[company]\nname = Acme\n")
    code, out, errors = told(capsys, "check")
    assert (code, out) == (1, "1 problem found.\n")
    assert "loopwell.toml: line 2, column" in errors


def test_check_is_calm_about_a_good_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, errors = told(capsys, "check")
    assert (code, errors) == (0, "")
    assert "loopwell.toml is fine." in out
    assert "quiet-secret" not in out


def test_a_file_that_is_not_there_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "loopwell.toml").unlink()
    code, _out, errors = told(capsys, "sources")
    assert code == 1
    assert "loopwell.example.toml" in errors


def test_a_wrong_variable_is_told_by_its_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "not-a-token")
    code, _out, errors = told(capsys, "run")
    assert code == 1
    assert "PORT" in errors
    assert "SLACK_BOT_TOKEN" in errors
    assert "not-a-token" not in errors


def test_sources_are_listed_with_their_addresses_and_without_their_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://loop.example.com/")
    assert told(capsys, "migrate")[0] == 0
    code, out, _ = told(capsys, "sources")
    assert code == 0
    assert out.splitlines() == [
        "nps  delighted  https://loop.example.com/surveys/nps  nothing yet",
        "shop  generic  https://loop.example.com/surveys/shop?token=...  nothing yet",
    ]


def test_the_manifest_is_ready_to_paste(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, errors = told(capsys, "manifest")
    assert (code, errors) == (0, "")
    assert "display_information:" in out


def test_customers_are_imported_and_their_mistakes_told(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "people.csv").write_text("email,touch\nkari@nordlys.example,high\nno address,low\n")
    code, out, errors = told(capsys, "customers", "import", "people.csv")
    assert (code, out) == (1, "1 added, 0 updated, 1 not read.\n")
    assert "people.csv, line 3: " in errors
    assert "a new one was made" in errors, "a slip in DATABASE_URL would not be noticed"
    code, _out, errors = told(capsys, "customers", "import", "gone.csv")
    assert code == 1
    assert "gone.csv" in errors
    (folder / "people.csv").write_text("email,touch\nkari@nordlys.example,high\n")
    assert told(capsys, "customers", "import", "people.csv") == (0, "0 added, 1 updated, 0 not read.\n", "")


@pytest.mark.parametrize(
    ("host", "cure"),
    [
        ("127.0.0.1", "another program has it. Choose another PORT."),
        ("192.0.2.1", "Set HOST to an address of this machine"),  # an address for documentation, RFC 5737
        ("nowhere.invalid", "Set HOST to an address of this machine"),
    ],
)
def test_an_address_that_cannot_be_had_is_named_with_the_cure(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch, host: str, cure: str
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        for name, value in {
            "HOST": host,
            "PORT": str(other.getsockname()[1]),
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": "secret-of-slack",
            "SLACK_API_URL": "http://127.0.0.1:9/api/",
        }.items():
            monkeypatch.setenv(name, value)
        code, _out, errors = told(capsys, "run")
    assert code == 1
    assert cure in errors


@pytest.mark.parametrize(
    "arguments", [[], ["rnu"], ["customers"], ["customers", "import"], ["check", "now"], ["demo", "--port", "x"]]
)
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: loopwell" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"), [*(("speed", one) for one in ("0", "-1", "3601", "nan")), ("port", "0"), ("port", "65536")]
)
def test_a_demo_that_cannot_be_is_wrong_usage(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, errors = told(capsys, "demo", f"--{option}", value)
    assert code == 2
    assert errors.startswith(f"{option.upper()} is ")


def test_the_program_itself_leaves_with_its_code_and_no_traceback(folder: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert len(sentences(done.stderr)) == 3


@pytest.mark.parametrize("days", ["0", "-1", "367", "a week", ""])
def test_a_rehearsal_of_no_time_is_wrong_usage(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rehearse", f"--days={days}"])
    assert ended.value.code == 2
    assert "is not a number of days from 1 to 366" in capsys.readouterr().err


def test_a_rehearsal_makes_no_database_and_says_when_there_is_no_past(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """It only reads: a slip in DATABASE_URL must not leave an empty database behind."""
    code, out, errors = told(capsys, "rehearse")
    assert (code, out) == (1, "")
    assert "run `loopwell migrate` first" in errors
    assert not (folder / "loopwell.db").exists()
    assert told(capsys, "migrate")[0] == 0
    code, out, errors = told(capsys, "rehearse", "--days", "7")
    assert (code, errors) == (0, "")
    assert out == "No customer answered in that time, so there is nothing to rehearse.\n"


def test_rules_to_try_are_checked_as_the_others_are(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert told(capsys, "migrate")[0] == 0
    (folder / "other.toml").write_text(CONFIGURATION.replace("channel", "chanel"))
    code, out, errors = told(capsys, "rehearse", "--config", "other.toml")
    assert (code, out) == (1, "")
    assert "other.toml" in errors
