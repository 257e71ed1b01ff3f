"""A tick among many open cases: what is not due is not even read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from playbooks.cases import CaseKind, CaseState, What
from playbooks.customers import Touch
from playbooks.responses import Metric
from storage import cases, customers, looks, readings, responses
from storage.database import Connection, open_engine
from storage.schema import migrate
from tests.loop import MONDAY

MANY, DUE = 5_000, 5
LATER = timedelta(days=1)


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    """Five thousand open cases, of which five are to be looked at."""
    migrate(database_url)
    engine = open_engine(database_url)
    with engine.connect() as connection:
        ids = range(1, MANY + 1)
        who = {"touch": Touch.LOW, "created_at": MONDAY}
        connection.execute(insert(customers.customers), [{"id": n, **who} for n in ids])
        case = {"team": "support", "kind": CaseKind.RESCUE, "state": CaseState.OPEN, "opened_at": MONDAY, "version": 1}
        rows = [
            {"id": n, "customer_id": n, **case, "next_look_at": MONDAY + (timedelta() if n <= DUE else LATER)}
            for n in ids
        ]
        connection.execute(insert(cases.cases), rows)
        connection.commit()
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE cases"))
            connection.commit()
        yield connection
    engine.dispose()


@contextmanager
def asked(db: Connection) -> Iterator[list[tuple[str, Any]]]:
    """What is really sent to the database meanwhile."""
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: Any) -> None:
        said.append((statement, values))

    event.listen(db, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db, "before_cursor_execute", note)


def plan_of(db: Connection, statement: str, values: Any) -> str:
    explain = "EXPLAIN QUERY PLAN" if db.dialect.name == "sqlite" else "EXPLAIN"
    return " ".join(str(row[-1]) for row in db.exec_driver_sql(f"{explain} {statement}", values))


def test_a_look_reads_what_is_due_by_its_index(db: Connection) -> None:
    """A company with a million open cases would wait minutes for each reminder."""
    with asked(db) as said:
        assert [case.id for case in looks.due(db, MONDAY, 200)] == [1, 2, 3, 4, 5]
    plan = plan_of(db, *said[-1])
    assert "ix_cases_next_look" in plan
    assert "SCAN" not in plan
    assert "Seq Scan" not in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("ask", "by"),
    [
        (lambda db: cases.owned_by(db, "U0ANA"), "(owner=? AND state=?)"),
        (lambda db: cases.count_open(db, ["U0ANA", "U0MIRA"]), "(owner=? AND state=?)"),
        (lambda db: cases.open_in(db, ["support"]), "(team=? AND state=?)"),
        (lambda db: cases.open_before(db, "support", LATER + MONDAY, 0, 10), "(team=? AND state=? AND rowid>?)"),
        (lambda db: cases.to_wake(db, MONDAY, 10), "ix_cases_snoozed_until"),
    ],
)
def test_cases_that_were_closed_in_years_cost_nothing(
    db: Connection, ask: Callable[[Connection], Any], by: str
) -> None:
    """Some of it is asked for each new case, or at each tick: with a million closed ones every survey would wait."""
    with asked(db) as said:
        ask(db)
    statement, values = said[-1]
    plan = plan_of(db, statement, values)
    assert by in plan
    assert "SCAN" not in plan


def test_a_look_for_snoozes_that_are_over_reads_those_alone(db: Connection) -> None:
    """It is asked at every tick, and would read every case that ever was."""
    with asked(db) as said:
        assert cases.to_wake(db, MONDAY, 10) == []
    plan = plan_of(db, *said[-1])
    assert "ix_cases_snoozed_until" in plan
    assert "SCAN" not in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_look_for_comments_to_translate_reads_the_cases_of_the_latest_events_alone(db: Connection) -> None:
    """It is asked every second while AI is on. Answers of years would make each of these seconds longer."""
    given = {"source": "nps", "metric": Metric.NPS, "scale_low": 0, "scale_high": 10, "comment": "Dyrt", "revision": 1}
    at = {"answered_at": MONDAY, "happened_at": MONDAY, "received_at": MONDAY, "properties": {}}
    rows = [{"external_id": str(n), "customer_id": n, "case_id": n, **given, **at} for n in range(1, MANY + 1)]
    db.execute(insert(responses.responses), rows)
    happened = {"at": MONDAY, "what": What.OPENED, "details": {}}
    db.execute(insert(cases.events), [{"case_id": n, **happened} for n in range(1, MANY + 1)])
    everything, newest = readings.candidates(db, 600, ["support"], None)
    assert (len(everything), newest) == (MANY, MANY)
    with asked(db) as said:
        found, _newest = readings.candidates(db, 600, ["support"], newest - DUE)
    assert len(found) == DUE
    plan = plan_of(db, *said[-1])
    assert "SCAN" not in plan
