"""Storms: begins, feeds and ends the one card that shows what a channel cannot show in time."""

from dataclasses import dataclass
from datetime import datetime

from handlers import cards
from handlers.cases import done, look_up
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, say
from handlers.views.message import Message
from handlers.views.storms import StormView, claimed_words, over_words, storm_card
from playbooks.cases import Refused, claim
from playbooks.policy import Policy
from playbooks.roles import Act
from playbooks.storms import Turn, shares, turn
from storage import cards as card_rows
from storage import cases, notices, storms
from storage.database import Connection
from storage.storms import Storm

WORST = 5
SAMPLE = 2000
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Drawn:
    """A storm card that is due, and what it is to show now."""

    storm: Storm
    message: Message


def watch(db: Connection, policy: Policy, channel: str, now: datetime) -> Turn:
    """Looks at what waits for a channel, and begins, feeds or ends its storm. Asking twice changes nothing."""
    storm = storms.current(db, channel)
    seen = turn(
        stormy=storm is not None,
        waiting=card_rows.unposted(db, channel),
        last_at=storm.grew_at if storm else None,
        pace=policy.delivery,
        now=now,
    )
    if seen is Turn.BEGINS:
        storms.gather(db, storms.begin(db, channel, now), channel, now)
    elif seen is Turn.GOES_ON and storm is not None:
        storms.gather(db, storm.id, channel, now)
    elif seen is Turn.ENDS and storm is not None:
        storms.end(db, storm.id, now)
        view = _view(db, policy, storm)
        notices.say_once(db, f"storm-over:{storm.id}", channel, over_words(view, now), now)
    return seen


def draw(db: Connection, policy: Policy, channel: str, now: datetime) -> Drawn | None:
    """The storm card of this channel, if it is out of date and may be tried."""
    storm = storms.due(db, channel, now)
    return None if storm is None else Drawn(storm, storm_card(_view(db, policy, storm)))


def _view(db: Connection, policy: Policy, storm: Storm) -> StormView:
    ids = storms.case_ids(db, storm.id)
    return StormView(
        storm=storm.id,
        began_at=storm.began_at,
        grew_at=storm.grew_at,
        ended_at=storm.ended_at,
        total=len(ids),
        states=storms.held(db, storm.id),
        high_waiting=storms.waiting_high(db, storm.channel),
        shares=shares(storms.answers(db, storm.id, SAMPLE)),
        sample=min(len(ids), SAMPLE),
        worst=tuple(cards.case_files(db, policy, cases.get_many(db, ids[:WORST]))),
    )


def on_claim_all(db: Connection, at: Moment, storm_id: int) -> Reaction:
    """One person takes all cases of a storm that nobody has, so far as they may. The cases stay on the storm card."""
    taken, refused = 0, None
    for case_id in storms.unclaimed(db, storm_id)[:MOST_AT_ONCE]:
        file = look_up(db, at, case_id, Act.CLAIM)
        if file is None or isinstance(file, Refused):
            refused = file
            continue
        decided = claim(file.case, at.person.id, at.now)
        if not isinstance(decided, Refused):
            cases.save(db, decided)
            taken += 1
    if not taken:
        return done(db, refused) if refused else say(_("All of them are in somebody's hands already."))
    storms.want(db, storm_id, next_try_at=at.now)
    return say(claimed_words(taken))
