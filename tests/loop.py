"""The whole loop in one process: a practice Slack, the bot over a real database, and customers who answer surveys.

    async def test_an_unhappy_customer_gets_a_person(loop):
        await loop.survey("nps-email", 3, "Nobody answers", name="Tom Baker", email="tom@baker.example")
        card = await loop.feedback.expect_card("3 of 10")
        await card.click("Claim", by=loop.ana)
        await card.expect("claimed by Ana Popescu")

A test changes the fixtures that stand below by parametrising them: `transport`, `rules`, `pace`, `api_token`.
"""

from __future__ import annotations

import asyncio
import socket
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.clock import Clock
from bot.configuration import policy_of
from bot.demo import CONFIGURATION
from bot.house import House
from bot.running import Parts, running
from bot.settings import Settings
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy
from practice.config import Config
from practice.pace import PaceRules
from practice.server import PracticeServer
from practice.server import running as practice_running
from practice.sources import SOURCES
from practice.surveys import Delivery, Survey, post
from storage import backlog
from tests.answering import Sent
from tests.workspace import Card, Channel, Person, Slack

__all__ = ["Loop", "Sent", "ai", "api_token", "loop", "pace", "policy_with", "rules", "transport"]

Json = dict[str, Any]
Rules = Mapping[str, Any]

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""Nine in the morning in Oslo, where the support team works, on a Monday without a holiday near it."""
ANYBODY = "tom@bakerandsons.example"
LONG = 60.0
"""Slack's own three seconds are for `tests/practice` and the browser: a machine busy with tests may need more."""
FAST = PaceRules(per_second=1000, burst=1000, posts_per_minute=10_000, generosity=100)
"""Slack as if its limits were far away: for tests that are about something else."""


def policy_with(rules: Rules) -> Policy:
    """The demo's configuration with these tables in place of its own, checked as a file is."""
    data = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))
    fast = {"per_second": 100.0, "burst": 1000}
    return policy_of({**data, "delivery": fast, **rules}, {}, PROVIDERS, "loopwell.toml")


