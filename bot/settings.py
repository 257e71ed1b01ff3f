"""Settings: what the environment says. This file alone reads it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import variables
from bot.problems import Broken, Problem, show
from playbooks.names import Unfit

ENVIRONMENT: Mapping[str, str] = os.environ
"""The environment of this process, for those that hand it on, such as to `read_policy`."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The environment, checked. None: not set. Whatever may hold a password stays out of the repr, and so out of logs.

    `slack_app_token` means Socket Mode; without it Slack speaks to us over HTTP and `slack_signing_secret` proves it.
    `secret` signs the links that customers get; `api_token` opens `/customers`. A `port` of 0 takes any free one.
    `public_url` has no slash at its end, `slack_api_url` has one.
    """

    slack_bot_token: str | None = field(default=None, repr=False)
    slack_signing_secret: str | None = field(default=None, repr=False)
    slack_app_token: str | None = field(default=None, repr=False)
    slack_api_url: str = "https://slack.com/api/"
    slack_timeout: int = 10
    database_url: str = field(default="sqlite:///loopwell.db", repr=False)
    public_url: str | None = None
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = None
    openai_model: str | None = None
    config: Path = Path("loopwell.toml")
    playbooks_dir: Path | None = None
    api_token: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    log_level: str = "INFO"
    log_format: str = "text"


@dataclass(frozen=True)
class Variable:
    """How one environment variable becomes one field of Settings. `check` raises Unfit."""

    field: str
    check: Callable[[str], Any]
    secret: bool = False


VARIABLES = {
    "SLACK_BOT_TOKEN": Variable("slack_bot_token", variables.bot_token, secret=True),
    "SLACK_SIGNING_SECRET": Variable("slack_signing_secret", variables.signing_secret, secret=True),
    "SLACK_APP_TOKEN": Variable("slack_app_token", variables.app_token, secret=True),
    "SLACK_API_URL": Variable("slack_api_url", variables.api_url),
    "SLACK_TIMEOUT": Variable("slack_timeout", variables.seconds),
    "DATABASE_URL": Variable("database_url", variables.database_url, secret=True),
    "PUBLIC_URL": Variable("public_url", variables.public_url),
    "SMTP_URL": Variable("smtp_url", variables.smtp_url, secret=True),
    "MAIL_FROM": Variable("mail_from", variables.mail_from),
    "OPENAI_API_KEY": Variable("openai_api_key", variables.unspaced, secret=True),
    "OPENAI_BASE_URL": Variable("openai_base_url", variables.web_url),
    "OPENAI_MODEL": Variable("openai_model", variables.unspaced),
    "LOOPWELL_CONFIG": Variable("config", Path),
    "PLAYBOOKS_DIR": Variable("playbooks_dir", Path),
    "LOOPWELL_API_TOKEN": Variable("api_token", variables.long_secret, secret=True),
    "LOOPWELL_SECRET": Variable("secret", variables.long_secret, secret=True),
    "HOST": Variable("host", variables.host),
    "PORT": Variable("port", variables.port),
    "LOG_LEVEL": Variable("log_level", variables.log_level),
    "LOG_FORMAT": Variable("log_format", variables.log_format),
}


def read_settings(environ: Mapping[str, str] = ENVIRONMENT) -> Settings:
    """The settings. A variable that is empty counts as not set. Raises Broken with everything that is wrong."""
    values: dict[str, Any] = {}
    problems = []
    for name, variable in VARIABLES.items():
        text = environ.get(name, "").strip()
        if not text:
            continue
        try:
            values[variable.field] = variable.check(text)
        except Unfit as unfit:
            value = None if variable.secret else show(text)
            problems.append(Problem("environment", name, value, unfit.what, unfit.cure))
    if environ.get("SMTP_URL", "").strip() and not environ.get("MAIL_FROM", "").strip():
        what = "is missing, and SMTP_URL is set: mail needs a sender"
        problems.append(Problem("environment", "MAIL_FROM", None, what, 'Set MAIL_FROM="Acme <care@example.com>".'))
    if problems:
        raise Broken(problems)
    return Settings(**values)


def database_url(environ: Mapping[str, str]) -> str | None:
    """DATABASE_URL alone, where all else may be wrong; None when it is wrong itself."""
    try:
        return str(variables.database_url(environ.get("DATABASE_URL", "").strip() or Settings.database_url))
    except Unfit:
        return None


def hide_bot_token() -> None:
    """Takes the token out of the environment once it is read, so that nothing that we start inherits it. Bolt, too,
    would look for it there by itself, and warn that it makes no use of it."""
    os.environ.pop("SLACK_BOT_TOKEN", None)


def slack_problems(environ: Mapping[str, str]) -> list[str]:
    """What is not set, and keeps `loopwell run` from speaking with Slack. What is set wrongly, `read_settings` says."""

    def is_set(name: str) -> bool:
        return bool(environ.get(name, "").strip())

    missing = []
    if not is_set("SLACK_BOT_TOKEN"):
        missing.append(
            "SLACK_BOT_TOKEN is not set: it begins with xoxb- and stands under OAuth & Permissions of your Slack app."
        )
    if not is_set("SLACK_APP_TOKEN") and not is_set("SLACK_SIGNING_SECRET"):
        missing.append(
            "SLACK_APP_TOKEN is not set: it begins with xapp- and lets the bot run without a public address. "
            "If Slack can reach a public address of yours, set SLACK_SIGNING_SECRET instead. "
            "Both stand under Basic Information of your Slack app."
        )
    if missing:
        missing.append("To try Loopwell without Slack, run `make demo`: it needs none of them.")
    return missing
