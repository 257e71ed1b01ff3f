"""Values at the edge of what a column holds, and order where values are equal or missing: the same on both."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from playbooks.cases import Case, CaseKind, CaseState, Event, What
from playbooks.customers import Customer
from playbooks.names import LAST_NUMBER
from storage import cards, cases, customers, notices
from tests.storage.conftest import forgotten

NOW = datetime(2026, 3, 2, 8, 0, 0, 123457, tzinfo=UTC)


@pytest.mark.parametrize("value", [0, 10**12, 2**63 - 1])
def test_an_account_may_be_worth_anything(engine: Engine, value: int) -> None:
    with forgotten(engine) as db:
        added = customers.add(db, Customer(id=0, value=value), [], NOW)
        assert customers.get(db, added.id).value == value


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), NOW, datetime.max.replace(tzinfo=UTC)])
def test_any_time_comes_back_to_the_microsecond(engine: Engine, at: datetime) -> None:
    with forgotten(engine) as db:
        assert notices.say_once(db, "key", "U0ANA", "words", at)
        assert notices.first_unsent(db, "U0ANA") == at


def test_a_number_that_nothing_has_is_not_found(engine: Engine) -> None:
    with forgotten(engine) as db:
        assert cases.find(db, LAST_NUMBER) is None
        assert cases.get_many(db, [LAST_NUMBER, -1]) == []


def test_equal_ones_stay_in_the_order_in_which_they_came(engine: Engine) -> None:
    with forgotten(engine) as db:
        made = []
        for _ in range(5):
            owner = customers.add(db, Customer(id=0), [], NOW).id
            case = Case(0, owner, "support", CaseKind.RESCUE, CaseState.CLAIMED, NOW, owner="U0ANA")
            asleep = replace(case, snoozed_until=NOW + timedelta(hours=1))
            made.append(cases.add(db, asleep, Event(NOW, None, What.OPENED)))
            cards.want(db, made[-1].id, "#support", 1, NOW)
        cases.record(db, made[0].id, Event(NOW, None, What.REVISED))
        cards.want(db, made[0].id, "#support", 1, NOW)
        assert cases.owned_by(db, "U0ANA") == made
        assert cases.open_in(db, ["support"]) == made
        assert cases.to_wake(db, NOW + timedelta(hours=1), 10) == made
        first = cards.most_urgent(db, "#support", NOW)
        assert first is not None
        assert first.case_id == made[0].id


def test_capitals_and_accents_do_not_decide_who_is_who(engine: Engine) -> None:
    """Equality is equality of letters on both, and not that of a language."""
    with forgotten(engine) as db:
        for key in ("a", "A", "ä", "a\u0308", "ß", "ss"):
            assert notices.say_once(db, key, "U0ANA", "words", NOW)
