"""Kari Nordmann, whose parcel was late: her answer and her case in each state."""

from dataclasses import replace
from typing import Any

from playbooks.cards import CaseFile
from playbooks.cases import Case, CaseKind, CaseState, Outcome
from playbooks.clocks import Due, Duty
from playbooks.customers import Customer, Touch
from playbooks.responses import USUAL_SCALE, USUAL_THRESHOLDS, Metric, Response, band_of
from tests.handlers.cases_strategy import ANA, DAWN, MIRA, NAMES


def answer(score: float | None = 2, comment: str | None = "Three weeks late.", **more: Any) -> Response:
    metric = more.pop("metric", Metric.NPS)
    scale = USUAL_SCALE[metric]
    facts = {
        "id": 1,
        "source": "nps",
        "external_id": "r1",
        "customer_id": 1,
        "case_id": 12,
        "metric": metric,
        "scale": scale,
        "score": score,
        "band": None if score is None else band_of(score, metric, scale, USUAL_THRESHOLDS),
        "first_score": score,
        "comment": comment,
        "touchpoint": "renewal",
        "language": "en",
        "link": "https://app.delighted.com/r/1",
        "answered_at": DAWN,
        "happened_at": DAWN,
        "received_at": DAWN,
        "properties": {},
        "revision": 1,
    }
    return Response(**{**facts, **more})


KARI = Customer(
    1, "Kari Nordmann", "kari@nordlys.example", account="Nordlys", touch=Touch.HIGH, value=12000, owner=MIRA
)
OPEN = Case(12, 1, "support", CaseKind.RESCUE, CaseState.OPEN, DAWN)
CLAIMED = replace(OPEN, state=CaseState.CLAIMED, owner=ANA, claimed_at=DAWN)
CONTACTED = replace(CLAIMED, state=CaseState.CONTACTED, contacted_at=DAWN)
CLOSED = replace(
    CONTACTED, state=CaseState.CLOSED, closed_at=DAWN, closed_by=ANA, outcome=Outcome.SOLVED, well="late parcels"
)
FILE = CaseFile(OPEN, KARI, (answer(),), due=Due(Duty.CLAIM, DAWN), names=NAMES)
