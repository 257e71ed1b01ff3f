"""Work: the half of the house that speaks to Slack and to customers: delivery, the schedule, mail, clicks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from bot.asking import Asking
from bot.clock import Clock
from bot.delivery import Delivery
from bot.desk import Desk
from bot.drafting import Drafting
from bot.hearing import Hearing
from bot.helpdesk import ByWebhook
from bot.library import load_library
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
from bot.slack import Slack, new_client, new_session
from bot.tokens import Tokens
from handlers.mailing_steps import Means
from playbooks.mails import Post, Way
from playbooks.policy import Policy
from storage.database import Store


class Work:
    """`policy` and `post` give what is in force at that moment. Made in a process that only listens, too: what Slack
    sends over HTTP is answered there."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        metrics: Metrics,
        policy: Callable[[], Policy],
        post: Callable[[], Post],
        precedence: Precedence,
    ) -> None:
        self._settings = settings
        self._store = store
        self.client = new_client(settings.slack_bot_token or "", settings.slack_api_url, settings.slack_timeout)
        self.slack = Slack(self.client)
        library = load_library(settings.playbooks_dir)
        self._openai = _openai(settings)
        asking = Asking(self._openai, store, clock, policy, metrics) if self._openai else None
        drafting = Drafting(store, self.slack, asking) if asking else None
        self.readings = Readings(store, clock, policy, asking) if asking else None
        self.desk = Desk(store, self.slack, clock, policy, library, post, drafting)
        self.hearing = Hearing(settings, self.desk)
        self.delivery = Delivery(store, self.slack, clock, metrics, policy, precedence)
        self.delivery.suggest_from(library)
        self.mailings = Mailings(store, clock, lambda: Means(policy(), library, post()))
        self.tokens = Tokens(store, self.slack, clock, policy, self.desk.refresh_people)
        mending = Mending(store, self.slack, clock, policy, self.tokens)
        self.schedule = Schedule(store, clock, policy, self.desk, mending, post)
        self.outbox = Outbox(store, clock, metrics, policy, _ways(settings, clock, policy, post))

    def begin(self) -> None:
        """Makes ready to speak to Slack. Called in the event loop."""
        self.client.session = new_session(self.client.timeout)
        self.hearing.answer_over(self.client.session)

    async def end(self) -> None:
        """Lets go of the connections to Slack and to the model."""
        if self.client.session and not self.client.session.closed:
            await self.client.session.close()
        if self._openai:
            await self._openai.close()

    def look_every(self, seconds: float) -> None:
        """Looks at least that often, where another process saves what there is to do."""
        self.delivery.look_every(seconds)
        self.mailings.look_every(seconds)
        self.outbox.look_every(seconds)

    def follow_policy(self) -> None:
        """Who is in which team, and how fast a channel is spoken to, may have changed."""
        self.delivery.forget_pace()
        self._following = asyncio.ensure_future(self.desk.refresh_people())

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Delivers, keeps the schedule and, with an app token, listens to Slack, until the block ends."""
        async with AsyncExitStack() as stack:
            loop = asyncio.get_running_loop()

            def wake() -> None:
                with suppress(RuntimeError):  # the loop is closed already
                    loop.call_soon_threadsafe(self.wake)

            self._store.after_commit = wake
            delivering = asyncio.create_task(self.delivery.run(), name="delivery")
            stack.push_async_callback(_end, delivering)
            stack.push_async_callback(_end, asyncio.create_task(self.mailings.run(), name="mailings"))
            stack.push_async_callback(_end, asyncio.create_task(self.outbox.run(), name="outbox"))
            if self.readings:
                stack.push_async_callback(_end, asyncio.create_task(self.readings.run(), name="readings"))
            await self.tokens.meet()
            if token := self._settings.slack_app_token:
                await stack.enter_async_context(self.hearing.listening(token, self.slack, self.tokens))
            else:
                await self.tokens.app_known()
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


def _ways(settings: Settings, clock: Clock, policy: Callable[[], Policy], post: Callable[[], Post]) -> dict[Way, Carry]:
    ways: dict[Way, Carry] = {Way.WEBHOOK: ByWebhook(clock, policy)}
    if settings.smtp_url:
        ways[Way.MAIL] = ByMail(MailServer(settings.smtp_url), clock, policy, post)
    return ways


def _openai(settings: Settings) -> OpenAi | None:
    """The way to a model; None without a key: then there are no drafts, translations and summaries."""
    key = settings.openai_api_key
    return OpenAi(key, settings.openai_base_url, settings.openai_model) if key else None


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
