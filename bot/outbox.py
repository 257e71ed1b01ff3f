"""Outbox: sends what was written to customers, one after the other, and keeps what came of each.

Level-triggered as delivery is: it looks at what waits. A mail is marked as being sent before its words go out, so after
a crash nobody sends it twice without knowing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.clock import Clock, pause
from bot.log import Lasting
from bot.metrics import Metrics
from handlers import incidents
from handlers import mails as handler
from playbooks.mails import Mail, Way
from playbooks.outbox import Answer, Closed, Heard
from playbooks.policy import Policy
from storage import mails
from storage.database import Store, StoreUnavailable

log = logging.getLogger("loopwell.outbox")

LONGEST_SLEEP = 30.0
AFTER_A_FAILURE = 2.0
SHORTEST_SLEEP = 0.2
"""Between two looks: most of what is saved, and wakes us, is no mail."""
LONGEST_REST = 30.0
LAST_WORDS = 10.0
"""Seconds that a stop waits for a letter that is on the line."""

Begin = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Sent:
    """What came of one try (None: it was not to go after all), and whether the other side could be reached at all;
    `closed` is what a person must mend first."""

    heard: Heard | None
    reached: bool = True
    closed: Closed | None = None


Carry = Callable[[Mail, tuple[str, ...], Begin], Awaitable[Sent]]
"""Takes a mail, with the Message-IDs that it follows, to the other side."""


class Unreached(Exception):
    """The other side could not be reached; `args` say why."""


class Outbox:
    def __init__(
        self, store: Store, clock: Clock, metrics: Metrics, policy: Callable[[], Policy], ways: dict[Way, Carry]
    ) -> None:
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._ways = ways
        self._news = {way: asyncio.Event() for way in ways}
        self._sending: set[asyncio.Future[bool | None]] = set()
        self._sleep = LONGEST_SLEEP
        self._wrong = Lasting(log, clock.ticks)
        self._closed: dict[Way, Closed] = {}

    def look_every(self, seconds: float) -> None:
        """Looks at least that often, where another process saves what is to be sent."""
        self._sleep = seconds

    def wake(self) -> None:
        """Something was saved: look again. Called from the event loop."""
        for news in self._news.values():
            news.set()

    async def run(self) -> None:
        """Sends until it is cancelled. Each way has a queue of its own: a helpdesk that hangs delays no mail."""
        await self._recover()
        try:
            async with asyncio.TaskGroup() as group:
                for way in self._ways:
                    group.create_task(self._serve(way), name=f"outbox {way}")
        finally:
            if self._sending:
                _done, late = await asyncio.wait(self._sending, timeout=LAST_WORDS)
                for task in late:
                    task.cancel()

    async def _recover(self) -> None:
        while True:
            try:
                left = await self._store.write(handler.recover, self._policy(), self._clock.now())
                await self._store.write(incidents.mail_open, self._clock.now())
            except StoreUnavailable as error:
                log.error("could not look for mails that were on the line: %s", error)
                await asyncio.sleep(AFTER_A_FAILURE)
            else:
                if left:
                    log.warning(
                        "mails on the line when the last run ended: %d; their cards ask what became of them", left
                    )
                return

    async def _serve(self, way: Way) -> None:
        unreached = 0
        while True:
            self._news[way].clear()
            try:
                left = await self._until_next(way)
                reached = None if left else await self._finish(self._send_next(way))
                if reached is None:
                    await pause(left, self._news[way])
                    await asyncio.sleep(SHORTEST_SLEEP)
                    continue
                unreached = 0 if reached else unreached + 1
            except StoreUnavailable as error:
                log.error("the outbox could not look for what waits: %s", error)
                unreached += 1
            if unreached:  # the next one would fare no better just now
                await asyncio.sleep(min(AFTER_A_FAILURE * 2 ** min(unreached - 1, 10), LONGEST_REST))

    async def _until_next(self, way: Way) -> float:
        """Seconds; 0 when one is due. At a glance: whatever is saved wakes us, and it is hardly ever a mail."""
        due = await self._store.glance(mails.next_due, way)
        if due is None:
            return self._sleep
        left = (due - self._clock.now()).total_seconds()
        return min(max(left, 0.0), self._sleep)

    async def _finish(self, sending: Awaitable[bool | None]) -> bool | None:
        """What is on the line is finished, even when the bot stops meanwhile."""
        task = asyncio.ensure_future(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return await asyncio.shield(task)

    async def _send_next(self, way: Way) -> bool | None:
        """Sends what is due; whether the other side was reached. None when nothing is due."""
        now = self._clock.now()
        found = await self._store.read(handler.next_to_send, way, now)
        if found is None:
            return None
        mail, follows = found

        began = False

        async def begin() -> bool:
            nonlocal began
            began = await self._store.write(handler.begin, self._policy(), mail, self._clock.now())
            return began

        try:
            sent = await self._ways[way](mail, follows, begin)
        except StoreUnavailable as error:  # it was to be marked as being sent, so its words did not go
            log.error("mail %d waits: %s", mail.id, error)
            await self._note(mail, Heard(Answer.LATER, "our own database was away"))
            return True
        except Exception as mistake:  # one mail that we cannot write must not keep all others from going out
            log.exception("mail %d could not be sent", mail.id)
            words = f"a mistake of ours: {type(mistake).__name__}"
            sent = Sent(Heard(Answer.SILENCE if began else Answer.LATER, words))
        if sent.heard is not None:
            self._metrics.mails.labels(mail.kind.value, sent.heard.answer.value).inc()
            log.info("mail %d: %s", mail.id, sent.heard.answer)
            await self._note(mail, sent.heard)
            await self._look_at(way, sent, sent.heard.words)
        return sent.reached

    async def _look_at(self, way: Way, sent: Sent, words: str) -> None:
        """What keeps all mail from going out is said once, to whom it concerns: in the log and, where a person must
        mend it, to the admins and by readiness."""
        if sent.reached:
            self._wrong.over(f"sending by {way}")
        else:
            self._wrong.met(f"sending by {way}", Unreached(words))
        if sent.closed is self._closed.get(way):
            return
        if sent.closed:
            await self._store.write(incidents.mail_closed, self._policy(), sent.closed, words, self._clock.now())
            self._closed[way] = sent.closed
        elif sent.reached:
            await self._store.write(incidents.mail_open, self._clock.now())
            self._closed.pop(way, None)

    async def _note(self, mail: Mail, heard: Heard) -> None:
        """What was heard is not lost because the database is away: else the mail would count as uncertain."""
        while True:
            try:
                await self._store.write(handler.heard, self._policy(), mail, heard, self._clock.now())
            except StoreUnavailable as error:
                log.error("what became of mail %d could not be saved yet: %s", mail.id, error)
                await asyncio.sleep(AFTER_A_FAILURE)
            else:
                return
