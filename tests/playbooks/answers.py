"""One answer, as it is remembered, for tests to vary with `dataclasses.replace`."""

from datetime import UTC, datetime

from playbooks.responses import Band, Metric, Response, Scale

WHEN = datetime(2026, 11, 23, 8, tzinfo=UTC)

UNHAPPY_ANSWER = Response(
    id=1,
    source="nps",
    external_id="r1",
    customer_id=7,
    case_id=None,
    metric=Metric.NPS,
    scale=Scale(0, 10),
    score=3,
    band=Band.DETRACTOR,
    first_score=3,
    comment=None,
    touchpoint=None,
    language="en",
    link=None,
    answered_at=WHEN,
    happened_at=WHEN,
    received_at=WHEN,
    properties={},
    revision=1,
)
