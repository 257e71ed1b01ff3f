"""Reconciling: after an answer was lost, looks in the channel whether the message is there before it is sent again.

Each message carries in its metadata what it shows. The same look is taken after a start: what had no ts when the bot
was killed may have been posted a moment before.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels import Channels
from bot.clock import Clock
from bot.slack import Slack, Trouble
from handlers import incidents
from handlers.views.metadata import CASE, MAILING, NAG, NOTICE, STORM, said_of
from playbooks.policy import Policy
from playbooks.sending import Family, Unread, time_left, unread
from storage import cards, mailings, nag_messages, notices, storms
from storage.database import Connection, Store

log = logging.getLogger("loopwell.reconciling")

FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
SKEW = timedelta(minutes=65)
"""Slack's clock may differ from ours, and ours may have been set back an hour since the message was sent. In that time
we say no more than 3,900 messages in a channel, at Slack's pace: fewer than `bot/slack.py` reads of a history."""

Found = tuple[str, int, str]


@dataclass(frozen=True)
class Doubt:
    """A message may be there without our knowing. Worth a look `at`; sent at about `since`, or nobody knows when."""

    at: datetime
    since: datetime | None


class Reconciling:
    """Knows which channels are in doubt, and from when on it is worth looking."""

    def __init__(self, store: Store, slack: Slack, clock: Clock, policy: Callable[[], Policy]) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._policy = policy
        self._channels = Channels(slack, clock)
        self._doubts: dict[str, list[Doubt]] = {}
        self._closed: set[tuple[str, Family]] = set()

    def doubt(self, channels: Iterable[str], at: datetime, since: datetime | None = None) -> None:
        """A message to these may have arrived without our knowing, or may still arrive; it is not repeated before
        `at`, and that is when we look. `since` is when we sent it; None after a start, where nobody knows."""
        for channel in channels:
            self._doubts.setdefault(channel, []).append(Doubt(at, since))

    async def settle(self, channel: str, now: datetime) -> None:
        """Returns when nothing is in doubt any more that would be repeated at `now`; what was found is known then."""
        doubts = self._doubts.get(channel, [])
        looked = [doubt for doubt in doubts if not time_left(doubt.at, now)]
        if looked:
            one, later = _together(looked), [doubt for doubt in doubts if doubt not in looked]
            self._doubts[channel] = [one, *later]
            await self._look_until_it_is_known(channel, one.since)
            self._doubts[channel] = later

    async def _look_until_it_is_known(self, channel: str, sent: datetime | None) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                await self._look(channel, sent)
            except Trouble as trouble:
                direct = incidents.is_person(channel)
                step = unread(trouble.family, self._policy().delivery.when_unsure, direct=direct)
                if (channel, trouble.family) not in self._closed:
                    self._closed.add((channel, trouble.family))
                    log.warning("the history of %s cannot be read (%s): %s", channel, trouble, step.value)
                if step is Unread.POST:
                    break
                if step is Unread.WAIT:
                    said = (self._policy(), channel, trouble.error, self._clock.now())
                    await self._store.write(incidents.history_closed, *said)
                await asyncio.sleep(max(wait, trouble.wait))
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                self._closed = {closed for closed in self._closed if closed[0] != channel}
                break
        await self._store.write(incidents.history_open, channel, self._clock.now())

    async def _look(self, channel: str, sent: datetime | None) -> None:
        first = await self._store.read(_first_open, channel)
        if first is None:
            return
        posted_in = await self._channels.id_of(channel)
        since = max(first, sent or first) - SKEW
        history = self._slack.history(posted_in, since.timestamp())
        found = [(*said, str(message["ts"])) async for message in history if (said := said_of(message))]
        for thread in await self._store.read(notices.threads_waited_for, channel):
            found += await self._below(thread, (since - SKEW).timestamp())
        for kind, number in await self._store.write(_adopt, posted_in, found, self._clock.now()):
            log.info("%s %s was in %s already", kind, number, channel)

    async def _below(self, thread: notices.Thread, since: float) -> list[Found]:
        """What stands under a card. Where the card is gone, nothing does."""
        try:
            below = self._slack.replies(thread.channel, thread.ts, since)
            return [(*said, str(message["ts"])) async for message in below if (said := said_of(message))]
        except Trouble as trouble:
            if trouble.family is not Family.MESSAGE_GONE:
                raise
            return []


def _together(doubts: Sequence[Doubt]) -> Doubt:
    """One look for all of them."""
    sent = [doubt.since for doubt in doubts if doubt.since]
    return Doubt(min(doubt.at for doubt in doubts), min(sent) if len(sent) == len(doubts) else None)


def _first_open(db: Connection, target: str) -> datetime | None:
    """Since when something may have been said to this target without our knowing."""
    firsts = (
        cards.first_unposted(db, target),
        notices.first_unsent(db, target),
        storms.first_unposted(db, target),
        mailings.first_unposted(db, target),
        nag_messages.first_unposted(db, target),
    )
    times = [at for at in firsts if at]
    return min(times, default=None)


def _adopt(db: Connection, posted_in: str, found: list[Found], now: datetime) -> list[tuple[str, int]]:
    """Takes as sent what was found in Slack; returns what we had not known of."""
    return [(kind, number) for kind, number, ts in found if _is_news(db, posted_in, kind, number, ts, now)]


def _is_news(db: Connection, posted_in: str, kind: str, number: int, ts: str, now: datetime) -> bool:
    if kind == NOTICE:
        return notices.adopt(db, number, now)
    adopt = {CASE: cards.adopt, STORM: storms.adopt, NAG: nag_messages.adopt, MAILING: mailings.adopt}[kind]
    return adopt(db, number, posted_in, ts)
