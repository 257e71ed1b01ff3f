"""Ten thousand cards that wait: one look stays quick, and reads an index."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from handlers import storms as handling
from handlers.lists import on_page
from handlers.moment import Moment
from handlers.views.storms import storm_card
from playbooks.cases import CaseKind, CaseState
from playbooks.customers import Touch
from playbooks.policy import Policy
from playbooks.roles import Person
from playbooks.storms import CALM_AFTER, Turn
from storage import backlog, cards, cases, customers, storm_cases, storms
from storage.database import Connection, open_engine
from storage.responses import responses
from storage.schema import migrate
from storage.waiting import Kind
from tests.loop import MONDAY, policy_with
from tests.waits import waits

MANY = 10_000
CHANNEL = "#customer-feedback"
ASKED = (backlog.COUNTS[1], backlog.OLDESTS[1])


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    """A channel with ten thousand cards that wait, of low-touch customers."""
    url = f"sqlite:///{tmp_path}/many.db"
    migrate(url)
    engine = open_engine(url)
    connection = engine.connect()
    ids = range(1, MANY + 1)
    connection.execute(
        insert(customers.customers),
        [
            {"id": n, "touch": Touch.LOW, "touch_said": True, "account": f"Company {n % 7}", "created_at": MONDAY}
            for n in ids
        ],
    )
    rescue = {"team": "support", "kind": CaseKind.RESCUE, "state": CaseState.OPEN, "opened_at": MONDAY, "version": 1}
    connection.execute(insert(cases.cases), [{"id": n, "customer_id": n, **rescue} for n in ids])
    card = {"channel": CHANNEL, "rank": 1_009_999, "next_try_at": MONDAY}
    connection.execute(insert(cards.cards), [{"case_id": n, **card} for n in ids])
    said = {"metric": "nps", "source": "s", "answered_at": MONDAY, "happened_at": MONDAY, "received_at": MONDAY}
    said |= {"comment": "My invoice number is wrong again and nobody answers the telephone", "touchpoint": "order"}
    said |= {"properties": {}, "revision": 1, "scale_low": 0, "scale_high": 10, "score": 2, "first_score": 2}
    rows = [{"id": n, "external_id": str(n), "customer_id": n, "case_id": n, **said} for n in ids]
    connection.execute(insert(responses), rows)
    connection.commit()
    yield connection
    connection.close()
    engine.dispose()


@pytest.fixture
def policy() -> Policy:
    return policy_with({})


def steps(db: Connection, work: Callable[[], object]) -> int:
    """How many thousand steps SQLite takes for it: the same on every machine, however busy."""
    count = 0

    def another() -> int:
        nonlocal count
        count += 1
        return 0

    raw: Any = db.connection.dbapi_connection
    raw.set_progress_handler(another, 1000)
    try:
        work()
    finally:
        raw.set_progress_handler(None, 0)
    return count


def gather_all(db: Connection, policy: Policy) -> None:
    """Until nothing is left to gather; no look holds up the surveys that are stored meanwhile."""
    turns: list[Turn] = []
    while not turns or turns[-1] in (Turn.BEGINS, Turn.POURS):
        taken = steps(db, lambda: turns.append(handling.watch(db, policy, CHANNEL, MONDAY)))
        assert taken < 150
    assert (turns[0], turns[-1]) == (Turn.BEGINS, Turn.GOES_ON)


def test_a_look_at_what_waits_reads_little_of_it(db: Connection) -> None:
    assert steps(db, lambda: cards.most_urgent(db, CHANNEL, MONDAY)) < 5
    assert steps(db, lambda: waits(db, Kind.CARD)) < 5
    assert steps(db, lambda: cards.unposted(db, CHANNEL, 34)) < 5
    assert steps(db, lambda: storm_cases.waiting_low(db, CHANNEL, MONDAY, 3)) < 5


def test_a_look_reads_the_index_of_what_waits_alone(db: Connection) -> None:
    asked = select(cards.CHANNELS.c.channel, cards.FIRST.scalar_subquery()).compile(dialect=db.dialect)
    plan = [row.detail for row in db.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    on_cards = [step for step in plan if " cards " in step]
    assert on_cards
    assert all(step.startswith("SEARCH cards USING INDEX ix_cards_next_try") for step in on_cards)


def test_who_watches_the_bot_hears_at_once_what_waits(db: Connection, policy: Policy) -> None:
    """Prometheus asks every few seconds, most of all in a storm. What Slack shows is not even read."""
    gather_all(db, policy)
    assert (backlog.count(db), backlog.since(db)) == (MANY, MONDAY)
    assert steps(db, lambda: (backlog.count(db), backlog.since(db))) < 600
    plan = [row.detail for look in ASKED for row in db.execute(text(f"EXPLAIN QUERY PLAN {look}"))]
    assert [step for step in plan if " cards " in step] == [
        "SEARCH cards USING INDEX ix_cards_storm_id (storm_id=?)"
    ] * 2
    storm = storms.current(db, CHANNEL)
    assert storm is not None
    storms.shown(db, storm, "C1", "1.1", MONDAY)
    assert (backlog.count(db), backlog.since(db)) == (0, None)
    assert steps(db, lambda: (backlog.count(db), backlog.since(db))) < 5


def test_a_storm_of_ten_thousand_is_drawn_and_claimed_without_reading_it_all(db: Connection, policy: Policy) -> None:
    later = MONDAY + timedelta(seconds=6)
    gather_all(db, policy)
    assert steps(db, lambda: handling.watch(db, policy, CHANNEL, later)) < 5
    drawn = handling.draw(db, policy, CHANNEL, later)
    assert drawn is not None
    assert f"{MANY} answers" in storm_card(drawn.view).text
    assert steps(db, lambda: handling.draw(db, policy, CHANNEL, later)) < 800
    ana = Person("U0ANA", "Ana", teams=frozenset({"support"}))
    reaction = handling.on_claim_all(db, Moment(later, ana, policy), 1)
    assert reaction.message is not None
    assert "500 more cases are yours now" in reaction.message.text
    assert "9500 still wait for somebody" in reaction.message.text
    drawn = handling.draw(db, policy, CHANNEL, later)
    assert drawn is not None
    assert [file.case.owner for file in drawn.view.worst] == [None] * 5, "those in good hands hide those who wait"
    assert "Page 2 of 500" in str(on_page(db, Moment(later, ana, policy), "storm:1:2").replace)
    assert steps(db, lambda: on_page(db, Moment(later, ana, policy), "storm:1:2")) < 2500
    over = MONDAY + 2 * CALM_AFTER
    assert steps(db, lambda: handling.watch(db, policy, CHANNEL, over)) < 100
    assert storms.current(db, CHANNEL) is None
