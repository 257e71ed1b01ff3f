"""What is kept comes back as it was: every field of a customer, a response, a case and its events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from playbooks.cases import Case, CaseKind, CaseState, Changed, Event, What
from playbooks.customers import Customer, Identifier
from playbooks.responses import Response
from storage import cards, cases, customers, deliveries, notices, people, responses
from storage.deliveries import DeliveryStatus, NewDelivery
from storage.waiting import Kind
from tests.storage.conftest import forgotten
from tests.storage.generated import CASES, CUSTOMERS, EVENTS, RESPONSES, TIMES, WORDS
from tests.waits import waits

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=36500)
EMPTY = Case(0, 0, "support", CaseKind.RESCUE, CaseState.OPEN, NOW)


@given(customer=CUSTOMERS, news=CUSTOMERS)
def test_nothing_about_a_customer_is_lost(engine: Engine, customer: Customer, news: Customer) -> None:
    with forgotten(engine) as db:
        added = customers.add(db, customer, [Identifier("id", "C-1")], NOW)
        assert customers.get(db, added.id) == replace(customer, id=added.id)
        customers.save(db, replace(news, id=added.id))
        assert customers.find(db, [Identifier("id", "C-1")]) == replace(news, id=added.id)
        assert customers.get_many(db, [added.id, added.id + 1]) == {added.id: replace(news, id=added.id)}


@given(response=RESPONSES, news=RESPONSES)
def test_nothing_that_a_customer_wrote_is_lost(engine: Engine, response: Response, news: Response) -> None:
    with forgotten(engine) as db:
        owner = customers.add(db, Customer(id=0), [], NOW).id
        added = responses.add(db, replace(response, customer_id=owner))
        assert responses.find(db, response.source, response.external_id) == added
        revised = replace(news, id=added.id, customer_id=owner)
        responses.save(db, revised)
        assert responses.of_customers(db, [owner]) == {owner: [revised]}


@given(case=CASES, news=CASES, events=st.lists(EVENTS, min_size=2, max_size=2))
def test_nothing_of_a_case_and_its_history_is_lost(engine: Engine, case: Case, news: Case, events: list[Event]) -> None:
    with forgotten(engine) as db:
        owner = customers.add(db, Customer(id=0), [], NOW).id
        added = cases.add(db, replace(case, customer_id=owner), events[0])
        assert cases.find(db, added.id) == added == replace(case, customer_id=owner, id=added.id)
        saved = cases.save(db, Changed(replace(news, id=added.id, customer_id=owner), events[1]))
        assert saved == cases.find(db, added.id) == replace(news, id=added.id, customer_id=owner, version=2)
        assert cases.events_of(db, [added.id]) == {added.id: events}


@given(person=st.builds(people.Known, st.just("U0ANA"), WORDS, st.none() | WORDS, st.booleans(), TIMES))
def test_people_keep_their_names(engine: Engine, person: people.Known) -> None:
    with forgotten(engine) as db:
        people.save(db, replace(person, name="before"))
        people.save(db, person)
        assert people.find(db, "U0ANA") == person
        assert people.names(db, ["U0ANA", None, "U0MIRA"]) == {"U0ANA": person.name}


@given(key=WORDS, target=WORDS, words=WORDS)
def test_notices_say_what_they_were_asked_to_say_and_once(engine: Engine, key: str, target: str, words: str) -> None:
    with forgotten(engine) as db:
        assert notices.say_once(db, key, target, words, NOW)
        assert not notices.say_once(db, key, target, "something else", NOW)
        assert waits(db, Kind.NOTICE) == {target: NOW}
        notice = notices.oldest(db, target, NOW)
        assert notice is not None
        assert (notice.key, notice.target, notice.words) == (key, target, words)
        notices.sent(db, notice.id, NOW)
        assert notices.oldest(db, target, LATER) is None
        assert not notices.say_once(db, key, target, words, LATER)


@given(channel=WORDS, rank=st.integers(0, 2_000_000))
def test_a_card_keeps_its_place(engine: Engine, channel: str, rank: int) -> None:
    with forgotten(engine) as db:
        owner = customers.add(db, Customer(id=0), [], NOW).id
        case = cases.add(db, replace(EMPTY, customer_id=owner), Event(NOW, None, What.OPENED))
        cards.want(db, case.id, channel, rank, NOW)
        first = cards.Card(case.id, channel, rank, 1, 0, None, None, NOW, 0, None, None, alone=True, storm_id=None)
        assert cards.find(db, case.id) == first == cards.most_urgent(db, channel, NOW)
        cards.shown(db, case.id, 1, "C0FEEDBACK", "1.5")
        assert cards.most_urgent(db, channel, LATER) is None
        cards.want(db, case.id, "another", rank + 1, NOW)
        assert cards.find(db, case.id) == replace(
            first, rank=rank + 1, wanted=2, shown=1, posted_in="C0FEEDBACK", ts="1.5"
        )


@given(source=WORDS, key=WORDS, headers=st.dictionaries(WORDS, WORDS, max_size=3), body=st.binary())
def test_the_same_delivery_is_kept_once(
    engine: Engine, source: str, key: str, headers: dict[str, str], body: bytes
) -> None:
    new = NewDelivery(source, key, NOW, DeliveryStatus.SET_ASIDE, headers, body, "why")
    with forgotten(engine) as db:
        assert deliveries.remember(db, new)
        assert not deliveries.remember(db, replace(new, body=b"other"))
        assert deliveries.remember(db, replace(new, source=source + "2"))
        row = db.execute(deliveries.deliveries.select().where(deliveries.deliveries.c.source == source)).one()
        assert (row.key, row.headers, row.body, row.received_at) == (key, headers, body, NOW)
        assert deliveries.last_delivered(db) == {source: NOW, source + "2": NOW}
        assert deliveries.count_set_aside(db) == {source: 1, source + "2": 1}
