"""Mailings: how many one person may answer at once, at which pace, and who may stop it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playbooks.mailings import MOST, may_stop, most_for, next_turn, pace
from playbooks.policy import Mailings
from playbooks.roles import Person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA, BEA = "U0ANA", "U0BEA"
RULES = Mailings()


def test_an_agent_answers_a_few_at_once_and_who_leads_the_team_many() -> None:
    agent = Person(ANA, teams=frozenset({"support"}))
    manager = Person("U0MIRA", manages=frozenset({"support"}))
    assert most_for(agent, {"support"}, RULES) == 20
    assert most_for(manager, {"support"}, RULES) == MOST
    assert most_for(manager, {"support", "key-accounts"}, RULES) == 20
    assert most_for(Person("U0ADMIN", admin=True), {"support"}, RULES) == MOST


def test_who_may_stop_it() -> None:
    assert may_stop(Person(ANA), ANA, {"support"})
    assert may_stop(Person("U0MIRA", manages=frozenset({"support"})), ANA, {"support"})
    assert not may_stop(Person(BEA, teams=frozenset({"support"})), ANA, {"support"})


@given(st.integers(0, 3600), st.integers(1, 600))
def test_the_pace_is_kept_also_after_the_bot_was_away(away: int, per_minute: int) -> None:
    """An hour's mails at once would look to the mail server like the spam that they are not."""
    rules = Mailings(per_minute=per_minute)
    at, planned, sent = NOW + timedelta(seconds=away), NOW, 0
    while planned <= at:
        planned, sent = next_turn(planned, rules, at), sent + 1
    assert sent <= per_minute / 60 + 2
    assert next_turn(NOW, rules, NOW) == NOW + pace(rules)
