"""Which case comes first."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, CaseState
from playbooks.customers import Customer, Touch
from playbooks.urgency import is_overdue, urgency
from tests.handlers.views.sample_cases import DAY, HOUR, INVENTING, NOW, case_file, listed_cases

LOW = Customer(9, name="Per Berg", touch=Touch.LOW)


def test_overdue_high_touch_first_then_what_is_due_soonest_then_what_sleeps() -> None:
    order = [
        case_file(1, due=-HOUR),
        case_file(2, customer=LOW, due=-DAY),
        case_file(3, due=HOUR),
        case_file(4, customer=LOW, due=2 * HOUR),
        case_file(5, due=None),
        case_file(6, due=-DAY, snoozed_until=NOW + DAY),
        case_file(7, due=-DAY, state=CaseState.CLOSED),
    ]
    shuffled = [order[n] for n in (3, 6, 0, 5, 2, 1, 4)]
    assert sorted(shuffled, key=lambda file: urgency(file, NOW)) == order


def test_it_is_overdue_from_the_very_moment_at_which_it_is_due() -> None:
    """The reminder says so at that moment, and the card that follows it must not contradict."""
    assert is_overdue(case_file(due=0 * HOUR), NOW)
    assert not is_overdue(case_file(due=HOUR), NOW)


def test_a_snooze_that_is_over_counts_no_more() -> None:
    assert is_overdue(case_file(due=-HOUR, snoozed_until=NOW), NOW)
    assert not is_overdue(case_file(due=-HOUR, snoozed_until=NOW + HOUR), NOW)


def test_among_equals_the_important_the_valuable_and_the_unhappy_come_first() -> None:
    rich = case_file(3, customer=replace(LOW, value=9_000))
    unhappier = case_file(4, customer=LOW)
    unhappier = replace(unhappier, responses=(replace(unhappier.responses[0], score=0),))
    order = [case_file(5), rich, unhappier, case_file(1, customer=LOW), case_file(2, due=None)]
    shuffled = [order[n] for n in (3, 0, 4, 2, 1)]
    assert sorted(shuffled, key=lambda file: urgency(file, NOW)) == order


def test_among_equals_nobody_is_thanked_before_those_who_need_help() -> None:
    """After a weekend all are due at the same minute: a delighted customer of great value stood above the unhappy."""
    rich = replace(LOW, value=900_000)
    order = [
        case_file(4, customer=LOW),
        case_file(3, customer=replace(LOW, value=1_000), kind=CaseKind.ASK),
        case_file(2, customer=rich, kind=CaseKind.THANKS),
        case_file(1, customer=rich, due=2 * HOUR),
    ]
    shuffled = [order[n] for n in (3, 2, 0, 1)]
    assert sorted(shuffled, key=lambda file: urgency(file, NOW)) == order


@given(st.lists(listed_cases(), max_size=4))
@INVENTING
def test_urgency_puts_any_cases_in_one_order(files: list[CaseFile]) -> None:
    ordered = sorted(files, key=lambda file: urgency(file, NOW))
    backwards = files[::-1]
    again = sorted(backwards, key=lambda file: urgency(file, NOW))
    assert [urgency(file, NOW) for file in ordered] == [urgency(file, NOW) for file in again]
    open_first = [file.case.is_open for file in ordered]
    assert open_first == sorted(open_first, reverse=True)
