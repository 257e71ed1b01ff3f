"""Storms: begins, feeds and ends the one card that shows what a channel cannot show in time."""

from dataclasses import dataclass, replace
from datetime import datetime

from handlers import cards
from handlers.cases import done
from handlers.incidents import why_gone
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, say
from handlers.views.storms import StormView, claimed_words, over_words
from playbooks.acts import claim
from playbooks.cases import CaseState, Refused
from playbooks.policy import Policy
from playbooks.roles import Act, CaseOf, may
from playbooks.storms import CALM_AFTER, CLAIM_AT_ONCE, FEWEST, Turn, begins, goes_on, most_in_time, not_waiting, shares
from storage import cards as card_rows
from storage import cases, notices, storm_cases, storms
from storage.database import Connection
from storage.storms import Storm

WORST = 5
SAMPLE = 200
"""Answers that are read to see what a storm's have in common: enough to tell a fifth from a quarter."""
AT_ONCE = 300
"""Cases that one look gathers. While it does, no survey is stored."""


@dataclass(frozen=True)
class Drawn:
    """A storm whose card is due, and what it is to show now."""

    storm: Storm
    view: StormView


def watch(db: Connection, policy: Policy, channel: str, now: datetime) -> Turn:
    """Looks at what waits for a channel, and begins, feeds or ends its storm. Once a storm begins or pours, the next
    look is due at once."""
    storm = storms.current(db, channel)
    if storm is None:
        return _may_begin(db, policy, channel, now)
    if _lasts(db, policy, storm, now):
        gathered = storm_cases.gather(db, storm.id, channel, now, AT_ONCE)
        return Turn.GOES_ON if gathered < AT_ONCE else Turn.POURS
    storms.end(db, storm.id, now)
    notices.say_once(db, f"storm-over:{storm.id}", channel, over_words(_common(db, storm)), now)
    return Turn.ENDS


def _may_begin(db: Connection, policy: Policy, channel: str, now: datetime) -> Turn:
    enough = most_in_time(policy.delivery) + 1
    waiting = card_rows.unposted(db, channel, enough)
    if waiting < enough or not begins(waiting, storm_cases.waiting_low(db, channel, now, FEWEST), policy.delivery):
        return Turn.CALM
    storm_cases.gather(db, storms.begin(db, channel, now), channel, now, AT_ONCE)
    return Turn.BEGINS


def _lasts(db: Connection, policy: Policy, storm: Storm, now: datetime) -> bool:
    """A young one lasts whatever comes, and nothing is counted."""
    if goes_on(storm.began_at, 0, policy.delivery, now):
        return True
    enough = most_in_time(policy.delivery) + 1
    latest = storm_cases.latest(db, storm.id, now - CALM_AFTER, now + CALM_AFTER, enough)
    return goes_on(storm.began_at, latest, policy.delivery, now)


def draw(db: Connection, policy: Policy, channel: str, now: datetime) -> Drawn | None:
    """What the storm card of this channel shows, if it is out of date and may be tried."""
    storm = storms.due(db, channel, now)
    return None if storm is None else Drawn(storm, _view(db, policy, storm))


def _view(db: Connection, policy: Policy, storm: Storm) -> StormView:
    common = _common(db, storm)
    states = storm_cases.held(db, storm.id)
    worst = cases.get_many(db, storm_cases.worst(db, storm.id, WORST, not_waiting(states)))
    high_waiting = storm_cases.waiting_high(db, storm.channel)
    files = tuple(cards.case_files(db, policy, worst))
    guests = storm_cases.moved_from(db, storm.id) if storm.channel == policy.company.fallback_channel else []
    moved = tuple((channel, why_gone(db, channel)) for channel in guests)
    return replace(common, states=states, high_waiting=high_waiting, moved=moved, worst=files)


def _common(db: Connection, storm: Storm) -> StormView:
    """How many came, when, and what they have in common: all that is said when it is over."""
    answers = storm_cases.answers(db, storm.id, SAMPLE)
    return StormView(
        storm=storm.id,
        began_at=storm.began_at,
        grew_at=storm.grew_at,
        ended_at=storm.ended_at,
        total=storm_cases.total(db, storm.id),
        shares=shares(answers),
        sample=len(answers),
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
