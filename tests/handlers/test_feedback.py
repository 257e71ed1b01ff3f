"""Feedback: the last word counts, each is told once, and no finger on a button can keep a whole team awake."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from handlers.customers import look_up
from handlers.feedback import Link, not_taken, press
from handlers.responses import hear
from playbooks.acts import claim, close, contact
from playbooks.cases import Case, CaseState, Changed, Outcome, Refused, What
from playbooks.check_ins import MOST_IN_AN_HOUR, MOST_WORDS, CheckIn, CheckInState, Word
from playbooks.customers import Identity
from playbooks.links import Purpose, sign
from playbooks.mails import Post
from playbooks.responses import Answer, Metric, Scale
from storage import cases, check_ins
from storage.notices import notices
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "a-secret-for-links-of-tests"
POST = Post(address="care@acme.example", public_url="https://acme.example", secret=SECRET)


def kept(db: Connection, decided: Changed | Refused) -> Case:
    assert isinstance(decided, Changed)
    return cases.save(db, decided)


@pytest.fixture
def asked(db: Connection) -> CheckIn:
    """A customer gave 2 of 5, was answered, and is asked now whether it is solved."""
    answer = Answer("a-1", Identity(email="tom@baker.example"), score=2, metric=Metric.STARS, scale=Scale(1, 5))
    hear(db, POLICY, POLICY.sources[0], answer, NOW)
    customer = look_up(db, "tom@baker.example")
    assert customer is not None
    case = cases.open_case_of(db, customer.id)
    assert case is not None
    case = kept(db, claim(case, "U0ANA", NOW))
    case = kept(db, contact(case, "U0ANA", NOW, What.REPLIED, "Sorry"))
    kept(db, close(case, "U0ANA", NOW, Outcome.SOLVED, "one-off", None))
    check_ins.add(db, CheckIn(0, case.id, customer.id, "support", None, NOW, NOW, CheckInState.PLANNED))
    (due,) = check_ins.due(db, NOW, 5)
    check_ins.asked(db, due.id, NOW)
    return due


def pressed(db: Connection, asked: CheckIn, now: datetime, **told: str) -> int:
    return press(db, POLICY, POST, link(asked), told, now).status


def link(asked: CheckIn) -> Link:
    return Link(sign(SECRET, Purpose.CHECK_IN, str(asked.id), None))


def told(db: Connection) -> list[tuple[str, str]]:
    """Whom we told what, without where the case is found."""
    rows = db.execute(select(notices.c.target, notices.c.words).order_by(notices.c.id))
    return [(target, words.partition("\n`/loop")[0]) for target, words in rows]


def test_two_words_in_one_moment_are_both_told_and_the_last_one_counts(db: Connection, asked: CheckIn) -> None:
    """The team would read that it is not solved, of a customer who is happy."""
    for word in ("no", "yes"):
        assert pressed(db, asked, NOW, word=word) == 200
    assert [words for target, words in told(db) if target == "#support"] == [
        "tom@baker.example says that it is not solved.",
        "✓ tom@baker.example says that it is solved.",
    ]
    after = check_ins.find(db, asked.id)
    (case,) = cases.get_many(db, [asked.case_id])
    assert after is not None
    assert (after.word, case.state) == (Word.YES, CaseState.CONTACTED)


def test_what_a_customer_adds_is_told_once_with_its_scale(db: Connection, asked: CheckIn) -> None:
    """ "New score: 5", said again with each word, is five of what, and how often?"""
    pressed(db, asked, NOW, word="no", score="3", comment="Still slow")
    pressed(db, asked, NOW, word="yes", score="5")
    pressed(db, asked, NOW, word="yes", comment="Quick now")
    pressed(db, asked, NOW, word="yes", score="5", comment="Quick now")
    assert [words.split("\n", 1)[1:] for target, words in told(db) if target == "#support"] == [
        ["New score: 3 of 5\n> Still slow"],
        ["New score: 5 of 5"],
        ["> Quick now"],
    ]


def test_whoever_presses_for_ever_is_asked_to_write_to_a_person(db: Connection, asked: CheckIn) -> None:
    """Each change of mind was a line in the thread and a message to the owner, a hundred times an hour."""
    answers = [pressed(db, asked, NOW, word=("no", "yes")[n % 2]) for n in range(20)]
    assert answers == [200] * MOST_IN_AN_HOUR + [429 if n % 2 == 0 else 200 for n in range(16)]
    assert len(told(db)) == 2 * MOST_IN_AN_HOUR
    events = cases.events_of(db, [asked.case_id])[asked.case_id]
    assert len([one for one in events if one.what in (What.RECOVERED, What.REOPENED)]) == MOST_IN_AN_HOUR
    full = press(db, POLICY, POST, link(asked), {"word": "no"}, NOW)
    assert "Your answer is: Yes, it is solved" in full.html

    hours = [NOW + timedelta(hours=n) for n in range(1, 9)]
    heard = sum(pressed(db, asked, hour, word=word) == 200 for hour in hours for word in ("no", "yes"))
    assert heard >= MOST_WORDS - MOST_IN_AN_HOUR
    assert len([target for target, _words in told(db) if target == "#support"]) == MOST_WORDS


def test_who_sends_too_much_reads_why_in_words(db: Connection, asked: CheckIn) -> None:
    """ "The body is over 0 MiB" says nothing to somebody who has just written at length."""
    page = not_taken(db, POLICY, POST, link(asked), 413, NOW)
    assert (page.status, "write a little less" in page.html) == (413, True)
    assert "send it once more" in not_taken(db, POLICY, POST, link(asked), 408, NOW).html
    assert not_taken(db, POLICY, POST, Link("made-up"), 413, NOW).status == 404
