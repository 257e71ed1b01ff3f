"""Rehearsal: the past of this database, played through the rules of today. It only reads."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import people
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, say
from handlers.sharing import alone, read_share
from handlers.views.refusals import refusal
from handlers.views.rehearsal import Rehearsed, rehearsal_message
from handlers.views.sharing import Alone
from playbooks.cases import Refused
from playbooks.periods import MOST_DAYS, days_of
from playbooks.policy import Policy
from playbooks.rehearsal import rehearse
from playbooks.rehearsal_hands import Cast
from playbooks.rehearsal_past import Acted, Heard
from playbooks.roles import Act, Person, may
from playbooks.settings import Settings
from storage import customers, rehearsal, settings
from storage import people as known
from storage.database import Connection

GoOn = Callable[[], bool]


@dataclass(frozen=True)
class Asked:
    """What is rehearsed: the time before `now`, with people who act as they did then, or not at all. With `by_day`, the
    answer tells of each team and person on each day."""

    now: datetime
    days: int
    nobody_acts: bool = False
    by_day: bool = False


def play(db: Connection, policy: Policy, asked: Asked, go_on: GoOn = lambda: True) -> Rehearsed:
    """Plays the days before now; it ends early when `go_on` says no."""
    since = asked.now - timedelta(days=asked.days)
    past: Iterator[Heard | Acted] = _heard(db, since)
    if not asked.nobody_acts:
        past = heapq.merge(past, _acted(db, since), key=lambda one: one.at)
    figures = rehearse(past, policy, _cast(db, policy), asked.now, go_on)
    return Rehearsed(asked.days, asked.nobody_acts, figures, known.names(db, figures.people))


def _heard(db: Connection, since: datetime) -> Iterator[Heard]:
    for page in rehearsal.answers(db, since):
        whose = customers.get_many(db, {response.customer_id for response in page})
        yield from (Heard(one.received_at, one, whose[one.customer_id]) for one in page)


def _acted(db: Connection, since: datetime) -> Iterator[Acted]:
    for customer, event in rehearsal.acts(db, since):
        yield Acted(event.at, customer, event)


def _cast(db: Connection, policy: Policy) -> Cast:
    """Who works here, and what they have decided about their reminders; each asked for once."""
    groups = known.groups(db)
    found: dict[str, Person] = {}

    def person(user: str) -> Person:
        if user not in found:
            found[user] = people.person(db, policy, user)
        return found[user]

    decided: dict[str, Settings] = {}

    def own(user: str) -> Settings:
        if user not in decided:
            decided[user] = settings.find(db, user)
        return decided[user]

    return Cast(person, lambda group: groups.get(group, frozenset()), own)


def on_rehearse(db: Connection, at: Moment, words: str, go_on: GoOn) -> Reaction:
    """`/loop rehearse [14]`: for admins, who write the rules. It says of each colleague how often they would be late:
    that is not shared."""
    asked, shared = read_share(words.split())
    reaction = _rehearse(db, at, " ".join(asked), go_on)
    return alone(reaction, Alone.ADMINS) if shared else reaction


def _rehearse(db: Connection, at: Moment, words: str, go_on: GoOn) -> Reaction:
    if refused := may(at.person, Act.REHEARSE):
        return say(refusal(Refused(refused), {}))
    days = days_of(words)
    if days is None:
        words = _("How many days? Write a number from 1 to {most}, as in `/loop rehearse 14`.")
        return say(words.format(most=MOST_DAYS))
    return Reaction(message=rehearsal_message(play(db, at.policy, Asked(at.now, days), go_on)))
