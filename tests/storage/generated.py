"""Values as hypothesis invents them, with the texts that customers really write: any letter but NUL, and emoji."""

from datetime import UTC, datetime
from typing import TypeVar

from hypothesis import strategies as st

from playbooks.cases import Absence, Case, CaseKind, CaseState, Event, Given, Outcome, What
from playbooks.customers import Customer, Touch
from playbooks.responses import Band, Metric, Response, Scale

T = TypeVar("T")

SAID = ("👩‍👩‍👧‍👦🇳🇴", 'Łukasz\'s "wél" %s; DROP TABLE', "שלום\u202e", "first\r\nsecond\u2028third", "")
WORDS = st.one_of(st.sampled_from(SAID), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NUMBERS = st.floats(-1e6, 1e6)
USERS = st.sampled_from(["U0ANA", "U0MIRA"])


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


CUSTOMERS = st.builds(
    Customer,
    id=st.just(0),
    name=maybe(WORDS),
    email=maybe(WORDS),
    external_id=maybe(WORDS),
    phone=maybe(WORDS),
    account=maybe(WORDS),
    touch=st.sampled_from(Touch),
    value=maybe(st.integers(0, 10**12)),
    owner=maybe(USERS),
    language=maybe(WORDS),
    timezone=maybe(WORDS),
    do_not_contact=st.booleans(),
    unsubscribed_at=maybe(TIMES),
)

CASES = st.builds(
    Case,
    id=st.just(0),
    customer_id=st.just(0),
    team=WORDS,
    kind=st.sampled_from(CaseKind),
    state=st.sampled_from(CaseState),
    opened_at=TIMES,
    owner=maybe(USERS),
    claimed_at=maybe(TIMES),
    contacted_at=maybe(TIMES),
    closed_at=maybe(TIMES),
    closed_by=maybe(USERS),
    outcome=maybe(st.sampled_from(Outcome)),
    well=maybe(WORDS),
    note=maybe(WORDS),
    snoozed_until=maybe(TIMES),
    snooze_reason=maybe(WORDS),
    snoozed_at=maybe(TIMES),
    clock_from=maybe(TIMES),
    kept_for=maybe(USERS),
    given=maybe(st.sampled_from(Given)),
    away=maybe(st.sampled_from(Absence)),
    away_until=maybe(TIMES),
    route=maybe(WORDS),
    version=st.just(1),
)

EVENTS = st.builds(
    Event,
    at=TIMES,
    who=maybe(USERS),
    what=st.sampled_from(What),
    why=maybe(WORDS),
    details=st.dictionaries(WORDS, WORDS, max_size=3),
)

RESPONSES = st.builds(
    Response,
    id=st.just(0),
    source=st.sampled_from(["nps", "shop"]),
    external_id=WORDS,
    customer_id=st.just(0),
    case_id=st.none(),
    metric=st.sampled_from(Metric),
    scale=st.builds(Scale, NUMBERS, NUMBERS),
    score=maybe(NUMBERS),
    band=maybe(st.sampled_from(Band)),
    first_score=maybe(NUMBERS),
    comment=maybe(WORDS),
    touchpoint=maybe(WORDS),
    language=maybe(WORDS),
    link=maybe(WORDS),
    answered_at=TIMES,
    happened_at=TIMES,
    received_at=TIMES,
    properties=st.dictionaries(WORDS, WORDS, max_size=3),
    revision=st.integers(1, 1000),
)
