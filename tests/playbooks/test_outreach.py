"""Outreach figures: what customers did is counted once, for the mail that it belongs to."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playbooks.outreach import Did, Figures, Happening, Sent, by_mailing, by_playbook, came_of, since
from playbooks.periods import period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_an_answer_belongs_to_the_mail_before_it() -> None:
    mails = [Sent(1, 7, 70, "outage", None, at(0)), Sent(2, 7, 70, "price", 5, at(60))]
    happened = [Happening(Did.ANSWERED, 70, at(30), 7), Happening(Did.ANSWERED, 70, at(61), 7)]
    figures = by_playbook(mails, happened, clicks=False)
    assert figures["outage"].answered == figures["price"].answered == 1
    assert by_mailing(mails, happened, clicks=False) == {5: Figures(1, 0, None, 1, 0, 0)}


def test_who_answers_three_times_has_answered_one_mail() -> None:
    mails = [Sent(1, 7, 70, "outage", None, at(0))]
    happened = [Happening(Did.ANSWERED, 70, at(n), 7) for n in (1, 2, 3)]
    assert by_playbook(mails, happened, clicks=True) == {"outage": Figures(1, 0, 0, 1, 0, 0)}


def test_what_was_said_before_the_mail_or_in_another_case_is_not_its_doing() -> None:
    mails = [Sent(1, 7, 70, "outage", None, at(10))]
    happened = [Happening(Did.ANSWERED, 70, at(5), 7), Happening(Did.RECOVERED, 70, at(20), 8)]
    assert came_of(mails, happened) == {1: frozenset()}


def test_a_refused_mail_and_one_that_came_back_are_both_bounced_once() -> None:
    mails = [Sent(1, 7, 70, "outage", 5, at(0), failed=True), Sent(2, 8, 80, "outage", 5, at(0))]
    happened = [Happening(Did.BOUNCED, 70, at(0), 7), Happening(Did.BOUNCED, 80, at(3), 8)]
    assert by_mailing(mails, happened, clicks=False)[5] == Figures(0, 2, None, 0, 0, 0)


def test_who_wants_no_more_mail_says_so_to_the_last_one() -> None:
    mails = [Sent(1, 7, 70, "outage", 5, at(0)), Sent(2, 9, 70, "price", 6, at(60))]
    figures = by_mailing(mails, [Happening(Did.UNSUBSCRIBED, 70, at(90))], clicks=False)
    assert (figures[5].unsubscribed, figures[6].unsubscribed) == (0, 1)


HAPPENINGS = st.lists(
    st.builds(
        Happening,
        st.sampled_from(Did),
        st.integers(1, 4),
        st.integers(0, 200).map(at),
        st.none() | st.integers(1, 6),
    ),
    max_size=40,
)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(0, 100), st.booleans())), HAPPENINGS)
def test_no_figure_is_larger_than_what_was_sent(
    made: list[tuple[int, int, int, bool]], happened: list[Happening]
) -> None:
    mails = [
        Sent(n, case, customer, "outage", 1 + n % 2, at(minute), failed)
        for n, (case, customer, minute, failed) in enumerate(made)
    ]
    groups = [*by_mailing(mails, happened, clicks=True).values(), *by_playbook(mails, happened, clicks=True).values()]
    assert sum(one.sent + one.bounced for one in groups) == 2 * len(mails)
    for one in groups:
        counted = (one.sent, one.clicked or 0, one.answered, one.unsubscribed, one.recovered)
        assert all(0 <= n <= one.sent + one.bounced for n in counted)
    total = sum(len(did) for did in came_of(mails, happened).values())
    assert total <= len(happened) + sum(mail.failed for mail in mails)


def test_the_words_for_a_stretch_of_time() -> None:
    assert since("week", NOON, "UTC") == NOON - timedelta(days=7)
    assert since("Quarter", NOON, "UTC") == since("90d", NOON, "UTC") == NOON - timedelta(days=90)
    assert since("year", NOON, "UTC") is None


def test_a_month_begins_at_the_same_time_of_day_as_that_of_the_other_reports() -> None:
    """Across the end of summer time too: or a mail of that hour is in one report and not in the other."""
    now = datetime(2026, 11, 3, 9, 3, tzinfo=UTC)
    assert since("month", now, "Europe/Oslo") == period("month", now, "Europe/Oslo").start != now - timedelta(days=30)
