"""Cases: who comes second is told, nothing is closed for nothing, and no snooze lasts too long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from playbooks.acts import attach, calls_back, claim, close, contact, kind_for, not_reached, release, snooze, wake
from playbooks.cases import Case, CaseKind, CaseState, Changed, Event, Outcome, Refusal, Refused, What
from playbooks.responses import Band

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def new(kind: CaseKind = CaseKind.RESCUE) -> Case:
    return Case(1, 1, "support", kind, CaseState.OPEN, NOW)


def refused(answer: Changed | Refused) -> Refused:
    assert isinstance(answer, Refused)
    return answer


def changed(answer: Changed | Refused | None) -> Case:
    assert isinstance(answer, Changed)
    return answer.case


def test_who_comes_second_is_told_who_has_it() -> None:
    taken = changed(claim(new(), "U0ANA", NOW))
    assert refused(claim(taken, "U0BEA", NOW)) == Refused(Refusal.ALREADY_CLAIMED, "U0ANA")
    assert refused(claim(taken, "U0ANA", NOW)) == Refused(Refusal.ALREADY_YOURS, "U0ANA")


def test_claiming_ends_a_snooze_and_a_new_answer_does_too() -> None:
    asleep = changed(snooze(new(), "U0ANA", NOW, NOW + timedelta(hours=1), "away"))
    assert changed(claim(asleep, "U0ANA", NOW)).snoozed_until is None
    assert changed(attach(asleep, Band.PASSIVE, NOW, first=True)).snoozed_until is None
    assert changed(attach(asleep, Band.PASSIVE, NOW, first=False)).snoozed_until is not None


def test_who_is_unhappy_again_after_we_wrote_waits_for_us_again() -> None:
    """Or their second complaint lies there until somebody looks for a case to close."""
    later = NOW + timedelta(hours=2)
    written = changed(contact(new(), "U0ANA", NOW, What.REPLIED, "Sorry"))
    again = changed(attach(written, Band.DETRACTOR, later, first=True))
    assert (again.state, again.clock_start, again.contacted_at) == (CaseState.CLAIMED, later, NOW)
    assert calls_back(written, again)
    for band in (Band.PASSIVE, Band.PROMOTER, None):
        assert changed(attach(written, band, later, first=True)).state is CaseState.CONTACTED
    comment = changed(attach(written, Band.DETRACTOR, later, first=False, before=Band.DETRACTOR))
    assert comment.state is CaseState.CONTACTED, "the comment to the score that we answered"
    worse = changed(attach(written, Band.DETRACTOR, later, first=False, before=Band.PROMOTER))
    assert worse.state is CaseState.CLAIMED, "it was a nine in between"
    assert not calls_back(again, changed(attach(again, Band.DETRACTOR, later, first=True))), "they know already"


def test_nobody_is_thanked_for_a_ten_that_became_a_seven() -> None:
    """ "Thank you for your praise", in answer to "the price went up twice", costs the rest of the good will."""
    delighted = new(CaseKind.THANKS)
    lukewarm = changed(attach(delighted, Band.PASSIVE, NOW, first=False))
    assert lukewarm.kind is CaseKind.ASK
    assert changed(attach(lukewarm, Band.PROMOTER, NOW, first=True)).kind is CaseKind.THANKS
    assert changed(attach(delighted, None, NOW, first=True)).kind is CaseKind.THANKS
    thanked = changed(contact(delighted, "U0ANA", NOW, What.REPLIED, "Thank you"))
    assert changed(attach(thanked, Band.PASSIVE, NOW, first=False)).kind is CaseKind.THANKS
    for band in Band:
        assert changed(attach(new(), band, NOW, first=True)).kind is CaseKind.RESCUE
        assert (changed(attach(thanked, band, NOW, first=True)).kind is CaseKind.RESCUE) is (band is Band.DETRACTOR)


def test_a_case_given_back_remembers_that_the_customer_heard_from_us() -> None:
    called = changed(contact(new(), "U0ANA", NOW, What.CALL_LOGGED, "spoke with her"))
    freed = changed(release(called, "U0ANA", NOW))
    assert (freed.state, freed.owner, freed.contacted_at) == (CaseState.OPEN, None, NOW)
    assert refused(release(freed, "U0ANA", NOW)).reason is Refusal.NOT_CLAIMED


@pytest.mark.parametrize(
    ("outcome", "well", "note", "reason"),
    [
        (Outcome.SOLVED, "late parcels", None, Refusal.NO_EVIDENCE),
        (Outcome.NO_CONTACT, "  ", None, Refusal.NO_WELL),
        (Outcome.FALSE_ALARM, None, "  ", Refusal.NO_REASON),
    ],
)
def test_a_loop_is_not_closed_for_nothing(
    outcome: Outcome, well: str | None, note: str | None, reason: Refusal
) -> None:
    assert refused(close(new(), "U0ANA", NOW, outcome, well, note)).reason is reason


def test_thanks_need_no_well() -> None:
    thanked = changed(contact(new(CaseKind.THANKS), "U0ANA", NOW, What.REPLIED, "Thank you!"))
    assert changed(close(thanked, "U0ANA", NOW, Outcome.EXPLAINED, None, None)).state is CaseState.CLOSED


def test_a_snooze_is_over_at_its_minute() -> None:
    until = NOW + timedelta(hours=1)
    asleep = changed(snooze(new(), "U0ANA", NOW, until, " away "))
    assert asleep.snooze_reason == "away"
    assert wake(asleep, until - timedelta(microseconds=1)) is None
    assert changed(wake(asleep, until)).snoozed_until is None
    assert refused(snooze(new(), "U0ANA", NOW, NOW, "away")).reason is Refusal.IN_THE_PAST


def test_the_delighted_and_the_unhappy_get_cases_of_their_own_kind() -> None:
    kinds = [kind_for(band) for band in (Band.DETRACTOR, Band.PASSIVE, Band.PROMOTER, None)]
    assert kinds == [CaseKind.RESCUE, CaseKind.ASK, CaseKind.THANKS, CaseKind.RESCUE]


CASE = Case(1, 1, "support", CaseKind.RESCUE, CaseState.CONTACTED, NOW, owner="U0ANA", claimed_at=NOW, contacted_at=NOW)
REPLIED = Event(NOW, "U0ANA", What.REPLIED, "Hello", {"mail": "one@acme.example"})


def test_a_reply_that_was_refused_is_no_contact() -> None:
    later = NOW + timedelta(hours=1)
    after = not_reached(CASE, [REPLIED], "one@acme.example", later, "no such mailbox")
    assert after.case.state is CaseState.CLAIMED
    assert after.case.contacted_at is None
    assert after.case.clock_start == later
    assert after.event.what is What.MAIL_REFUSED


def test_a_call_besides_it_still_counts() -> None:
    call = Event(NOW + timedelta(minutes=5), "U0ANA", What.CALL_LOGGED, "He knows")
    after = not_reached(CASE, [REPLIED, call], "one@acme.example", NOW + timedelta(hours=1), "")
    assert after.case.state is CaseState.CONTACTED
    assert after.case.contacted_at == call.at


def test_a_case_that_was_closed_with_the_refused_reply_is_open_again() -> None:
    """Send and close, and then the address is wrong: nobody has heard from us."""
    closed = replace(CASE, state=CaseState.CLOSED, closed_at=NOW, closed_by="U0ANA", outcome=Outcome.EXPLAINED)
    again = not_reached(closed, [REPLIED], "one@acme.example", NOW, "").case
    assert again.is_open
    assert (again.outcome, again.closed_at, again.owner) == (None, None, "U0ANA")
    silent = replace(closed, outcome=Outcome.NO_CONTACT)
    assert not not_reached(silent, [REPLIED], "one@acme.example", NOW, "").case.is_open
