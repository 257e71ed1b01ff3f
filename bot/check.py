"""Checking: are the settings and the configuration right? It looks at files and variables only, offline. `loopwell
check` tells it, and no bot starts without it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.configuration import read_policy
from bot.library import load_library
from bot.locks import lock_notes
from bot.problems import Broken
from bot.settings import ENVIRONMENT, Settings, database_url, read_settings
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy
from storage.engines import no_folder


@dataclass(frozen=True)
class Found:
    """What a look has found. `settings` and `policy` are None where they are broken; `problems` says how, a sentence
    each."""

    settings: Settings | None
    policy: Policy | None
    problems: list[str]


def look(environ: Mapping[str, str], providers: Collection[str], *, ours: bool = True) -> Found:
    """Everything that is wrong, and not only what is met first: who mends one mistake is not to meet the next one at
    the next start. Our own playbooks are tested; a start is in a hurry and leaves them out by `ours`."""
    settings, policy = None, None
    problems: list[str] = []
    try:
        settings = read_settings(environ)
    except Broken as broken:
        problems += map(str, broken.problems)
    database = database_url(environ)
    if database and (missing := no_folder(database)):
        problems.append(f"DATABASE_URL: {missing}.")
    own = _own_playbooks(environ)
    if own or ours:
        problems += library_problems(own)
    # a wrong PORT must not hide what is wrong with the file
    path = Path(environ.get("LOOPWELL_CONFIG", "").strip() or Settings.config)
    try:
        policy = read_policy(path, environ, providers)
    except Broken as broken:
        problems += map(str, broken.problems)
    return Found(settings, policy, problems)


def check_all(out: TextIO, err: TextIO) -> int:
    """The same for this process."""
    return check(ENVIRONMENT, PROVIDERS, out, err)


def check(environ: Mapping[str, str], providers: Collection[str], out: TextIO, err: TextIO) -> int:
    """Writes every problem to `err`, a sentence each, and a calm summary to `out`. 0: all is well, 1: something is
    wrong."""
    found = look(environ, providers)
    if found.problems or found.settings is None or found.policy is None:
        err.writelines(f"{problem}\n" for problem in found.problems)
        out.write(f"{_count(len(found.problems), 'problem')} found.\n")
        return 1
    out.writelines(f"{line}\n" for line in summary(found.settings, found.policy))
    return 0


def _own_playbooks(environ: Mapping[str, str]) -> Path | None:
    written = environ.get("PLAYBOOKS_DIR", "").strip()
    return Path(written) if written else None


def library_problems(own: Path | None = None) -> list[str]:
    """What is wrong with the playbooks, those of the folder `own` included, a sentence each."""
    try:
        load_library(own)
    except ValueError as wrong:
        return str(wrong).splitlines()
    return []


def summary(settings: Settings, policy: Policy) -> list[str]:
    """What is set up, and what is left out, in a few lines."""
    sources = ", ".join(f"{source.name} ({source.provider})" for source in policy.sources)
    teams = ", ".join(f"{team.name} ({team.channel})" for team in policy.teams)
    lines = [
        f"{settings.config} is fine.",
        f"{_count(len(policy.sources), 'source')}{': ' + sources if sources else ', so no survey can arrive yet'}",
        f"{_count(len(policy.teams), 'team')}: {teams}",
        f"{_count(len(policy.routes), 'route')}; whatever none of them takes goes to {policy.teams[0].name}",
    ]
    lines.append(_playbooks(settings.playbooks_dir))
    lines += notes(policy)
    lines += lock_notes(policy)
    lines += mail_notes(settings)
    if missing := not_configured(settings):
        lines.append(f"Not configured: {'; '.join(missing)}.")
    return lines


def _playbooks(own: Path | None) -> str:
    count = _count(len(load_library(own)), "playbook")
    return f"{count}, those in {own} among them" if own else count


def notes(policy: Policy) -> list[str]:
    """What is allowed and may not be meant."""
    found = []
    for team in policy.teams:
        if not team.managers and not policy.company.admins:
            found.append(f"Note: nobody leads {team.name}, so its late cases are told in {team.channel}. Add managers.")
        if not team.members and not team.rotation:
            found.append(f"Note: {team.name} names no members, so everybody who works here may take its cases.")
    return found


def mail_notes(settings: Settings) -> list[str]:
    """What mails will lack: nobody should find that out from a customer."""
    missing = [
        name for name, there in (("PUBLIC_URL", settings.public_url), ("LOOPWELL_SECRET", settings.secret)) if not there
    ]
    if not settings.smtp_url or not missing:
        return []
    names = " and ".join(missing)
    return [f"Note: mail goes out without a link to unsubscribe, and without check-ins. Set {names}."]


def not_configured(settings: Settings) -> list[str]:
    """What works less, or not at all, because nobody has set it. None of it is an error."""
    way = settings.slack_app_token or settings.slack_signing_secret
    parts = [
        (settings.slack_bot_token and way, "Slack (SLACK_BOT_TOKEN and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET)"),
        (settings.smtp_url, "mail (SMTP_URL)"),
        (settings.openai_api_key, "AI drafts (OPENAI_API_KEY)"),
        (settings.public_url, "public address, and with it check-ins (PUBLIC_URL)"),
        (settings.secret, "links for customers, and with them check-ins (LOOPWELL_SECRET)"),
        (settings.api_token, "customers from a CRM (LOOPWELL_API_TOKEN)"),
    ]
    return [name for there, name in parts if not there]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
