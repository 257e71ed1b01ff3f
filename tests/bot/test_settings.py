"""Settings: what a wrong environment variable would cost, and that no secret is ever shown."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.problems import Broken
from bot.settings import VARIABLES, Settings, read_settings, slack_problems

ROOT = Path(__file__).parents[2]


def test_nothing_set_is_enough_to_start_on_this_machine() -> None:
    settings = read_settings({})

    assert settings == Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.database_url == "sqlite:///loopwell.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.config == Path("loopwell.toml")


def test_an_empty_variable_counts_as_not_set_so_a_copied_env_file_starts() -> None:
    assert read_settings(dict.fromkeys(VARIABLES, "  ")) == Settings()


GOOD = [
    ("SLACK_BOT_TOKEN", "xoxb-1-2-abc", "slack_bot_token", "xoxb-1-2-abc"),
    ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-abc", "slack_bot_token", "xoxe.xoxb-1-abc"),
    ("SLACK_APP_TOKEN", " xapp-1-A0-abc\n", "slack_app_token", "xapp-1-A0-abc"),
    ("SLACK_API_URL", "http://127.0.0.1:9/api", "slack_api_url", "http://127.0.0.1:9/api/"),
    ("SLACK_TIMEOUT", "3", "slack_timeout", 3),
    ("DATABASE_URL", "sqlite:////var/lib/loopwell.db", "database_url", "sqlite:////var/lib/loopwell.db"),
    ("DATABASE_URL", "postgresql://u:p@h:5432/d", "database_url", "postgresql://u:p@h:5432/d"),
    ("DATABASE_URL", "postgres://u:p@h/d?sslmode=require", "database_url", "postgresql://u:p@h/d?sslmode=require"),
    ("DATABASE_URL", "postgresql:///d?host=/run/postgresql", "database_url", "postgresql:///d?host=/run/postgresql"),
    ("PUBLIC_URL", "https://loop.example.com/", "public_url", "https://loop.example.com"),
    ("PUBLIC_URL", "http://localhost:8080", "public_url", "http://localhost:8080"),
    ("MAIL_FROM", "Acme <care@example.com>", "mail_from", "Acme <care@example.com>"),
    ("LOOPWELL_CONFIG", "/etc/loopwell.toml", "config", Path("/etc/loopwell.toml")),
    ("HOST", "::1", "host", "::1"),
    ("HOST", "0.0.0.0", "host", "0.0.0.0"),
    ("PORT", "0", "port", 0),
    ("PORT", "65535", "port", 65535),
    ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
    ("LOG_FORMAT", "JSON", "log_format", "json"),
]


@pytest.mark.parametrize(("name", "text", "field", "value"), GOOD)
def test_what_people_rightly_write_is_taken(name: str, text: str, field: str, value: object) -> None:
    assert getattr(read_settings({name: text}), field) == value


BAD = [
    ("SLACK_TIMEOUT", "0", "999"),
    ("SLACK_TIMEOUT", "1.5", "999"),
    ("SLACK_BOT_TOKEN", "xapp-1-2-abc", "xoxb-"),
    ("SLACK_BOT_TOKEN", "xoxb-", "xoxb-"),
    ("SLACK_BOT_TOKEN", '"xoxb-1-2"', "xoxb-"),
    ("SLACK_APP_TOKEN", "xoxb-1-2", "xapp-"),
    ("SLACK_SIGNING_SECRET", "xoxb-1-2", "Signing Secret"),
    ("SLACK_SIGNING_SECRET", "8f74 2231", "spaces"),
    ("SLACK_API_URL", "slack.com/api", "web address"),
    ("SLACK_API_URL", "https://[::1/api", "complete address"),
    ("DATABASE_URL", "mysql://u:hunter2@h/d", "neither SQLite nor PostgreSQL"),
    ("DATABASE_URL", "postgresql+asyncpg://u:hunter2@h/d", "neither SQLite nor PostgreSQL"),
    ("DATABASE_URL", "postgresql://u:hunter2@h:54x2/d", "complete address"),
    ("DATABASE_URL", "postgresql://u:hunter2@h", "which database"),
    ("DATABASE_URL", "postgresql://u:hunter2@word@h/d", "%40"),
    ("DATABASE_URL", "postgresql://u:5432/hunter2@h/d", "%2F"),
    ("DATABASE_URL", "sqlite://", "forgotten"),
    ("DATABASE_URL", "sqlite:///:memory:", "forgotten"),
    ("DATABASE_URL", "sqlite:///", "forgotten"),
    ("DATABASE_URL", "loopwell.db", "neither SQLite nor PostgreSQL"),
    ("PUBLIC_URL", "http://loop.example.com", "https://"),
    ("PUBLIC_URL", "loop.example.com", "web address"),
    ("PUBLIC_URL", "https://loop.example.com/?a=b", "without ?"),
    ("SMTP_URL", "mail.example.com:587", "mail server"),
    ("SMTP_URL", "smtp://u:hunter2@:587", "mail server"),
    ("SMTP_URL", "smtp://u:hunter2@h:port", "complete address"),
    ("MAIL_FROM", "Acme", "mail address"),
    ("MAIL_FROM", "care@example.com\nBcc: x@example.com", "mail address"),
    ("MAIL_FROM", "a@example.com, b@example.com", "one mail address"),
    ("OPENAI_API_KEY", "sk-1 sk-2", "spaces"),
    ("OPENAI_BASE_URL", "ftp://example.com", "web address"),
    ("LOOPWELL_API_TOKEN", "short", "guessed"),
    ("LOOPWELL_SECRET", "short", "token_urlsafe"),
    ("HOST", "http://localhost", "PORT"),
    ("HOST", "localhost:8080", "PORT"),
    ("PORT", "80a", "8080"),
    ("PORT", "65536", "65535"),
    ("PORT", "-1", "65535"),
    ("PORT", "٣", "65535"),
    ("LOG_LEVEL", "DEBUGG", 'Did you mean "DEBUG"?'),
    ("LOG_FORMAT", "xml", "json, text"),
]


@pytest.mark.parametrize(("name", "text", "hint"), BAD)
def test_a_slip_is_told_with_its_variable_and_a_cure(name: str, text: str, hint: str) -> None:
    with pytest.raises(Broken) as broken:
        read_settings({"MAIL_FROM": "care@example.com", name: text})

    (problem,) = broken.value.problems
    sentence = str(problem)
    assert sentence.startswith(f"environment: {name}")
    assert hint in sentence
    assert problem.cure
    assert "hunter2" not in sentence
    if VARIABLES[name].secret:
        assert problem.value is None


def test_every_slip_is_told_at_once_so_nobody_mends_them_one_start_at_a_time() -> None:
    with pytest.raises(Broken) as broken:
        read_settings({"PORT": "x", "LOG_LEVEL": "loud", "SLACK_BOT_TOKEN": "no"})

    assert {problem.key for problem in broken.value.problems} == {"PORT", "LOG_LEVEL", "SLACK_BOT_TOKEN"}


def test_mail_without_a_sender_is_told_before_the_first_mail_fails() -> None:
    with pytest.raises(Broken, match="MAIL_FROM: is missing"):
        read_settings({"SMTP_URL": "smtp://localhost:25"})
    with pytest.raises(Broken, match="MAIL_FROM: is missing"):  # with the slip in the other, and not one start later
        read_settings({"SMTP_URL": "localhost:25"})


def test_a_log_of_the_settings_gives_no_secret_away() -> None:
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-hunter2",
        "SLACK_APP_TOKEN": "xapp-hunter2",
        "SLACK_SIGNING_SECRET": "hunter2hunter2",
        "DATABASE_URL": "postgresql://u:hunter2@h/d",
        "SMTP_URL": "smtp://u:hunter2@h",
        "MAIL_FROM": "care@example.com",
        "OPENAI_API_KEY": "sk-hunter2",
        "LOOPWELL_API_TOKEN": "hunter2hunter2hunter2",
        "LOOPWELL_SECRET": "hunter2hunter2hunter2",
    }
    assert set(environ) >= {name for name, variable in VARIABLES.items() if variable.secret}
    assert "hunter2" not in repr(read_settings(environ))


@given(
    st.dictionaries(st.sampled_from(sorted(VARIABLES)), st.text(max_size=40) | st.sampled_from([t for _, t, _ in BAD]))
)
def test_no_environment_ends_in_a_traceback(environ: dict[str, str]) -> None:
    try:
        read_settings(environ)
    except Broken as broken:
        sentences = [str(problem) for problem in broken.problems]
        assert sentences
        assert all(sentence.isprintable() for sentence in sentences)


def test_without_slack_a_newcomer_hears_which_variable_and_of_make_demo() -> None:
    told = " ".join(slack_problems({}))

    assert all(word in told for word in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "make demo"))


@pytest.mark.parametrize("way", [{"SLACK_APP_TOKEN": "xapp-1"}, {"SLACK_SIGNING_SECRET": "8f742231b10e"}])
def test_either_way_to_slack_will_do(way: dict[str, str]) -> None:
    assert slack_problems({"SLACK_BOT_TOKEN": "xoxb-1", **way}) == []
    assert "SLACK_BOT_TOKEN" in slack_problems(way)[0]


def env_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_env_example_names_every_variable_with_its_default() -> None:
    assert set(VARIABLES) <= set(env_example())
    assert read_settings(env_example()) == Settings()


def test_the_env_example_explains_each_variable_in_the_line_above() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in VARIABLES:
        assert re.search(rf"^# .*\n{name}=", text, re.MULTILINE), name
