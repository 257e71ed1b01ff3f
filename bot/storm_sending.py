"""Storm sending: shows the storm card, and takes the next step when Slack does not take it."""

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.faults import Faults
from bot.pace import Bucket
from bot.reconciling import Reconciling
from bot.slack import Slack, Trouble
from handlers import incidents, storms
from handlers.views.message import Message
from playbooks.policy import Policy
from playbooks.sending import Step, next_step
from playbooks.storms import UPDATE_EVERY
from storage import storms as rows
from storage.database import Connection, Store
from storage.storms import Storm


class StormSending:
    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        policy: Callable[[], Policy],
        reconciling: Reconciling,
        faults: Faults,
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._policy = policy
        self._reconciling = reconciling
        self._faults = faults

    async def storm(self, channel: str, bucket: Bucket, now: datetime) -> bool:
        """Shows the storm card, if there is one that is out of date and due."""
        drawn = await self._store.read(storms.draw, self._policy(), channel, now)
        if drawn is None:
            return False
        bucket.take()
        try:
            posted_in, ts = await self._put(drawn.storm, drawn.message)
        except Trouble as trouble:
            await self._faults.met(channel, trouble)
            await self._failed(drawn.storm, trouble, bucket)
        else:
            await self._store.write(_shown, drawn.storm, posted_in, ts, self._clock.now())
            self._faults.over(channel)
        return True

    async def _put(self, storm: Storm, message: Message) -> tuple[str, str]:
        if storm.ts is None or storm.posted_in is None:
            return await self._slack.post(storm.channel, message)
        await self._slack.update(storm.posted_in, storm.ts, message)
        return storm.posted_in, storm.ts

    async def _failed(self, storm: Storm, trouble: Trouble, bucket: Bucket) -> None:
        now, fallback = self._clock.now(), self._policy().company.fallback_channel
        can_move = fallback is not None and fallback != storm.channel
        step = next_step(
            trouble.family, storm.attempts, posted=storm.ts is not None, plain=storm.plain, can_move=can_move
        )
        match step.step:
            case Step.PAUSE:
                bucket.close_for(trouble.wait)
            case Step.MOVE if fallback is not None:
                await self._store.write(rows.move, storm, fallback, now)
            case Step.REPOST:
                await self._store.write(rows.lost, storm)
            case Step.PLAIN:
                await self._store.write(rows.simplify, storm)
            case _:
                if step.step is Step.LOOK:
                    self._reconciling.doubt([storm.channel], now + step.wait)
                await self._store.write(rows.failed, storm, now + step.wait)


def _shown(db: Connection, storm: Storm, posted_in: str, ts: str, now: datetime) -> None:
    rows.shown(db, storm, posted_in, ts, now + UPDATE_EVERY)
    incidents.taken(db, storm.channel, now)
