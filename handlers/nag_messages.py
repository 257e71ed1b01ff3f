"""Nag messages: what a list of reminders is to show now. Drawn whole from what is true, whenever it is out of date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from handlers import cards
from handlers.assignment import helpers_for
from handlers.views.message import Message
from handlers.views.nags import SHOWN, Over, Reminder, reminders
from playbooks.cards import CaseFile
from playbooks.daily import DAILY
from playbooks.ladder import TO_LEADERS, Rung
from playbooks.nags import is_moot, is_person
from playbooks.policy import Policy
from storage import cases, nag_messages, nags, people
from storage.database import Connection
from storage.nag_messages import NagMessage
from storage.nags import Asked, NagState

LOUDNESS = {rung: -1 if rung in DAILY.values() else place for place, rung in enumerate(Rung)}
"""What is new comes before what was in yesterday's list too."""


@dataclass(frozen=True)
class Drawn:
    """A message that is out of date and what draws it; None: there is nothing to say any more, and nothing was said.
    `lost` are the reminders that have lost their reason."""

    message: NagMessage
    content: Callable[[], Message] | None
    lost: tuple[int, ...]


def draw(db: Connection, policy: Policy, target: str, now: datetime) -> Drawn | None:
    """The oldest message to this person or channel that is out of date and may be tried."""
    message = nag_messages.due(db, target, now)
    if message is None:
        return None
    asked = nags.in_message(db, message.id)
    alive = [one for one in asked if _alive(one)]
    lost = tuple(one.id for one in asked if one.state is NagState.SAID and not _alive(one))
    if not alive and message.ts is None:
        return Drawn(message, None, lost)
    alive.sort(key=lambda one: (-LOUDNESS[one.said.rung], one.said.since, one.id))
    living = {one.case.id for one in alive}
    over = {one.case.id: one for one in asked if one.case.id not in living}
    shown = alive[:SHOWN]
    struck = list(over.values())[: SHOWN - len(shown)]
    files = _files(db, policy, [*shown, *struck])
    content = partial(
        reminders,
        message.id,
        [Reminder(files[one.case.id], one.said.rung, _helpers(db, policy, one, now)) for one in shown],
        [Over(files[one.case.id], again=not is_moot(one.said, one.target, one.case)) for one in struck],
        len(living),
        now,
        target if is_person(target) else None,
    )
    return Drawn(message, content, lost)


def _helpers(db: Connection, policy: Policy, one: Asked, now: datetime) -> tuple[tuple[str, str, int], ...]:
    """Who could take the case, for those who may give it to them."""
    if one.case.owner == one.target or not is_person(one.target):
        return ()
    if one.case.owner is None and one.said.rung not in TO_LEADERS:
        return ()
    found = helpers_for(db, policy, one.case, now, without=one.target)
    names = people.names(db, [person for person, _n in found])
    return tuple((person, names.get(person, ""), n) for person, n in found)


def _alive(one: Asked) -> bool:
    return one.state is NagState.SAID and not is_moot(one.said, one.target, one.case)


def _files(db: Connection, policy: Policy, asked: list[Asked]) -> dict[int, CaseFile]:
    chosen = cases.get_many(db, list(dict.fromkeys(one.case.id for one in asked)))
    return {file.case.id: file for file in cards.case_files(db, policy, chosen)}


def shown(db: Connection, drawn: Drawn, posted_in: str | None, ts: str | None) -> None:
    """Slack shows it; what it has struck is not drawn again."""
    nag_messages.shown(db, drawn.message, posted_in, ts)
    nags.moot(db, drawn.lost)
