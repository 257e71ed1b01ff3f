"""Storms: begins, feeds and ends the one card that shows what a channel cannot show in time."""

from dataclasses import dataclass
from datetime import datetime

from handlers import cards
from handlers.cases import done
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, say
from handlers.views.storms import StormView, claimed_words, over_words
from playbooks.acts import claim
from playbooks.cases import CaseState, Refused
from playbooks.policy import Policy
from playbooks.roles import Act, CaseOf, may
from playbooks.storms import CALM_AFTER, CLAIM_AT_ONCE, FEWEST, Turn, begins, goes_on, most_in_time, shares
from storage import cards as card_rows
from storage import cases, notices, storm_cases, storms
from storage.database import Connection
from storage.storms import Storm

WORST = 5
SAMPLE = 2000


@dataclass(frozen=True)
class Drawn:
    """A storm whose card is due, and what it is to show now."""

    storm: Storm
    view: StormView


def watch(db: Connection, policy: Policy, channel: str, now: datetime) -> Turn:
    """Looks at what waits for a channel, and begins, feeds or ends its storm. Asking twice changes nothing."""
    storm = storms.current(db, channel)
    enough = most_in_time(policy.delivery) + 1
    if storm is None:
        waiting = card_rows.unposted(db, channel, enough)
        if waiting < enough or not begins(waiting, storm_cases.waiting_low(db, channel, now, FEWEST), policy.delivery):
            return Turn.CALM
        storm_cases.gather(db, storms.begin(db, channel, now), channel, now)
        return Turn.BEGINS
    latest = storm_cases.latest(db, storm.id, now - CALM_AFTER, now + CALM_AFTER, enough)
    if goes_on(storm.began_at, latest, policy.delivery, now):
        storm_cases.gather(db, storm.id, channel, now)
        return Turn.GOES_ON
    storms.end(db, storm.id, now)
    notices.say_once(db, f"storm-over:{storm.id}", channel, over_words(_view(db, policy, storm)), now)
    return Turn.ENDS


def draw(db: Connection, policy: Policy, channel: str, now: datetime) -> Drawn | None:
    """What the storm card of this channel shows, if it is out of date and may be tried."""
    storm = storms.due(db, channel, now)
    return None if storm is None else Drawn(storm, _view(db, policy, storm))


def _view(db: Connection, policy: Policy, storm: Storm) -> StormView:
    states = storm_cases.held(db, storm.id)
    total = sum(states.values())
    worst = cases.get_many(db, storm_cases.worst(db, storm.id, WORST))
    return StormView(
        storm=storm.id,
        began_at=storm.began_at,
        grew_at=storm.grew_at,
        ended_at=storm.ended_at,
        total=total,
        states=states,
        high_waiting=storm_cases.waiting_high(db, storm.channel),
        shares=shares(storm_cases.answers(db, storm.id, SAMPLE)),
        sample=min(total, SAMPLE),
        worst=tuple(cards.case_files(db, policy, worst)),
    )


def on_claim_all(db: Connection, at: Moment, storm_id: int) -> Reaction:
    """One person takes the worst cases of a storm that nobody has, so far as they may, and hears how many are left.

    The cases stay on the storm card.
    """
    taken, refused = 0, None
    waiting = cases.get_many(db, storm_cases.unclaimed(db, storm_id, CLAIM_AT_ONCE))
    for file in cards.case_files(db, at.policy, waiting):
        why_not = may(at.person, Act.CLAIM, CaseOf(file.case, file.customer.owner))
        decided = Refused(why_not, file.case.owner) if why_not else claim(file.case, at.person.id, at.now)
        if isinstance(decided, Refused):
            refused = decided
            continue
        cases.save(db, decided)
        taken += 1
    if not taken:
        return done(db, refused) if refused else say(_("Somebody has each of them already."))
    storms.want(db, storm_id)
    return say(claimed_words(taken, storm_cases.held(db, storm_id).get(CaseState.OPEN, 0)))
