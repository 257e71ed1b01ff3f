"""The backlog: whoever watches the bot sees how many customers nobody sees, and since when."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert

from playbooks.cases import CaseKind, CaseState
from playbooks.customers import Touch
from storage import backlog, cards, cases, customers, storm_cases, storms
from storage.database import Connection
from tests.loop import MONDAY
from tests.storage.conftest import forgotten

CHANNEL, ELSEWHERE = "#customer-feedback", "#loopwell-admins"
MANY = 5
NOW = MONDAY + timedelta(minutes=MANY)
OPENED = {n: MONDAY + timedelta(minutes=n) for n in range(1, MANY + 1)}


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    """Five low-touch cases, numbered by the minute in which each was opened, whose cards wait for one channel."""
    with forgotten(engine) as db:
        who = {"touch": Touch.LOW, "touch_said": True, "created_at": MONDAY}
        db.execute(insert(customers.customers), [{"id": n, **who} for n in OPENED])
        case = {"team": "support", "kind": CaseKind.RESCUE, "state": CaseState.OPEN, "version": 1}
        rows = [{"id": n, "customer_id": n, "opened_at": at, **case} for n, at in OPENED.items()]
        db.execute(insert(cases.cases), rows)
        for n in OPENED:
            cards.add(db, n, CHANNEL, 1_009_999, MONDAY)
        yield db


def gathered(db: Connection) -> storms.Storm:
    """All of them share the card of one storm, which is not in Slack yet."""
    assert storm_cases.gather(db, storms.begin(db, CHANNEL, NOW), CHANNEL, NOW, MANY) == MANY
    return the_storm(db)


def the_storm(db: Connection) -> storms.Storm:
    storm = storms.current(db, CHANNEL)
    assert storm is not None
    return storm


def show(db: Connection) -> None:
    storms.shown(db, the_storm(db), "C1", "1.1", NOW)


def test_cases_in_a_storm_that_nobody_sees_wait_since_they_were_opened(db: Connection) -> None:
    """While Slack answers nobody, three hundred customers looked as if all was well."""
    assert (backlog.count(db), backlog.since(db)) == (MANY, OPENED[1])
    storm = gathered(db)
    assert (backlog.count(db), backlog.since(db)) == (MANY, OPENED[1])
    storms.failed(db, storm, NOW + timedelta(minutes=5))
    assert (backlog.count(db), backlog.since(db)) == (MANY, OPENED[1])
    show(db)
    assert (backlog.count(db), backlog.since(db)) == (0, None)


def test_a_storm_that_ended_before_anybody_saw_it_still_waits(db: Connection) -> None:
    storms.end(db, gathered(db).id, NOW)
    assert (backlog.count(db), backlog.since(db)) == (MANY, OPENED[1])


def test_a_storm_card_that_somebody_deleted_hides_its_cases_again(db: Connection) -> None:
    storm = gathered(db)
    show(db)
    storms.want(db, storm.id)
    assert backlog.count(db) == 0, "its list shows each of them"
    storms.lost(db, storm)
    assert (backlog.count(db), backlog.since(db)) == (MANY, OPENED[1])
    assert storms.adopt(db, storm.id, "C1", "1.2")
    assert (backlog.count(db), backlog.since(db)) == (0, None)


def test_a_case_with_a_card_of_its_own_is_not_counted_twice(db: Connection) -> None:
    """Not when somebody acts on it, and not when it turns out to have been posted before the storm."""
    gathered(db)
    cards.set_apart(db, 2)
    assert (backlog.count(db), backlog.since(db)) == (MANY, OPENED[1])
    cards.adopt(db, 1, "C1", "1.0")
    assert (backlog.count(db), backlog.since(db)) == (MANY - 1, OPENED[2])
    cards.shown(db, 2, 1, "C1", "1.1")
    assert (backlog.count(db), backlog.since(db)) == (MANY - 2, OPENED[3])


def test_cases_that_move_with_their_storm_wait_in_the_other_channel_and_once(db: Connection) -> None:
    storms.move(db, gathered(db), ELSEWHERE, NOW)
    assert (backlog.count(db), backlog.since(db)) == (MANY, OPENED[1])
    for n in OPENED:
        cards.shown(db, n, 1, "C2", f"2.{n}")
    assert (backlog.count(db), backlog.since(db)) == (0, None)
