"""A storm card in use: somebody answers many of its customers at once, as its button offers, each with a mail."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from bench.attention.people import CHANNELS, Task, Worker
from bench.attention.seen import button_of
from bot.house import House
from handlers.mailing_steps import due_at
from practice.company import Conversation, Message
from practice.workspace import Workspace
from storage import mailings
from storage.database import Connection

STORM, BUTTON = "loopwell_storm", "mailing_ask"
PATIENCE = 60_000  # looks
MAILS = 20
"""What one person may send at once who does not lead the team."""

Press = Callable[..., Awaitable[dict[str, Any]]]


@dataclass
class Together:
    """`press` is what a person does in Slack: the route, the person, and what they told it."""

    workspace: Workspace
    house: House
    press: Press

    async def answer(self, who: Worker) -> bool:
        """From the newest storm card in their channel: the template that suits most, to as many as they may. False: all
        who are left on it are answered one by one, such as who had a mail lately."""
        place = self.workspace.conversation(CHANNELS[who.team])
        assert place is not None
        card = next((one for one in reversed(place.messages) if _is_storm(one)), None)
        button = button_of(card, BUTTON) if card else None
        if card is None or button is None:
            return False
        block, element = button
        told = {"channel": place.id, "ts": card.ts, "block_id": block["block_id"], "action_id": BUTTON}
        place.ephemeral = [one for one in place.ephemeral if one.only_for != who.id]
        await self.press("click", who, **told, value=element["value"])
        for _window in ("whom, and with which template", "three of the mails"):
            await shown(lambda: self.workspace.modals.get(who.id) or self._told_something(place, who))
            if not self.workspace.modals.get(who.id):
                return False
            view = self.workspace.modals[who.id][-1]
            answer = await self.press("view/submit", who, view_id=view, values={})
            if not answer["ok"]:
                self.workspace.modals.pop(who.id, None)
                return False
        return True

    def _told_something(self, place: Conversation, who: Worker) -> bool:
        return any(one.only_for == who.id for one in place.ephemeral)

    async def sent(self, forward: Callable[[Any], None]) -> None:
        """Until every mail is out. They go at their own pace, one a second: so long the clock moves."""
        for look in count():
            now = self.house.clock.now()
            going, due = await self.house.store.read(_under_way, now)
            if not going:
                return
            if due and due > now:
                forward(due - now)
                self.house.work.mailings.wake()
            if look > PATIENCE:
                raise TimeoutError("the mails of a storm do not go out")
            await asyncio.sleep(0.005)


def in_storm(tasks: Sequence[Task], cards: dict[int, tuple[str, Message]]) -> list[Task]:
    """The customers for whom only a storm card stands, and whom nobody has yet."""
    return [task for task in tasks if task.owner is None and not task.high and task.id not in cards]


def _is_storm(message: Message) -> bool:
    return (message.metadata or {}).get("event_type") == STORM


def _under_way(db: Connection, now: datetime) -> tuple[bool, datetime | None]:
    return bool(mailings.going(db)), due_at(db, now)


async def shown(look: Callable[[], object]) -> bool:
    """Waits until there is something to see."""
    for _look in range(PATIENCE):
        if look():
            return True
        await asyncio.sleep(0.001)
    return False
