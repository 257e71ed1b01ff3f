"""Check-ins: who is asked, when, and what their word does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.cases import Case, CaseKind, CaseState, Outcome
from playbooks.check_ins import (
    TOO_LATE,
    CheckIn,
    Dropped,
    Follows,
    Word,
    calendar_for,
    steps_of,
    what_follows,
    when_to_ask,
    why_not_ask,
)
from playbooks.countries import country_of, usual_hours
from playbooks.customers import Customer
from playbooks.policy import Company, Team
from playbooks.responses import Scale

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
"""A Wednesday; Good Friday and Easter Monday follow."""
TEAM = Team(name="support", channel="#support", timezone="Europe/Oslo", holidays="NO")
ACME = Company(name="Acme")
CLOSED = Case(
    1, 1, "support", CaseKind.RESCUE, CaseState.CLOSED, NOW, "U0ANA", NOW, NOW, NOW, "U0ANA", Outcome.SOLVED, "one-off"
)
ASKED = CheckIn(1, 1, 1, "support", None, NOW, NOW + timedelta(days=3))


def asked(
    case: Case = CLOSED, after: timedelta | None = None, zone: str | None = None, *, replied: bool = True
) -> datetime | None:
    calendar = calendar_for(Customer(1, timezone=zone), TEAM, ACME)
    return when_to_ask(case, calendar, replied=replied, after=after, now=NOW)


def test_nobody_is_asked_on_a_holiday() -> None:
    """Three working days after the Wednesday before Easter is the Wednesday after, in Oslo: Maundy Thursday, Good
    Friday and Easter Monday are free."""
    due = asked()
    assert due
    assert due.astimezone(ZoneInfo("Europe/Oslo")).date().isoformat() == "2026-04-09"


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Tehran", "2026-04-06"), ("Europe/Warsaw", "2026-04-07"), ("nowhere", "2026-04-09")]
)
def test_the_customers_own_working_days_count(zone: str, day: str) -> None:
    due = asked(zone=zone)
    assert due
    known = ZoneInfo(zone if "/" in zone else "Europe/Oslo")
    assert due.astimezone(known).date().isoformat() == day
    assert 9 <= due.astimezone(known).hour <= 17


def test_where_friday_is_the_weekend() -> None:
    assert country_of("Asia/Tehran") == "IR"
    assert usual_hours("IR").days[4] == ()
    assert country_of("Mars/Olympus") is None


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.NO_CONTACT, Outcome.FALSE_ALARM])
def test_who_was_not_helped_is_not_asked(outcome: Outcome) -> None:
    """ "Did we solve it?" after we gave up on somebody would be mockery."""
    assert asked(replace(CLOSED, outcome=outcome)) is None
    assert asked(replace(CLOSED, outcome=outcome), timedelta(hours=8)) is None


def test_who_never_had_a_mail_is_not_asked_by_mail() -> None:
    assert asked(replied=False) is None


def test_a_playbook_may_ask_sooner_and_may_ask_the_happy() -> None:
    thanks = replace(CLOSED, kind=CaseKind.THANKS)
    assert asked(thanks) is None
    sooner = asked(thanks, timedelta(hours=8))
    usual = asked()
    assert sooner
    assert usual
    assert sooner < usual


def test_what_comes_in_between_stops_the_question() -> None:
    def why(
        case: Case = CLOSED, at: datetime = ASKED.due_at, *, another: bool = False, linked: bool = True
    ) -> Dropped | None:
        return why_not_ask(ASKED, case, another_open=another, linked=linked, now=at)

    assert why() is None
    assert why(replace(CLOSED, state=CaseState.CLAIMED)) is Dropped.REOPENED
    assert why(replace(CLOSED, closed_at=NOW + timedelta(days=1))) is Dropped.REOPENED, "closed again: asked anew"
    assert why(another=True) is Dropped.ANOTHER
    assert why(at=ASKED.due_at + TOO_LATE + timedelta(seconds=1)) is Dropped.TOO_LATE
    assert why(linked=False) is Dropped.NO_LINK


@given(st.sampled_from([None, *Word]), st.sampled_from(Word), st.booleans(), st.booleans())
def test_the_last_word_counts_and_a_yes_closes_nothing(
    before: Word | None, word: Word, is_open: bool, another: bool
) -> None:
    case = replace(CLOSED, state=CaseState.CLAIMED) if is_open else CLOSED
    follows = what_follows(replace(ASKED, word=before), word, case, another_open=another)
    if before is word:
        assert follows is Follows.NOTHING
    elif word is Word.YES:
        assert follows is Follows.RECOVERED
    else:
        assert follows is (Follows.TOLD if is_open or another else Follows.REOPENED)


def test_scores_are_chosen_from_the_customers_own_scale() -> None:
    assert list(steps_of(Scale(1, 5)) or ()) == [1, 2, 3, 4, 5]
    assert list(steps_of(None) or ()) == list(range(11))
    assert steps_of(Scale(0, 1)) is None
    assert steps_of(Scale(0, 100)) is None
    assert steps_of(Scale(0.5, 5)) is None
