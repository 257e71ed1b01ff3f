"""Cases and reports for examples: a plain one to change a thing or two of. Laws invent theirs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from playbooks.cards import CaseFile
from playbooks.cases import Case, CaseKind, CaseState
from playbooks.clocks import Due, Duty
from playbooks.customers import Customer, Touch
from playbooks.periods import period
from playbooks.reports import CaseRow, Report, ResponseRow, summarise
from playbooks.responses import USUAL_SCALE, Band, Metric, Response
from tests.handlers import cases_strategy as invented

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
# For laws over invented cases: on a busy machine slow examples are no fault of the law.
INVENTING = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = {"U0ANA": "Ana", "U0BO": "Bo"}
INGRID = Customer(id=7, name="Ingrid Haugen", account="Nordlys Shipping", touch=Touch.HIGH, value=120_000)

ANSWER = Response(
    id=1,
    source="nps",
    external_id="r1",
    customer_id=7,
    case_id=12,
    metric=Metric.NPS,
    scale=USUAL_SCALE[Metric.NPS],
    score=2,
    band=Band.DETRACTOR,
    first_score=2,
    comment="Three deliveries late, and nobody called.",
    touchpoint=None,
    language="en",
    link=None,
    answered_at=NOW - DAY,
    happened_at=NOW - DAY,
    received_at=NOW - DAY,
    properties={},
    revision=1,
)


def case_file(number: int = 12, *, due: timedelta | None = HOUR, customer: Customer = INGRID, **case: Any) -> CaseFile:
    """An open case of Ingrid's; `due` is how long from NOW its next duty falls due."""
    usual = Case(number, customer.id, "support", CaseKind.RESCUE, CaseState.OPEN, opened_at=NOW - DAY)
    changed = replace(usual, **case)
    duty = Duty.CONTACT if changed.owner else Duty.CLAIM
    return CaseFile(
        case=changed,
        customer=customer,
        responses=(ANSWER,),
        due=None if due is None else Due(duty, NOW + due),
        names=NAMES,
    )


def claimed(number: int = 12, owner: str = "U0ANA", **others: Any) -> CaseFile:
    return case_file(number, owner=owner, state=CaseState.CLAIMED, claimed_at=NOW - HOUR, **others)


def responses(*scores: int, ago: timedelta = DAY) -> list[ResponseRow]:
    def band(score: int) -> Band:
        return Band.DETRACTOR if score <= 6 else Band.PROMOTER if score >= 9 else Band.PASSIVE

    return [ResponseRow(NOW - ago, Metric.NPS, band(score), score) for score in scores]


def case_row(number: int, opened: timedelta, claimed: timedelta | None = None, owner: str | None = None) -> CaseRow:
    """A rescue opened and claimed so long before NOW."""
    at = None if claimed is None else NOW - claimed
    state = CaseState.CLAIMED if owner else CaseState.OPEN
    return CaseRow(number, NOW - opened, at, None, None, owner, CaseKind.RESCUE, state, "support")


def report(*cases: CaseRow, answers: list[ResponseRow] | None = None) -> Report:
    return summarise(answers or [], cases, period("week", NOW, "Europe/Oslo"), NOW)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    opened = st.integers(0, 30 * 24).map(lambda hours: hours * HOUR)
    owners = st.none() | st.integers(0, 40).map(lambda n: f"U{n}")
    drawn = draw(st.lists(st.tuples(opened, owners), max_size=60))
    cases = [case_row(n, ago, ago / 2 if owner else None, owner) for n, (ago, owner) in enumerate(drawn)]
    scores = draw(st.lists(st.integers(0, 10), max_size=40))
    answers = responses(*scores) + responses(*scores[:3], ago=9 * DAY)
    word = draw(st.sampled_from(["week", "month"]))
    asked = period("month" if word == "month" else "week", NOW, "UTC")
    return summarise(answers, cases, asked, NOW)


def listed_cases() -> st.SearchStrategy[CaseFile]:
    """Invented cases with only what a line shows, for lists of them are long to invent."""
    return st.builds(
        CaseFile,
        case=invented.cases(),
        customer=invented.customers(),
        responses=st.just(()) | st.tuples(invented.responses()),
        due=st.none() | st.builds(Due, st.sampled_from(Duty), invented.moments()),
        names=st.just(invented.NAMES),
    )
