"""A case's life: whatever people do in whatever order, it has one owner, one end, and a history that fits."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from playbooks.acts import attach, claim, close, contact, hand_over, release, snooze, wake
from playbooks.cases import Absence, Case, CaseKind, CaseState, Changed, Event, Given, Outcome, Refused, What
from playbooks.giving import give, keep, owner_away, owner_back
from playbooks.responses import Band

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PEOPLE = st.sampled_from(["U0ANA", "U0BEA", "U0MIRA"])
WORDS = st.sampled_from(["", "  ", "called her", "👍"])


def new(kind: CaseKind) -> Case:
    return Case(1, 1, "support", kind, CaseState.OPEN, NOW)


class Life(RuleBasedStateMachine):
    """People and customers do anything at any time; `saved` is what the store would keep."""

    @initialize(kind=st.sampled_from(CaseKind))
    def open(self, kind: CaseKind) -> None:
        self.case = new(kind)
        self.now = NOW
        self.history: list[Event] = []
        self.unhappy = kind is CaseKind.RESCUE

    def does(self, answer: Changed | Refused | None) -> None:
        before = self.case
        self.now += timedelta(minutes=7)
        if not isinstance(answer, Changed):
            assert answer is None or answer.owner in (None, before.owner)
            return
        assert before.is_open, f"a closed case was changed by {answer.event.what}"
        after = answer.case
        kept = (after.id, after.customer_id, after.team, after.opened_at, after.version)
        assert kept == (before.id, before.customer_id, before.team, before.opened_at, before.version)
        assert before.contacted_at in (None, after.contacted_at), "a contact was forgotten"
        self.case = after
        self.history.append(answer.event)

    @rule(who=PEOPLE)
    def claims(self, who: str) -> None:
        free = self.case.is_open and self.case.owner is None
        answer = claim(self.case, who, self.now)
        assert isinstance(answer, Changed) == free
        self.does(answer)

    @rule(who=PEOPLE, why=st.none() | WORDS)
    def releases(self, who: str, why: str | None) -> None:
        self.does(release(self.case, who, self.now, why))

    @rule(who=PEOPLE, to=PEOPLE)
    def hands_over(self, who: str, to: str) -> None:
        self.does(hand_over(self.case, who, to, self.now))

    @rule(to=PEOPLE, why=st.sampled_from(Given), instead=st.none() | PEOPLE)
    def is_given(self, to: str, why: Given, instead: str | None) -> None:
        before = self.case.owner
        answer = give(self.case, to, self.now, why, instead)
        assert isinstance(answer, Changed) == (self.case.is_open and before == instead and before != to)
        self.does(answer)

    @rule(who=PEOPLE)
    def waits_for_an_account_manager(self, who: str) -> None:
        if self.case.state is CaseState.OPEN:
            self.does(keep(self.case, who, self.now))

    @rule(why=st.sampled_from(Absence))
    def owner_leaves_and_comes_back(self, why: Absence) -> None:
        if self.case.is_open and self.case.owner:
            self.does(owner_back(self.case, self.now) if self.case.away else owner_away(self.case, self.now, why, None))

    @invariant()
    def what_is_said_of_its_hands_is_true(self) -> None:
        assert self.case.kept_for is None or self.case.owner is None
        assert self.case.is_open or (self.case.kept_for, self.case.away) == (None, None)
        assert self.case.owner or (self.case.given, self.case.away) == (None, None)

    @rule(who=PEOPLE, what=st.sampled_from([What.CALL_LOGGED, What.REPLIED]), why=WORDS)
    def contacts(self, who: str, what: What, why: str) -> None:
        self.does(contact(self.case, who, self.now, what, why))

    @rule(who=PEOPLE, outcome=st.sampled_from(Outcome), well=st.none() | WORDS, note=st.none() | WORDS)
    def closes(self, who: str, outcome: Outcome, well: str | None, note: str | None) -> None:
        self.does(close(self.case, who, self.now, outcome, well, note))

    @rule(who=PEOPLE, minutes=st.integers(-10, 100), why=WORDS)
    def snoozes(self, who: str, minutes: int, why: str) -> None:
        self.does(snooze(self.case, who, self.now, self.now + timedelta(minutes=minutes), why))

    @rule()
    def time_comes(self) -> None:
        self.does(wake(self.case, self.now))

    @rule(band=st.none() | st.sampled_from(Band), first=st.booleans())
    def customer_answers(self, band: Band | None, first: bool) -> None:
        if self.case.is_open:  # the store gives only open cases to attach to
            self.unhappy = self.unhappy or band is Band.DETRACTOR
            self.does(attach(self.case, band, self.now, first=first))

    @invariant()
    def no_clock_begins_in_the_future(self) -> None:
        """Else a case could sleep itself out of every limit."""
        assert self.case.clock_start <= self.now
        assert (self.case.snoozed_at is None) == (self.case.snoozed_until is None)

    @invariant()
    def there_is_exactly_one_owner_unless_it_waits_in_the_channel(self) -> None:
        if hasattr(self, "case"):
            assert (self.case.owner is None) == (self.case.state is CaseState.OPEN)

    @invariant()
    def what_it_says_of_itself_fits_together(self) -> None:
        if not hasattr(self, "case"):
            return
        case = self.case
        closed = case.state is CaseState.CLOSED
        assert closed == (case.closed_at is not None) == (case.closed_by is not None) == (case.outcome is not None)
        assert case.state is not CaseState.CONTACTED or case.contacted_at is not None
        assert case.state not in (CaseState.CLAIMED, CaseState.CONTACTED) or case.claimed_at is not None
        assert (case.snoozed_until is None) == (case.snooze_reason is None)
        assert not closed or case.snoozed_until is None
        assert (case.kind is CaseKind.RESCUE) == self.unhappy

    @invariant()
    def the_history_tells_it(self) -> None:
        if not hasattr(self, "case"):
            return
        told = [event.what for event in self.history]
        contacted = What.CALL_LOGGED in told or What.REPLIED in told
        assert contacted == (self.case.contacted_at is not None)
        assert (What.CLOSED in told) == (not self.case.is_open)
        assert [event.at for event in self.history] == sorted(event.at for event in self.history)
        if What.CLOSED in told:
            assert told.index(What.CLOSED) == len(told) - 1
            evidence = contacted or self.case.outcome in (Outcome.NO_CONTACT, Outcome.FALSE_ALARM)
            assert evidence, "closed without evidence"
            needs_well = self.case.kind is CaseKind.RESCUE and self.case.outcome is not Outcome.FALSE_ALARM
            assert self.case.well or not needs_well


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=25)
