"""Tokens: whoever set up the bot reads which variable is wrong and what helps; and red ends only when it is mended."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from handlers import tokens
from handlers.views.mrkdwn import when
from storage import incidents, notices
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def red(db: Connection) -> list[str]:
    return list(incidents.current(db).values())


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        ("invalid_auth", "Copy it again from OAuth & Permissions"),
        ("token_revoked", "Install the app again, set SLACK_BOT_TOKEN"),
        ("missing_scope: needed: chat:write", "`loopwell manifest`"),
    ],
)
def test_each_mistake_has_its_own_cure(db: Connection, error: str, cure: str) -> None:
    """Who has mistyped a token and is told to install the app again looks for the mistake in the wrong place."""
    said = tokens.refused(db, error, NOW)
    assert f"Slack refuses SLACK_BOT_TOKEN: {error}." in said
    assert cure in said
    assert red(db) == [said]
    assert tokens.met(db, error, NOW) == "", "not once more for each card"


def test_another_mistake_after_the_first_is_told_with_its_own_cure(db: Connection) -> None:
    """The app was removed, and then the wrong token copied."""
    tokens.refused(db, "account_inactive", NOW)
    said = tokens.refused(db, "invalid_auth", NOW + timedelta(hours=2))
    assert red(db) == [said]
    tokens.known(db, POLICY, NOW + timedelta(hours=2, seconds=30))
    heard = notices.oldest(db, POLICY.company.told_of_trouble[0], NOW + timedelta(days=1))
    assert heard is not None, "nothing could be said for two hours, and not for half a minute"
    assert when(NOW) in heard.words


def test_slack_knows_us_and_all_but_what_only_a_message_meets_is_over(db: Connection) -> None:
    """Green while no card can be posted would hide every customer."""
    for error in ("invalid_auth", "account_inactive"):
        tokens.refused(db, error, NOW)
        assert tokens.to_be_asked(db)
        tokens.known(db, POLICY, NOW)
        assert red(db) == []
    for error in ("missing_scope: needed: chat:write", "not_allowed_token_type"):
        said = tokens.met(db, error, NOW)
        tokens.known(db, POLICY, NOW)
        assert red(db) == [said]
        assert not tokens.to_be_asked(db), "asked who we are, Slack would say that all is well"
