"""Incidents: who is on duty is told what is true, once, and neither of a mend nor of a need that is not there."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from handlers import incidents, tokens
from playbooks.sending import Family
from storage import incidents as rows
from storage import notices
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=20)
ADMIN = "U0ADMIN"
COMPANY = POLICY.company.model_copy(update={"admins": (ADMIN,), "fallback_channel": "#admins"})
RULES = POLICY.model_copy(update={"company": COMPANY})


def gone(db: Connection, at: datetime = NOW) -> bool:
    return incidents.met(db, RULES, "#support", Family.CHANNEL_GONE, "is_archived", at)


def revoked(db: Connection, at: datetime = NOW) -> None:
    tokens.met(db, "token_revoked", at)


def taken(db: Connection, target: str, at: datetime, *, posted: bool) -> None:
    incidents.taken(db, RULES, target, at, posted=posted)


def told(db: Connection) -> str | None:
    notice = notices.oldest(db, ADMIN, LATER + timedelta(days=1))
    return notice.words if notice else None


def test_an_update_says_that_the_token_works_and_nothing_of_the_channel(db: Connection) -> None:
    """Else readiness is green while new customers are not seen."""
    assert gone(db)
    revoked(db)
    taken(db, "#support", LATER, posted=False)
    assert incidents.channels_gone(db) == ["#support"]
    assert "token" not in rows.current(db)
    taken(db, "#support", LATER, posted=True)
    assert not rows.current(db)


def test_a_fault_is_news_when_it_begins_and_when_it_begins_again(db: Connection) -> None:
    """The log and the admins are told of the second time too."""
    assert [gone(db), gone(db)] == [True, False]
    incidents.mended(db, RULES, {"#support"}, LATER)
    assert gone(db, LATER)
    assert (told(db) or "").startswith("I cannot post in #support")


def test_nobody_is_called_to_a_channel_that_is_there_again(db: Connection) -> None:
    """An admin whose messages waited would look for trouble that is over."""
    gone(db)
    assert told(db)
    taken(db, "#support", LATER, posted=True)
    assert told(db) is None


def test_who_could_not_be_told_of_the_token_hears_afterwards_how_long_nobody_was_served(db: Connection) -> None:
    """And is not asked to install an app that works."""
    revoked(db)
    assert told(db) is None
    taken(db, ADMIN, LATER, posted=True)
    said = told(db) or ""
    assert said.startswith("Slack did not let me speak (token_revoked) from ")
    assert "08:00" in said, "since when"
    assert "08:20" in said, "until when"
    assert "install" not in said


def test_a_token_that_failed_for_a_moment_is_not_worth_a_message(db: Connection) -> None:
    revoked(db)
    taken(db, "#support", NOW + timedelta(seconds=30), posted=True)
    assert told(db) is None


def test_a_line_said_elsewhere_says_why_in_words(db: Connection) -> None:
    notices.say_once(db, "a-test", "#support", "The storm is over.", NOW)
    gone(db)
    line = notices.oldest(db, "#support", NOW)
    assert line
    incidents.redirect(db, line, "#admins", NOW)
    moved = notices.oldest(db, "#admins", NOW)
    assert moved
    assert moved.words == "For #support, where I cannot post: it is archived.\nThe storm is over."


def test_a_card_elsewhere_knows_why_for_as_long_as_it_is_so(db: Connection) -> None:
    assert gone(db)
    assert incidents.why_gone(db, "#support") == "is_archived"
    taken(db, "#support", LATER, posted=True)
    assert incidents.why_gone(db, "#support") == ""
