"""The command line. Errors go to standard error, one sentence each. 0: done, 1: something is wrong, 2: wrong usage."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import log
from bot.check import check, library_problems
from bot.clock import Clock
from bot.configuration import read_policy
from bot.customer_import import import_file
from bot.demo import demo
from bot.manifest import manifest
from bot.problems import Broken
from bot.rehearsal import run_rehearsal
from bot.replay import replay
from bot.running import Parts, prepare, serve
from bot.settings import ENVIRONMENT, Settings, hide_bot_token, read_settings, slack_problems
from bot.sources import list_sources
from handlers.rehearsal import MOST_DAYS, USUAL_DAYS, Asked, days_of
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy
from storage.database import Store, StoreUnavailable
from storage.lock import alone
from storage.schema import is_current, migrate

PARTS = {"run": Parts(), "web": Parts(worker=False), "worker": Parts(web=False)}


class Failed(Exception):
    """What went wrong, a sentence a line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "check":
            return check(ENVIRONMENT, PROVIDERS, sys.stdout)
        if chosen.command == "demo":
            return demo(chosen.port, chosen.speed)
        settings = read_settings()
        log.set_up(settings.log_level, settings.log_format)
        if chosen.command in PARTS:
            return _run(settings, chosen.command)
        return _other(settings, chosen)
    except Broken as broken:
        sys.stderr.writelines(f"{problem}\n" for problem in broken.problems)
    except (Failed, OSError) as failed:
        sys.stderr.write(f"{failed}\n")
    except StoreUnavailable as unavailable:
        sys.stderr.write(f"DATABASE_URL: {unavailable}.\n")
    return 1


def _policy(settings: Settings) -> Policy:
    return read_policy(settings.config, ENVIRONMENT, PROVIDERS)


def _run(settings: Settings, command: str) -> int:
    problems = slack_problems(settings) + library_problems(settings.playbooks_dir)
    if problems:
        raise Failed("\n".join(problems))
    if command != "run" and settings.database_url.startswith("sqlite"):
        raise Failed(
            f"An SQLite file belongs to one process: `loopwell {command}` cannot share it. "
            "Use `loopwell run`, which does both, or set DATABASE_URL to PostgreSQL."
        )
    _policy(settings)
    hide_bot_token()
    with alone(settings.database_url):
        prepare(settings)
        asyncio.run(serve(settings, PARTS[command], lambda: _policy(settings)))
    return 0


def _other(settings: Settings, chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "manifest":
            sys.stdout.write(manifest(settings))
        case "migrate":
            before, after = migrate(settings.database_url)
            sys.stdout.write(
                f"The schema is at {after} already.\n"
                if before == after
                else f"Brought the schema from {before or 'nothing'} to {after}.\n"
            )
        case "sources":
            prepare(settings)
            return asyncio.run(list_sources(settings, _policy(settings), sys.stdout))
        case "replay":
            policy = _policy(settings)
            if chosen.source and policy.source(chosen.source) is None:
                raise Failed(f'{settings.config} has no source "{chosen.source}". {_known(policy)}')
            prepare(settings)
            return asyncio.run(replay(settings, policy, chosen.id, chosen.source, sys.stdout, sys.stderr))
        case "rehearse":
            return _rehearse(settings, chosen)
        case "customers":
            prepare(settings)
            return _import(settings, chosen.file)
    return 0


def _known(policy: Policy) -> str:
    names = ", ".join(source.name for source in policy.sources)
    return f"It has: {names}." if names else "It has none."


def _import(settings: Settings, file: Path) -> int:
    store = Store(settings.database_url)
    try:
        return import_file(store, file, Clock(), sys.stdout, sys.stderr)
    finally:
        store.close()


def _rehearse(settings: Settings, chosen: argparse.Namespace) -> int:
    """Reads only, so it does not bring the schema up to date either."""
    policy = _policy(settings)
    tried = read_policy(chosen.config, ENVIRONMENT, PROVIDERS) if chosen.config else None
    if not is_current(settings.database_url):
        raise Failed(
            "The database is empty or not up to date, and rehearsing only reads: run `loopwell migrate` first."
        )
    asked = Asked(Clock().now(), chosen.days, chosen.nobody_acts, chosen.by_day)
    return asyncio.run(run_rehearsal(settings, policy, tried, asked, sys.stdout))


def _days(text: str) -> int:
    days = days_of(text)
    if not text or days is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_DAYS}")
    return days


def _number(text: str) -> int:
    """The number of a delivery, which a database can hold."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a delivery, such as 12")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("loopwell", description="Closes the loop with customers, inside Slack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="the bot, all in one process")
    commands.add_parser("web", help="the half that listens; needs PostgreSQL")
    commands.add_parser("worker", help="the half that delivers; needs PostgreSQL")
    trial = commands.add_parser("demo", help="the whole product on this machine, with a practice Slack workspace")
    trial.add_argument("--port", type=int, default=8030, help="where to open the page (default 8030)")
    trial.add_argument("--speed", type=float, default=1.0, help="practice minutes a minute (default 1)")
    commands.add_parser("check", help="validates configuration and playbooks, offline")
    commands.add_parser("manifest", help="prints the Slack app manifest")
    commands.add_parser("migrate", help="brings the database schema up to date")
    commands.add_parser("sources", help="lists sources, their webhook addresses and when each last delivered")
    again = commands.add_parser("replay", help="reads deliveries again that were set aside")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("--id", type=_number, metavar="N", help="one delivery, by its number in `/loop set-aside`")
    which.add_argument("--source", metavar="NAME", help="all of one source")
    which.add_argument("--all", action="store_true", help="all there are")
    past = commands.add_parser("rehearse", help="plays past answers through the rules of today; only reads")
    past.add_argument("--days", type=_days, default=USUAL_DAYS, metavar="N", help=f"how many (default {USUAL_DAYS})")
    past.add_argument("--nobody-acts", action="store_true", help="as if nobody had claimed, answered or closed")
    past.add_argument("--by-day", action="store_true", help="each day of each team and person too, week by week")
    past.add_argument("--config", type=Path, metavar="FILE.toml", help="rules to try beside those in force")
    people = commands.add_parser("customers", help="customers from a file")
    acts = people.add_subparsers(dest="act", required=True, metavar="ACT")
    bring = acts.add_parser("import", help="adds or updates customers from a CSV file")
    bring.add_argument("file", type=Path, metavar="FILE.csv")
    return parser
