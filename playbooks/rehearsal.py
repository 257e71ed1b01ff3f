"""Rehearsal: past answers played through the rules of today, so that a rule is tried before it annoys people. Pure.

The rules are those that the bot works by: routing, cases, the ladder, working hours, the limit of a day, storms. Only
time is played: it jumps from one thing that happens to the next. Nothing is kept of a case that is closed, so the
memory that it needs is that of the cases which are open at one time.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from playbooks.acts import attach, wake
from playbooks.cases import Case, CaseState, Changed, What
from playbooks.customers import Customer, Touch
from playbooks.duties import next_due
from playbooks.facts import facts_of
from playbooks.ladder import Rung
from playbooks.nags import Nag, Release, Said, Wait, decide
from playbooks.policy import Policy
from playbooks.rehearsal_cards import ChannelPlayed
from playbooks.rehearsal_figures import Figures
from playbooks.rehearsal_hands import Cast, Hands
from playbooks.rehearsal_nags import Voice
from playbooks.rehearsal_past import Acted, Heard, again
from playbooks.responses import Band, ImpossibleScore, Response, band_of
from playbooks.routing import NoCase, opens_case

TICK = 20
"""Seconds between two looks of the bot: what is due in between is said together."""
LONGEST_WAIT = timedelta(days=1)
LOOK, SPEAK = 0, 1


def rehearse(
    past: Iterable[Heard | Acted], policy: Policy, cast: Cast, end: datetime, go_on: Callable[[], bool] = lambda: True
) -> Figures:
    """Plays the past, which comes in the order of time, under this policy up to `end`. Nothing is open at its start.

    When `go_on` says no, it ends at that moment of the past, and the figures say so.
    """
    stage = _Stage(policy, cast)
    for one in past:
        if one.at > end:
            break
        if not go_on():
            end = stage.figures.ended_early = one.at
            break
        stage.forward(one.at)
        if isinstance(one, Heard):
            stage.hear(one)
        else:
            stage.act(one)
    stage.forward(end)
    stage.figures.still_open = len(stage.open)
    return stage.figures


@dataclass
class _Open:
    """A customer's open case, what was said of it, since when its owner is away, and which look at it counts: only the
    last one asked for."""

    case: Case
    customer: Customer
    said: set[Said] = field(default_factory=set)
    away_since: datetime | None = None
    overdue: datetime | None = None
    look: int = 0

    def becomes(self, case: Case, now: datetime) -> None:
        """What was said of a clock is over with it; what was said of an absence, with that."""
        if (case.clock_start, case.state) != (self.case.clock_start, self.case.state):
            self.said = {one for one in self.said if one.rung is Rung.ABSENT}
        self.away_since = (self.away_since or now) if case.away else None
        self.case = case


class _Stage:
    def __init__(self, policy: Policy, cast: Cast) -> None:
        self.figures = Figures(policy.company.timezone)
        self.open: dict[int, _Open] = {}
        self._policy = policy
        self._cast = cast
        self._hands = Hands(policy, cast, lambda: (one.case for one in self.open.values()))
        self._agenda: list[tuple[datetime, int, int, int | str, int]] = []
        self._order = count()
        self._voice = Voice(policy, cast, self._hands, self.figures, self._case_of)
        self._channels: dict[str, ChannelPlayed] = {}
        self._ids = count(1)

    def forward(self, to: datetime) -> None:
        """Time goes on: everything that is due by then happens, in order."""
        while self._agenda and self._agenda[0][0] <= to:
            at, kind, _order, who, look = heapq.heappop(self._agenda)
            if kind == SPEAK:
                if later := self._voice.speak(str(who), at):
                    self._call_on(str(who), later)
            elif (one := self.open.get(int(who))) and one.look == look:
                self._look(one, at)

    def hear(self, heard: Heard) -> None:
        """An answer joins the customer's case, opens one, or is quiet."""
        response = replace(heard.response, band=self._band(heard.response))
        self.figures.answers += 1
        if one := self.open.get(heard.customer.id):
            one.customer = heard.customer
            self._change(one, attach(one.case, response.band, heard.at, first=True), heard.at)
            return
        opening = opens_case(self._policy, facts_of(response, heard.customer))
        if isinstance(opening, NoCase):
            self.figures.quiet += 1
            return
        case = Case(next(self._ids), heard.customer.id, opening.team, opening.kind, CaseState.OPEN, heard.at)
        case = self._hands.first(case, heard.customer, heard.at)
        self.open[heard.customer.id] = one = _Open(case, heard.customer)
        self.figures.opened += 1
        self.figures.unknown += response.case_id is None
        self._show(one, heard.at)
        self._ask_for_look(one, heard.at)

    def act(self, acted: Acted) -> None:
        """What was done then is done again, if there is a case and the rules allow it."""
        one = self.open.get(acted.customer_id)
        if one is None:
            return
        event, owner = acted.event, one.case.owner
        if event.what is What.CLOSED:
            del self.open[acted.customer_id]
            return
        changed = again(one.case, event)
        if isinstance(changed, Changed):
            self._change(one, changed, acted.at)
            to = changed.case.owner
            if event.what is What.HANDED_OVER and to and to not in (owner, event.who):
                self.figures.of_person(to, acted.at).pings += 1

    def _case_of(self, customer: int) -> Case | None:
        one = self.open.get(customer)
        return one.case if one else None

    def _band(self, response: Response) -> Band | None:
        """By the thresholds of today."""
        if response.score is None:
            return response.band
        try:
            return band_of(response.score, response.metric, response.scale, self._policy.bands)
        except ImpossibleScore:
            return response.band

    def _change(self, one: _Open, changed: Changed, now: datetime) -> None:
        one.becomes(changed.case, now)
        self._ask_for_look(one, now)

    def _show(self, one: _Open, now: datetime) -> None:
        channel = self._channels.setdefault(self._policy.team(one.case.team).channel, ChannelPlayed())
        placed = channel.place(now, self._policy.delivery, low=one.customer.touch is Touch.LOW)
        tally = self.figures.of_team(one.case.team, now)
        tally.cards += placed.cards
        tally.in_storms += placed.in_storms
        self.figures.storms += placed.begins

    def _ask_for_look(self, one: _Open, at: datetime) -> None:
        one.look += 1
        heapq.heappush(self._agenda, (_tick(at), LOOK, next(self._order), one.customer.id, one.look))

    def _look(self, one: _Open, now: datetime) -> None:
        if woken := wake(one.case, now):
            one.case = woken.case
        self._note_overdue(one, now)
        one.becomes(self._hands.settled(one.case, one.customer, now), now)
        leaders = self._hands.leaders(one.case, now)
        answer: Nag | Release | Wait
        while isinstance(
            answer := decide(one.case, one.customer, leaders, self._policy, one.said, now, one.away_since), Nag
        ):
            one.said.add(answer.said)
            for target in answer.to:
                self._call_on(target, self._voice.wants(target, one.case, answer.said, now))
        if isinstance(answer, Release):
            self.figures.given_back += 1
            changed = self._hands.passed_on(one.case, now)
            if isinstance(changed, Changed):
                self._change(one, changed, now)
        else:
            moments = (answer.until, self._hands.changes_at(one.case, one.customer, now), now + LONGEST_WAIT)
            self._ask_for_look(one, min(moment for moment in moments if moment))

    def _note_overdue(self, one: _Open, now: datetime) -> None:
        due, start = next_due(one.case, one.customer.touch, self._policy), one.case.clock_start
        if due is None or one.overdue == start or due.at > now:
            return
        one.overdue = start
        self.figures.of_team(one.case.team, due.at).overdue += 1
        if one.case.owner:
            self.figures.of_person(one.case.owner, due.at).overdue += 1

    def _call_on(self, target: str, at: datetime) -> None:
        heapq.heappush(self._agenda, (_tick(at), SPEAK, next(self._order), target, 0))


def _tick(at: datetime) -> datetime:
    """The first look of the bot at this moment or after it."""
    seconds = -(-at.timestamp() // TICK) * TICK
    return datetime.fromtimestamp(seconds, UTC)
