"""Outgoing: what is said next. One message that cannot be drawn keeps nobody behind it waiting, and long ones wait."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from bot.outgoing import Takes, next_message, quick_message
from bot.sending import Outgoing
from handlers.cards import first_card
from playbooks.cases import Case, CaseKind, CaseState, Event, What
from playbooks.customers import Customer
from playbooks.replies import Playbook
from storage import cards, cases, customers, mailings, nag_messages, notices, storms
from storage.database import open_engine
from storage.schema import migrate
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE = "#support"
SPOILT = cast(Playbook, object())
"""A playbook with which every card goes wrong."""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    logging.getLogger("alembic").setLevel(logging.WARNING)
    migrate(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def case_of(db: Connection) -> Case:
    customer = customers.add(db, Customer(0, "Tom Baker", "tom@baker.example"), [], NOW)
    case = Case(0, customer.id, "support", CaseKind.RESCUE, CaseState.OPEN, NOW)
    added = cases.add(db, case, Event(NOW, None, What.OPENED))
    first_card(db, POLICY, added, customer)
    return added


def drawn(message: Outgoing | None) -> list[Any]:
    assert message is not None
    return [draw() for draw in message.ways]


def test_a_card_that_cannot_be_drawn_is_put_off_and_hides_nobody_behind_it(db: Connection) -> None:
    """A mistake in one playbook must not silence a channel: the look says what comes next, and does not draw it."""
    first, second = case_of(db), case_of(db)
    cases.record(db, first.id, Event(NOW, "U0ANA", What.REPLIED, details={"playbook": "sorry"}))
    message = next_message(db, POLICY, HERE, NOW, [SPOILT])
    with pytest.raises(AttributeError):
        drawn(message)
    cards.failed(db, first.id, "it cannot be drawn", NOW.replace(hour=9, minute=1))
    behind = next_message(db, POLICY, HERE, NOW, [SPOILT])
    assert behind is not None
    assert behind.name == f"the card of case {second.id}"


def test_a_card_and_a_notice_are_found_at_a_glance(db: Connection) -> None:
    case = case_of(db)
    message = quick_message(db, POLICY, HERE, NOW)
    assert isinstance(message, Outgoing)
    assert message.name == f"the card of case {case.id}"
    assert notices.say_once(db, "one", HERE, "words", NOW)
    message = quick_message(db, POLICY, HERE, NOW)
    assert isinstance(message, Outgoing)
    assert message.name == "the notice one"


def test_a_card_that_only_follows_other_time_limits_lets_reminders_go_first(db: Connection) -> None:
    """Ten thousand of them take hours, and nobody would be reminded meanwhile."""
    case = case_of(db)
    cards.shown(db, case.id, 1, "C0SUPPORT", "1.5")
    cards.follow(db, [case.id])
    message = quick_message(db, POLICY, HERE, NOW)
    assert isinstance(message, Outgoing)
    assert message.name == f"the card of case {case.id}"
    nag_messages.begin(db, HERE, NOW)
    assert quick_message(db, POLICY, HERE, NOW) is Takes.LONG
    reminder = next_message(db, POLICY, HERE, NOW)
    assert reminder is not None
    assert "reminder" in reminder.name


@pytest.mark.parametrize("kind", ["storm", "mailing", "reminders"])
def test_what_takes_long_to_draw_is_not_drawn_at_a_glance(db: Connection, kind: str) -> None:
    """A list of ten thousand customers would hold up every click and every survey."""
    assert quick_message(db, POLICY, HERE, NOW) is None
    if kind == "storm":
        storms.begin(db, HERE, NOW)
    elif kind == "mailing":
        mailings.begin(db, mailings.draft(db, "U0ANA", "sorry", HERE, NOW), NOW)
    else:
        nag_messages.begin(db, HERE, NOW)
    assert quick_message(db, POLICY, HERE, NOW) is Takes.LONG
    message = next_message(db, POLICY, HERE, NOW)
    assert message is not None
    assert {"storm": "storm", "mailing": "mailing", "reminders": "reminder"}[kind] in message.name
