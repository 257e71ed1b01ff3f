"""Responses: what one customer answered once, how good or bad it is, and how later news revises it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from playbooks.customers import Identity


class Metric(StrEnum):
    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    STARS = "stars"
    THUMBS = "thumbs"


class Band(StrEnum):
    DETRACTOR = "detractor"
    PASSIVE = "passive"
    PROMOTER = "promoter"


@dataclass(frozen=True)
class Scale:
    """The lowest and the highest score that can be given, both included."""

    low: float
    high: float

    def __contains__(self, score: float) -> bool:
        return self.low <= score <= self.high


USUAL_SCALE = {
    Metric.NPS: Scale(0, 10),
    Metric.CSAT: Scale(1, 5),
    Metric.CES: Scale(1, 7),
    Metric.STARS: Scale(1, 5),
    Metric.THUMBS: Scale(0, 1),
}


@dataclass(frozen=True)
class Answer:
    """What one delivery says of one response, before anything is decided.

    `external_id` is the provider's id of the response (the response key, with the source). `metric` and `scale`
    are None where the provider does not say. `happened_at` is the provider's own time of this news, and orders
    deliveries; `answered_at` is when the customer first answered. Both aware UTC.
    """

    external_id: str
    identity: Identity = field(default_factory=Identity)
    metric: Metric | None = None
    scale: Scale | None = None
    score: float | None = None
    comment: str | None = None
    touchpoint: str | None = None
    language: str | None = None
    link: str | None = None
    answered_at: datetime | None = None
    happened_at: datetime | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Response:
    """An answer as it is remembered. `revision` counts the deliveries that changed something, from 1."""

    id: int
    source: str
    external_id: str
    customer_id: int
    case_id: int | None
    metric: Metric
    scale: Scale
    score: float | None
    band: Band | None
    first_score: float | None
    comment: str | None
    touchpoint: str | None
    language: str | None
    link: str | None
    answered_at: datetime
    happened_at: datetime
    received_at: datetime
    properties: Mapping[str, str]
    revision: int


@dataclass(frozen=True)
class Thresholds:
    """Where the bands lie on a metric's usual scale: detractors up to `detractor`, promoters from `promoter`."""

    detractor: float
    promoter: float


USUAL_THRESHOLDS = {
    Metric.NPS: Thresholds(6, 9),
    Metric.CSAT: Thresholds(2, 5),
    Metric.CES: Thresholds(3, 6),
    Metric.STARS: Thresholds(2, 5),
    Metric.THUMBS: Thresholds(0, 1),
}


class ImpossibleScore(ValueError):
    """The score does not lie on its scale (an NPS of 11, say)."""


def band_of(score: float, metric: Metric, scale: Scale, thresholds: Mapping[Metric, Thresholds]) -> Band:
    """The band of a score. A scale other than the metric's usual one is stretched onto it first.

    Raises ImpossibleScore when the score is not on the scale.
    """
    if score not in scale:
        raise ImpossibleScore(f"{score:g} is not between {scale.low:g} and {scale.high:g}")
    usual = USUAL_SCALE[metric]
    if scale != usual:
        share = (score - scale.low) / (scale.high - scale.low)
        score = round(usual.low + share * (usual.high - usual.low))
    lines = thresholds.get(metric, USUAL_THRESHOLDS[metric])
    if score <= lines.detractor:
        return Band.DETRACTOR
    return Band.PROMOTER if score >= lines.promoter else Band.PASSIVE


def revise(known: Response, news: Response) -> Response:
    """What is known of a response after `news` about it arrived; the very same `known` if nothing changes. News that
    only say the same later move `happened_at` and are no revision.

    The provider's own time decides: later news overrules, earlier news (delivered late) only fills in gaps.
    A comment once given is not lost because a later delivery leaves it out.
    """
    newer, older = (news, known) if news.happened_at >= known.happened_at else (known, news)
    scored = newer if newer.score is not None else older
    merged = replace(
        known,
        metric=scored.metric,
        scale=scored.scale,
        score=scored.score,
        band=scored.band,
        first_score=known.first_score if known.first_score is not None else scored.score,
        comment=newer.comment or older.comment,
        touchpoint=newer.touchpoint or older.touchpoint,
        language=newer.language or older.language,
        link=newer.link or older.link,
        answered_at=min(known.answered_at, news.answered_at),
        properties={**older.properties, **newer.properties},
        happened_at=newer.happened_at,
    )
    if merged == known:
        return known
    if replace(merged, happened_at=known.happened_at) == known:
        return merged
    return replace(merged, revision=known.revision + 1)
