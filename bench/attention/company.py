"""The company of the attention bench: its twelve in a practice workspace, and the bot at work for them."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp

from bench.attention.people import ACCOUNTS, SUPPORT, WORKERS, Habits
from bench.attention.real import TOKEN, Real
from bot.clock import Clock
from bot.migrating import prepare
from bot.running import Parts, running
from bot.settings import Settings
from playbooks.policy import Policy
from practice.company import Conversation, User, UserGroup
from practice.config import Config
from practice.pace import PaceRules
from practice.server import running as practice_running
from practice.workspace import Workspace

ANSWERED_WITHIN = 10.0
"""Seconds of real time until a click counts as not answered, and is tried again another time. The bot's own library
gives up after three, which a busy machine may take: longer than that, only the bench would wait."""


def _company(config: Config) -> Workspace:
    """The twelve and their channels."""
    workspace = Workspace(config)
    bot = User(Workspace.bot_user, "loopwell", "Loopwell", is_bot=True)
    people = [User(one.id, one.name.split()[0].lower(), one.name, one.zone) for one in WORKERS]
    workspace.users = {user.id: user for user in (bot, *people)}
    groups = {SUPPORT: ("S0SUPPORT", "support-agents"), ACCOUNTS: ("S0ACCOUNTS", "account-managers")}
    for team, (key, handle) in groups.items():
        members = tuple(one.id for one in WORKERS if one.team == team and not one.manager)
        workspace.groups[key] = UserGroup(key, handle, handle, members)
    everybody = [bot.id, *(one.id for one in WORKERS)]
    for key, name in (("C0FEEDBACK", "customer-feedback"), ("C0ACCOUNTS", "key-accounts"), ("C0ADMINS", "admins")):
        workspace.conversations[key] = Conversation(key, name, "channel", list(everybody))
    workspace.commands = [{"command": "/loop", "description": "", "usage_hint": ""}]
    workspace.events = frozenset({"app_home_opened", "user_change"})
    return workspace


@asynccontextmanager
async def world(policy: Policy, habits: Habits, folder: Path, start: datetime) -> AsyncIterator[Real]:
    """The bot at work for the twelve, on a database of its own. Its clock and Slack's stand still between two moves."""
    rules = PaceRules(enabled=False)
    config = Config(start=start.timestamp(), speed=0.0, pace=rules, ack_timeout=ANSWERED_WITHIN)
    database = f"sqlite:///{folder / 'attention.db'}"
    endless = aiohttp.ClientTimeout(total=None)
    async with (
        practice_running(config, workspace=_company(config)) as server,
        aiohttp.ClientSession(timeout=endless) as http,
    ):
        settings = Settings(
            slack_bot_token=config.bot_token,
            slack_app_token=config.app_token,
            slack_api_url=server.api_url,
            slack_timeout=600,  # a machine that does something else in between is not a Slack that is down
            database_url=database,
            api_token=TOKEN,
            smtp_url=server.mailbox.url,
            mail_from="Acme <care@acme.example>",
        )
        prepare(settings)
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config.bot_url = url
        clock = Clock(speed=0.0, start=start)
        async with running(settings, policy, clock, Parts(), listening) as house:
            await server.deliveries.sockets.connected.wait()
            yield Real(policy, habits, server, house, url, http)
