"""Deliveries: an authentic one is never lost, junk is set aside and told once a day, and no half of one is kept."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from handlers.deliveries import Verdict, examine, receive
from handlers.surveys.delivery import Delivery, Unauthorized
from playbooks.policy import Policy
from playbooks.sources import Source
from storage import customers, notices, responses
from storage.deliveries import DeliveryStatus, count_set_aside, deliveries
from storage.waiting import Kind
from tests.handlers.conftest import POLICY
from tests.waits import waits

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def source() -> Source:
    found = POLICY.source("nps")
    assert found is not None
    return found


def signed(body: bytes, at: datetime = NOW, headers: Mapping[str, str] = {}) -> Delivery:
    proof = hmac.digest(b"shh", body, "sha256").hex()
    return Delivery({"x-signature": proof, **headers}, body, {}, at)


def received(db: Connection, said: Any, at: datetime = NOW, policy: Policy = POLICY) -> Verdict:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    delivery = signed(body, at)
    return receive(db, policy, source(), delivery, examine(source(), delivery))


def told(db: Connection) -> list[str]:
    return list(waits(db, Kind.NOTICE))


GOOD = {"id": "r1", "score": 3, "comment": "slow", "email": "kari@nordlys.example"}


def test_a_good_one_is_accepted_once(db: Connection) -> None:
    assert received(db, GOOD) == Verdict(202, "accepted")
    assert received(db, GOOD) == Verdict(200, "duplicate")
    assert received(db, {**GOOD, "comment": "very slow"}) == Verdict(202, "accepted")
    kept = responses.find(db, "nps", "r1")
    assert kept is not None
    assert kept.comment == "very slow"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"junk", "not JSON"),
        (b"[]", "not an object"),
        (b'{"id": "r1", "score": NaN}', "not JSON"),
        ({"score": 3}, "No id"),
        ({**GOOD, "score": 11}, "11"),
        ({**GOOD, "score": "great"}, "great"),
        ({**GOOD, "metric": "mood"}, "mood"),
    ],
)
def test_what_cannot_be_read_is_set_aside_whole_and_told(db: Connection, said: Any, why: str) -> None:
    verdict = received(db, said)
    assert (verdict.code, verdict.status) == (202, "set-aside")
    assert why in str(verdict.reason)
    assert count_set_aside(db) == {"nps": 1}
    assert told(db) == ["U0ADMIN"]
    assert responses.find(db, "nps", "r1") is None
    assert customers.get_many(db, range(1, 10)) == {}
    assert received(db, said) == Verdict(200, "duplicate")


def test_the_admins_hear_of_trouble_once_a_day_and_source(db: Connection) -> None:
    for number in range(5):
        received(db, f"junk {number}".encode())
    notice = notices.oldest(db, "U0ADMIN", NOW)
    assert notice is not None
    notices.sent(db, notice.id, NOW)
    assert told(db) == []
    received(db, b"junk of the next day", NOW + timedelta(days=1))
    assert told(db) == ["U0ADMIN"]
    assert count_set_aside(db) == {"nps": 6}


def test_where_only_a_group_is_named_the_fallback_channel_hears_of_it(db: Connection) -> None:
    company = POLICY.company.model_copy(update={"admins": ("@bosses",), "fallback_channel": "#admins"})
    received(db, b"junk", policy=POLICY.model_copy(update={"company": company}))
    assert told(db) == ["#admins"]


def test_what_was_set_aside_pings_nobody_when_it_is_told(db: Connection) -> None:
    received(db, {**GOOD, "score": "<!channel> & <@U0ANA>"})
    notice = notices.oldest(db, "U0ADMIN", NOW)
    assert notice is not None
    assert "<!" not in notice.words
    assert "<@" not in notice.words


def test_a_forged_one_leaves_nothing(db: Connection) -> None:
    body = json.dumps(GOOD).encode()
    for headers in ({}, {"x-signature": ""}, {"x-signature": "0" * 64}, {"x-signature": "é"}):
        with pytest.raises(Unauthorized):
            examine(source(), Delivery(headers, body, {}, NOW))
    assert db.execute(select(deliveries)).all() == []


def test_the_raw_body_and_only_harmless_headers_are_kept(db: Connection) -> None:
    delivery = signed(
        b'{"id": "r1", "score": 3}', NOW, {"content-type": "application/json", "authorization": "Bearer x"}
    )
    receive(db, POLICY, source(), delivery, examine(source(), delivery))
    row = db.execute(select(deliveries)).one()
    assert (row.body, row.headers, row.status) == (
        delivery.body,
        {"content-type": "application/json"},
        DeliveryStatus.ACCEPTED,
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=3,
)
FIELDS = st.sampled_from(["score", "comment", "email", "name", "metric", "scale_min", "answered_at", "value", "link"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(FIELDS, VALUES, max_size=6))
def test_any_authentic_object_is_accepted_or_set_aside_and_always_kept(made_once: Engine, said: dict[str, Any]) -> None:
    with made_once.connect() as db:
        verdict = received(db, {**GOOD, **said})
        assert (verdict.code, verdict.status) in [(202, "accepted"), (202, "set-aside")]
        assert len(db.execute(select(deliveries)).all()) == 1
        assert (responses.find(db, "nps", "r1") is not None) == (verdict.status == "accepted")