class Loop:
    """A bot at work in a practice workspace. `url` is the bot's address; `house` is there for what no outside sees."""

    def __init__(self, server: PracticeServer, slack: Slack, settings: Settings, policy: Policy, clock: Clock) -> None:
        self.server = server
        self.slack = slack
        self.settings = settings
        self.policy = policy
        self.clock = clock
        self.url = ""
        self.ana, self.jonas = slack.person("Ana"), slack.person("Jonas")
        self.leila, self.mira = slack.person("Leila"), slack.person("Mira")
        self.adam, self.guest, self.stranger = slack.person("Adam"), slack.person("Gita"), slack.person("Sam")
        self.feedback: Channel = slack.channel("#customer-feedback")
        self.accounts: Channel = slack.channel("#key-accounts")
        self._bot = AsyncExitStack()
        self._house: House | None = None
        self.http = aiohttp.ClientSession()

    @property
    def house(self) -> House:
        assert self._house is not None, "the bot is not running"
        return self._house

    async def start(self) -> None:
        """Starts the bot, as a new process would, on the same database."""
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.server.config.bot_url = self.url
        self.server.config.clock_url = f"{self.url}/demo/clock"
        self.settings = replace(self.settings, public_url=self.url)
        at_work = running(self.settings, self.policy, self.clock, Parts(moving=True), listening)
        self._house = await self._bot.enter_async_context(at_work)
        if self.settings.slack_app_token:
            await self.server.deliveries.sockets.connected.wait()

    async def stop(self) -> None:
        """Ends the bot."""
        self._house = None
        await self._bot.aclose()
        self.server.config.clock_url = None

    async def close(self) -> None:
        await self.stop()
        await self.http.close()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.server.workspace.clock.now(), UTC)

    async def forward(self, *, minutes: float = 0, hours: float = 0, to: str | None = None) -> None:
        """Time passes for everybody, and the bot looks at what has come due."""
        await self.slack.forward(minutes=minutes, hours=hours, to=to)

    async def survey(self, source: str, score: int, comment: str = "", *, email: str = ANYBODY, **who: Any) -> Sent:
        """A customer answers a survey, and its provider delivers it, signed. `who`: name, account, language."""
        survey = Survey(SOURCES[source], score, comment=comment, email=email, **who)
        return await Sent(self.deliver, self.now, survey).again()

    async def deliver(self, delivery: Delivery) -> Json:
        return await post(self.http, self.url, delivery, self.now())

    async def send(self, source: str, body: bytes, *, spoiled: bool = False) -> Json:
        """Any bytes, signed as this source's provider signs them (over other bytes if `spoiled`)."""
        return await self.deliver(Delivery(SOURCES[source], "msg_of_a_test", body, spoiled))

    async def customer(self, **facts: Any) -> Json:
        """The company's own system says who a customer is."""
        headers = {"Authorization": f"Bearer {self.settings.api_token}"}
        async with self.http.put(f"{self.url}/customers", json=facts, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            kept: Json = await answer.json()
            return kept

    async def claimed(self, who: Person, score: int = 3, comment: str = "", **customer: Any) -> Card:
        """The card of a new case that this person has claimed."""
        await self.survey("nps-email", score, comment, **customer)
        card = await self.feedback.expect_card(f"{score} of 10")
        assert await card.click("Claim", by=who) == {"ok": True}
        return await card.expect(f"claimed by {who.name}")

    async def card_stays_old(self) -> None:
        """Slack takes no change of a message: what people see is old, and so are the buttons that they press."""
        await self.slack.fault("error", method="chat.update", error="internal_error")

    async def card_catches_up(self) -> None:
        """An update that was failing while the clock moved is tried again only after that: so it moves on and on."""
        await self.slack.behave()
        await self.forward(minutes=10)
        async with asyncio.timeout(60):
            while await self.house.store.read(backlog.count):
                await self.forward(minutes=1)

    async def ask(self, who: Person, text: str) -> None:
        """Types `/loop TEXT`, which the bot acknowledges."""
        assert await who.command(f"/loop {text}") == {"ok": True}


@pytest.fixture
def transport() -> str:
    """How Slack reaches the bot: `socket` (Socket Mode) or `http` (signed requests)."""
    return "socket"


@pytest.fixture
def rules() -> Rules:
    """Tables of `loopwell.toml` that stand in place of the demo's."""
    return {}


@pytest.fixture
def pace() -> PaceRules:
    """How fast Slack lets the bot speak."""
    return FAST


@pytest.fixture
def api_token() -> str:
    return "a-token-for-the-crm-of-the-tests"


@asynccontextmanager
async def _at_work(settings: Settings, policy: Policy, config: Config) -> AsyncIterator[Loop]:
    async with practice_running(config) as server, Slack(server.url) as slack:
        told = replace(settings, slack_api_url=server.api_url, smtp_url=server.mailbox.url)
        loop = Loop(server, slack, told, policy, Clock(start=MONDAY))
        try:
            await loop.start()
            yield loop
        finally:
            await loop.close()


@pytest.fixture
def ai() -> Mapping[str, str]:
    """The settings of a model, `openai_...`; without any there is none."""
    return {}


@pytest.fixture
async def loop(
    database_url: str, transport: str, rules: Rules, pace: PaceRules, api_token: str, ai: Mapping[str, str]
) -> AsyncIterator[Loop]:
    config = Config(start=MONDAY.timestamp(), pace=pace, api_token=api_token, ack_timeout=LONG, trigger_life=LONG)
    settings = Settings(
        slack_bot_token=config.bot_token,
        slack_app_token=config.app_token if transport == "socket" else None,
        slack_signing_secret=config.signing_secret if transport == "http" else None,
        database_url=database_url,
        api_token=api_token,
        mail_from="Acme <care@acme.example>",
        secret="a-secret-for-the-links-of-the-tests",
        **ai,  # type: ignore[arg-type]
    )
    async with _at_work(settings, policy_with(rules), config) as at_work:
        yield at_work
