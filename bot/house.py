"""The house: what every part of a running bot shares, and all that surveys need to be taken in.

The half that speaks to Slack is in `bot/work.py`. It takes as long to load as the rest, so that is done when the doors
are open: nobody's survey waits for it.
"""

import asyncio
import logging
from email.utils import parseaddr
from typing import TYPE_CHECKING

from aiohttp import web

from bot.bodies import Room
from bot.clock import Clock
from bot.log import Lasting, Sparing
from bot.metrics import Metrics
from bot.precedence import Precedence
from bot.settings import Settings
from playbooks.mails import MailState, Post
from playbooks.policy import Policy
from storage import backlog, deliveries, incidents, mails, storm_cases, waiting
from storage.database import Connection, Store, StoreUnavailable

if TYPE_CHECKING:
    from bot.work import Work

log = logging.getLogger("loopwell.house")

STARTING = "Loopwell is starting: surveys are taken, and Slack is spoken to in a moment"


class House:
    """A running bot. `policy` is replaced as a whole when the file is read again; `address` is where it serves HTTP;
    `work` is there as soon as `loaded` is set, and `starting` ends when all is at work."""

    work: "Work"

    def __init__(self, settings: Settings, policy: Policy, clock: Clock, store: Store) -> None:
        self.settings = settings
        self.policy = policy
        self.clock = clock
        self.metrics = Metrics()
        self.store = store
        self.precedence = Precedence()
        self.room = Room()
        self.reading = asyncio.Semaphore(1)  # one large body is read at a time
        self.sparing = Sparing(clock.ticks)
        self.wrong = Lasting(log, clock.ticks)
        self.address: str | None = None
        self.loaded = asyncio.Event()
        self.starting = True
        self._taking: asyncio.Future[None] | None = None

    async def begin(self) -> None:
        """Loads the half that speaks to Slack, beside what comes in."""
        kind = await asyncio.to_thread(_load)
        self.work = kind(self.settings, self.store, self.clock, self.metrics, self._policy, self.post, self.precedence)
        self.work.begin()
        self.loaded.set()

    async def end(self) -> None:
        """Lets go of the connections to Slack and to the model."""
        if self.loaded.is_set():
            await self.work.end()

    def _policy(self) -> Policy:
        return self.policy

    def post(self) -> Post:
        """How we write to customers, by the environment and the policy of now."""
        sender = parseaddr(self.settings.mail_from or "")[1]
        return Post(
            address=sender if self.settings.smtp_url and sender else None,
            webhook=self.policy.replies.webhook is not None,
            public_url=self.settings.public_url,
            secret=self.settings.secret,
        )

    def inbound(self) -> tuple[str, str | None]:
        """By which way mail comes in, and the secret that proves it; a generic sender may use LOOPWELL_API_TOKEN."""
        mail = self.policy.mail
        token = self.settings.api_token if mail.inbound == "generic" else None
        return mail.inbound, mail.inbound_secret or token

    def follow_policy(self) -> None:
        """The file was read again: who is in which team, and how fast a channel is spoken to, may have changed."""
        self.work.follow_policy()

    async def problems(self) -> list[str]:
        """What keeps the bot from working, a sentence each."""
        if self.starting:
            return [STARTING]
        try:
            async with asyncio.timeout(2):
                await self.store.read(waiting.first)  # what delivery looks at first
                await self._take()
                return list((await self.store.read(incidents.current)).values())
        except StoreUnavailable as unavailable:
            return [str(unavailable)]
        except TimeoutError:
            return ["the database does not answer: it is silent for more than 2 seconds"]

    async def _take(self) -> None:
        """Raises what a survey would meet that is to be stored now. Asked once at a time, however many want to know."""
        if self._taking is None or self._taking.done():
            self._taking = asyncio.ensure_future(self.store.note(_nothing))  # news to nobody
            self._taking.add_done_callback(_heard)
        taking = self._taking
        await asyncio.wait([taking])  # which goes on when we give up: others may wait for it too
        taking.result()

    async def measure(self) -> None:
        """Brings the gauges up to date."""
        self.metrics.cards_waiting.set(await self.store.read(backlog.count))
        none = dict.fromkeys((source.name for source in self.policy.sources), 0)
        aside = none | await self.store.read(deliveries.count_set_aside)
        self.metrics.set_aside.clear()
        for source, n in aside.items():
            self.metrics.set_aside.labels(source).set(n)
        mails_in = await self.store.read(mails.counts)
        for state in MailState:
            self.metrics.mails_in.labels(state.value).set(mails_in.get(state, 0))
        self.metrics.storm_cases.set(await self.store.read(storm_cases.in_current))
        self.metrics.incidents.set(len(await self.store.read(incidents.current)))
        since = await self.store.read(backlog.since)
        self.metrics.delivery_lag.set(max(0.0, (self.clock.now() - since).total_seconds()) if since else 0.0)


def _nothing(_db: Connection) -> None:
    """To begin and to commit is enough to find out whether somebody could."""


def _heard(taking: asyncio.Future[None]) -> None:
    """Whoever asked may have gone after their two seconds. What went wrong was told then, and is not missed."""
    if not taking.cancelled():
        taking.exception()


def _load() -> "type[Work]":
    from bot.work import Work  # noqa: PLC0415 see the top of this file

    return Work


HOUSE = web.AppKey("house", House)
"""Where a web application keeps its house."""
