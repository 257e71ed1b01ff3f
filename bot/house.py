"""The house put together: the one place where the parts of a running bot are made and joined."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from email.utils import parseaddr

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.asking import Asking
from bot.bodies import Room
from bot.clock import Clock
from bot.delivery import Delivery
from bot.desk import Desk
from bot.drafting import Drafting
from bot.helpdesk import ByWebhook
from bot.library import load_library
from bot.listeners import register
from bot.log import Lasting, Sparing
from bot.mail import ByMail, MailServer
from bot.mailings import Mailings
from bot.mending import Mending
from bot.metrics import Metrics
from bot.openai_client import OpenAi
from bot.outbox import Carry, Outbox
from bot.precedence import Precedence
from bot.readings import Readings
from bot.schedule import Schedule
from bot.settings import Settings
from bot.slack import Slack, Trouble, new_client, new_session
from handlers.mailing_steps import Means
from playbooks.mails import MailState, Post, Way
from playbooks.policy import Policy
from storage import cards, deliveries, incidents, mails, storm_cases
from storage.database import Store, StoreUnavailable

log = logging.getLogger("loopwell.house")

PATIENCE = 5.0  # seconds that a start waits for Slack
RECONNECT = 3  # seconds between two looks whether the WebSocket still stands


class House:
    """A running bot. `policy` is replaced as a whole when the file is read again; `address` is where it serves HTTP."""

    def __init__(self, settings: Settings, policy: Policy, clock: Clock, store: Store) -> None:
        self.settings = settings
        self.policy = policy
        self.clock = clock
        self.metrics = Metrics()
        self.store = store
        self.client = new_client(settings.slack_bot_token or "", settings.slack_api_url, settings.slack_timeout)
        self.slack = Slack(self.client)
        library = load_library(settings.playbooks_dir)
        self.openai = _openai(settings)
        asking = Asking(self.openai, store, clock, self._policy, self.metrics) if self.openai else None
        drafting = Drafting(store, self.slack, asking) if asking else None
        self.readings = Readings(store, clock, self._policy, asking) if asking else None
        self.desk = Desk(store, self.slack, clock, self._policy, library, self.post, drafting)
        self.precedence = Precedence()
        self.delivery = Delivery(store, self.slack, clock, self.metrics, self._policy, self.precedence)
        self.delivery.suggest_from(library)
        self.mailings = Mailings(store, clock, lambda: Means(self.policy, library, self.post()))
        mending = Mending(store, self.slack, clock, self._policy)
        self.schedule = Schedule(store, clock, self._policy, self.desk, mending, self.post)
        self.outbox = Outbox(store, clock, self.metrics, self._policy, self._ways())
        self.app = AsyncApp(
            client=new_client(None, settings.slack_api_url, settings.slack_timeout),  # `authorize` brings the token
            signing_secret=settings.slack_signing_secret or "",
            authorize=_with(settings.slack_bot_token),
        )
        register(self.app, self.desk)
        self.room = Room()
        self.reading = asyncio.Semaphore(1)  # one large body is read at a time
        self.sparing = Sparing(clock.ticks)
        self.wrong = Lasting(log, clock.ticks)
        self.address: str | None = None

    def _ways(self) -> dict[Way, Carry]:
        ways: dict[Way, Carry] = {Way.WEBHOOK: ByWebhook(self.clock, self._policy)}
        if self.settings.smtp_url:
            ways[Way.MAIL] = ByMail(MailServer(self.settings.smtp_url), self.clock, self._policy, self.post)
        return ways

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
        self.delivery.forget_pace()
        self._following = asyncio.ensure_future(self.desk.refresh_people())

    async def problems(self) -> list[str]:
        """What keeps the bot from working, a sentence each."""
        try:
            async with asyncio.timeout(2):
                await self.store.read(cards.waiting_channels)  # what delivery looks at first
                return list((await self.store.read(incidents.current)).values())
        except StoreUnavailable as unavailable:
            return [str(unavailable)]
        except TimeoutError:
            return ["the database does not answer: it is silent for more than 2 seconds"]

    async def measure(self) -> None:
        """Brings the gauges up to date."""
        self.metrics.cards_waiting.set(await self.store.read(cards.backlog))
        none = dict.fromkeys((source.name for source in self.policy.sources), 0)
        waiting = none | await self.store.read(deliveries.count_set_aside)
        self.metrics.set_aside.clear()
        for source, n in waiting.items():
            self.metrics.set_aside.labels(source).set(n)
        mails_in = await self.store.read(mails.counts)
        for state in MailState:
            self.metrics.mails_in.labels(state.value).set(mails_in.get(state, 0))
        self.metrics.storm_cases.set(await self.store.read(storm_cases.in_current))
        self.metrics.incidents.set(len(await self.store.read(incidents.current)))
        since = await self.store.read(cards.waiting_since)
        self.metrics.delivery_lag.set(max(0.0, (self.clock.now() - since).total_seconds()) if since else 0.0)

    def begin(self) -> None:
        """Makes ready to speak to Slack. Called in the event loop."""
        self.client.session = self.app.client.session = new_session(self.client.timeout)

    async def end(self) -> None:
        """Lets go of the connections to Slack and to the model."""
        if self.client.session and not self.client.session.closed:
            await self.client.session.close()
        if self.openai:
            await self.openai.close()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Delivers, keeps the schedule and, with an app token, listens to Slack, until the block ends."""
        async with AsyncExitStack() as stack:
            loop = asyncio.get_running_loop()

            def wake() -> None:
                with suppress(RuntimeError):  # the loop is closed already
                    loop.call_soon_threadsafe(self.wake)

            self.store.after_commit = wake
            delivering = asyncio.create_task(self.delivery.run(), name="delivery")
            stack.push_async_callback(_end, delivering)
            stack.push_async_callback(_end, asyncio.create_task(self.mailings.run(), name="mailings"))
            stack.push_async_callback(_end, asyncio.create_task(self.outbox.run(), name="outbox"))
            if self.readings:
                stack.push_async_callback(_end, asyncio.create_task(self.readings.run(), name="readings"))
            await self._meet_slack()
            if self.settings.slack_app_token:
                await self._listen(stack, self.settings.slack_app_token)
            self.schedule.start()
            stack.callback(self.schedule.stop)
            yield

    def wake(self) -> None:
        """Something was committed, or time went on: there may be something to do. Called in the event loop."""
        self.delivery.wake()
        self.mailings.wake()
        self.outbox.wake()
        if self.readings:
            self.readings.wake()

    async def _meet_slack(self) -> None:
        try:
            me = await self.slack.who_am_i()
            log.info("speaking as %s in %s", me.get("user"), me.get("team"))
        except Trouble as problem:
            log.error("Slack does not know us: %s", problem)
        await self.desk.refresh_people()

    async def _listen(self, stack: AsyncExitStack, token: str) -> None:
        handler = AsyncSocketModeHandler(self.app, token, web_client=self.client, ping_interval=RECONNECT)
        stack.push_async_callback(handler.close_async)
        connecting = asyncio.create_task(handler.connect_async(), name="socket mode")
        stack.push_async_callback(_end, connecting)
        done, _waiting = await asyncio.wait({connecting}, timeout=PATIENCE)
        if done:
            connecting.result()
        else:  # surveys are taken meanwhile, and the bot can be stopped
            log.error("Slack cannot be reached yet; trying on")


def _openai(settings: Settings) -> OpenAi | None:
    """The way to a model; None without a key: then there are no drafts, translations and summaries."""
    key = settings.openai_api_key
    return OpenAi(key, settings.openai_base_url, settings.openai_model) if key else None


def _with(token: str | None) -> Callable[..., Awaitable[AuthorizeResult]]:
    """There is one workspace and one token. Bolt would ask Slack about it at the first click after a start, and lose
    that click if Slack did not answer just then."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


HOUSE = web.AppKey("house", House)
"""Where a web application keeps its house."""


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
