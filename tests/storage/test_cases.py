"""Cases in the store: never two open ones for a customer, and never two people who both won."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from playbooks.acts import claim, close, wake
from playbooks.cases import Case, CaseKind, CaseState, Changed, Event, Outcome, Refused, What
from playbooks.customers import Customer
from storage import cases, customers
from storage.cases import Outdated
from storage.database import Connection, Store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
OPENED = Event(NOW, None, What.OPENED)


def a_customer(db: Connection) -> int:
    return customers.add(db, Customer(id=0), [], NOW).id


def open_case(db: Connection, customer_id: int, at: datetime = NOW) -> Case:
    return cases.add(db, Case(0, customer_id, "support", CaseKind.RESCUE, CaseState.OPEN, at), OPENED)


def save(db: Connection, change: Changed | Refused | None) -> Case:
    assert isinstance(change, Changed)
    return cases.save(db, change)


async def test_a_customer_never_has_two_open_cases(store: Store) -> None:
    customer = await store.write(a_customer)
    tries = [store.write(open_case, customer) for _ in range(20)]
    opened = [one for one in await asyncio.gather(*tries, return_exceptions=True) if isinstance(one, Case)]
    assert len(opened) == 1
    assert await store.read(cases.open_case_of, customer) == opened[0]


async def test_a_new_case_may_follow_a_closed_one_which_then_cannot_come_back_beside_it(store: Store) -> None:
    customer = await store.write(a_customer)
    first = await store.write(open_case, customer)
    closed = await store.write(save, close(first, "U0ANA", NOW, Outcome.FALSE_ALARM, None, "spam"))
    second = await store.write(open_case, customer)
    assert await store.read(cases.open_case_of, customer) == second
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(save, Changed(replace(closed, state=CaseState.OPEN), OPENED))
    assert await store.read(cases.of_customers, [customer], 10) == [second, closed]


async def test_of_a_hundred_who_decided_on_the_same_picture_one_wins(store: Store) -> None:
    case = await store.write(open_case, await store.write(a_customer))
    clicks = [store.write(save, claim(case, f"U{number}", NOW)) for number in range(100)]
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    winners = [answer for answer in answers if isinstance(answer, Case)]
    assert len(winners) == 1
    assert sum(isinstance(answer, Outdated) for answer in answers) == 99
    assert await store.read(cases.find, case.id) == winners[0]
    history = await store.read(cases.events_of, [case.id])
    assert [event.what for event in history[case.id]] == [What.OPENED, What.CLAIMED]
    assert history[case.id][1].who == winners[0].owner


async def test_who_was_too_late_leaves_no_trace_in_the_history(store: Store) -> None:
    case = await store.write(open_case, await store.write(a_customer))
    await store.write(save, claim(case, "U0ANA", NOW))
    with pytest.raises(Outdated):
        await store.write(save, claim(case, "U0BEA", NOW))
    assert len((await store.read(cases.events_of, [case.id]))[case.id]) == 2


async def test_a_snoozed_case_comes_back_when_its_time_is_up_and_not_before(store: Store) -> None:
    case = await store.write(open_case, await store.write(a_customer))
    until = NOW + timedelta(hours=1)
    asleep = await store.write(save, Changed(replace(case, snoozed_until=until), Event(NOW, "U0ANA", What.SNOOZED)))
    assert await store.read(cases.to_wake, until - timedelta(microseconds=1), 10) == []
    assert await store.read(cases.to_wake, until, 10) == [asleep]
    await store.write(save, wake(asleep, until))
    assert await store.read(cases.to_wake, until, 10) == []


async def test_lists_show_what_is_open_and_whose(store: Store) -> None:
    numbers = [await store.write(a_customer) for _ in range(3)]
    newer, older, done = [
        await store.write(open_case, number, NOW - timedelta(days=day)) for day, number in enumerate(numbers)
    ]
    done = await store.write(save, close(done, "U0ANA", NOW, Outcome.FALSE_ALARM, None, "spam"))
    mine = await store.write(save, claim(newer, "U0ANA", NOW))
    assert await store.read(cases.owned_by, "U0ANA") == [mine]
    assert await store.read(cases.open_in, ["support"]) == [older, mine]
    assert await store.read(cases.open_in, ["sales"]) == []
    assert await store.read(cases.get_many, [done.id, 999, older.id]) == [done, older]
