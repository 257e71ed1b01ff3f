"""Errands: the commands that do one thing and end."""

import argparse
import asyncio
import sys
from pathlib import Path

from bot import log
from bot.clock import Clock
from bot.configuration import read_policy
from bot.customer_import import import_file
from bot.manifest import manifest
from bot.migrating import must_be_current, prepare_empty, why_not_current
from bot.problems import Failed
from bot.rehearsal import run_rehearsal
from bot.replay import replay
from bot.settings import ENVIRONMENT, Settings, read_settings
from bot.sources import list_sources
from handlers.rehearsal import Asked
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy
from storage.database import Store


def errand(chosen: argparse.Namespace) -> int:
    """Runs it; returns the exit code. Raises Broken, Failed, OSError and StoreUnavailable."""
    settings = read_settings()
    log.set_up(settings.log_level, settings.log_format)
    match chosen.command:
        case "manifest":
            sys.stdout.write(manifest(settings))
        case "sources":
            policy, unfit = _policy(settings), why_not_current(settings)
            if unfit:  # the addresses are wanted before the bot has ever run
                sys.stderr.write(f"When each last delivered is not known. {unfit}\n")
            return asyncio.run(list_sources(settings, policy, sys.stdout, known=not unfit))
        case "replay":
            policy = _policy(settings)
            if chosen.source and policy.source(chosen.source) is None:
                raise Failed(f'{settings.config} has no source "{chosen.source}". {_known(policy)}')
            must_be_current(settings)
            return asyncio.run(replay(settings, policy, chosen.id, chosen.source, sys.stdout, sys.stderr))
        case "rehearse":
            return _rehearse(settings, chosen)
        case "customers":
            prepare_empty(settings, sys.stderr)  # who the customers are may be the first thing that a company tells
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
    must_be_current(settings)
    asked = Asked(Clock().now(), chosen.days, chosen.nobody_acts, chosen.by_day)
    return asyncio.run(run_rehearsal(settings, policy, tried, asked, sys.stdout))


def _policy(settings: Settings) -> Policy:
    return read_policy(settings.config, ENVIRONMENT, PROVIDERS)
