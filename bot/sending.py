"""Sending: one message at a time, whatever it is, and the one next step when Slack does not take it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.faults import Faults
from bot.metrics import Metrics
from bot.pace import Bucket
from bot.reconciling import Reconciling
from bot.slack import Slack, Trouble
from handlers import incidents
from handlers.incidents import is_person
from handlers.views.message import Message
from playbooks.policy import Policy
from playbooks.sending import Next, Step, Tried, next_step
from storage import waiting
from storage.database import Connection, Store

log = logging.getLogger("loopwell.sending")

Place = tuple[str, str]
"""Where Slack has a message: the channel's id and the message's ts."""
Draw = Callable[[], Message]


@dataclass(frozen=True)
class Taken:
    """Slack took a message. `plain`: not as it was meant to be, but in plainer words."""

    place: Place | None
    now: datetime
    plain: bool = False


@dataclass(frozen=True)
class Refused:
    """Slack did not take a message. `again_at` is when it may be tried next, `fallback` the channel for what is shown
    elsewhere ("" where there is none)."""

    problem: str
    now: datetime
    again_at: datetime
    fallback: str


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message that is due, and how the rows that asked for it remember what became of it.

    `ways` draw it, the best first, the last without blocks if `ends_plain`; only what is sent is drawn, for drawing
    costs more than all else here. Without any way there is nothing to say any more. `place`: it is in Slack, and this
    is an update. `wait` is until the next try. `moved`: it stands in for a channel that was gone. `fleeting`: who
    deletes it has read it. `below` is the card in whose thread it stands. `failed` saves every step that has no entry
    of its own in `steps`.
    """

    name: str
    target: str
    ways: Sequence[Draw]
    place: Place | None
    wait: timedelta
    taken: Callable[[Connection, Taken], None]
    failed: Callable[[Connection, Refused], None]
    steps: Mapping[Step, Callable[[Connection, Refused], None]] = field(default_factory=dict)
    ends_plain: bool = True
    is_card: bool = False
    moved: bool = False
    fleeting: bool = False
    below: Place | None = None

    @property
    def is_post(self) -> bool:
        """Whether it goes to its channel by the name that the team gave it. Updates, and what stands below a card, go
        by the channel's id: Slack takes them in one that was renamed, and updates even where we are no member."""
        return self.place is None and self.below is None


def _taken(db: Connection, policy: Policy, message: Outgoing, taken: Taken) -> bool:
    """Saves it, and what is over by that; whether something else is due there."""
    message.taken(db, taken)
    incidents.taken(db, policy, message.target, taken.now, posted=message.is_post)
    return bool(waiting.due(db, message.target, taken.now))


class Undrawable(Exception):
    """There is a mistake of ours in the drawing of this message."""


class Sending:
    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        metrics: Metrics,
        policy: Callable[[], Policy],
        reconciling: Reconciling,
        faults: Faults,
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._reconciling = reconciling
        self._faults = faults

    async def send(self, message: Outgoing, bucket: Bucket) -> bool:
        """Says it, and saves what became of it. Returns whether something else may be due there by now."""
        if not message.ways:
            await self._store.write(message.taken, Taken(None, self._clock.now()))
            return True
        try:
            return await self._show(message, message.ways, bucket)
        except Undrawable:  # one message that cannot be drawn must not hide those behind it
            log.exception("%s cannot be drawn", message.name)
            await self._store.write(message.failed, self._refused("it cannot be drawn", message.wait))
            return True

    async def _show(self, message: Outgoing, ways: Sequence[Draw], bucket: Bucket) -> bool:
        """Posts it, or updates the one that is there. Blocks that Slack does not take never hide a customer: it is
        drawn in the next, plainer one of the `ways` instead. Raises Undrawable."""
        draw, *plainer = ways
        try:
            content = draw()
        except Exception as error:
            raise Undrawable from error
        try:
            with bucket.message():
                place = await self._put(message, content)
        except Trouble as trouble:
            step = self._next(message, trouble, plain=message.ends_plain and not plainer)
            await self._faults.met(message.target, trouble, posted=message.is_post)
            if step.step is Step.PLAIN and plainer:
                await bucket.ready()
                return await self._show(message, plainer, bucket)
            await self._failed(message, trouble, step, bucket)
            return True
        else:
            if message.is_card:
                self._metrics.cards_shown.inc()
            plain = draw is not message.ways[0]
            # after a crash a card is found again by its metadata; the others are written down for good
            save = self._store.note if message.is_card else self._store.write
            more = await save(_taken, self._policy(), message, Taken(place, self._clock.now(), plain))
            self._faults.over(message.target, plain=not content.blocks or plain, posted=message.is_post)
            return more

    async def _put(self, message: Outgoing, content: Message) -> Place:
        if message.place is None:
            channel, thread = message.below or (message.target, None)
            return await self._slack.post(channel, content, thread)
        await self._slack.update(*message.place, content)
        return message.place

    def _next(self, message: Outgoing, trouble: Trouble, *, plain: bool) -> Next:
        fallback = self._policy().company.fallback_channel
        tried = Tried(
            message.wait,
            posted=message.place is not None,
            plain=plain,
            can_move=fallback is not None and fallback != message.target,
            moved=message.moved,
            fleeting=message.fleeting,
            below=message.below is not None,
            direct=is_person(message.target),
        )
        return next_step(trouble.family, tried)

    async def _failed(self, message: Outgoing, trouble: Trouble, step: Next, bucket: Bucket) -> None:
        if step.step is Step.PAUSE:
            bucket.close_for(trouble.wait)
            return
        refused = self._refused(str(trouble), step.wait)
        if step.step is Step.LOOK:
            self._reconciling.doubt([message.target], refused.again_at, since=refused.now)
        if step.step is Step.DROP:
            log.warning("%s is not said to %s: %s", message.name, message.target, trouble)
        await self._store.write(message.steps.get(step.step, message.failed), refused)

    def _refused(self, problem: str, wait: timedelta) -> Refused:
        now = self._clock.now()
        return Refused(problem, now, now + wait, self._policy().company.fallback_channel or "")
