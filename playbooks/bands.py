"""Bands: how `loopwell.toml` writes scales and the lines between detractors, passives and promoters."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from playbooks.names import Unfit, nearest
from playbooks.responses import USUAL_SCALE, USUAL_THRESHOLDS, Metric, Scale, Thresholds

PARTS = ("detractor", "promoter")


def pair_of(value: Any, part: str, example: str) -> tuple[float, float]:
    """`[0, 10]` as its two numbers, in order. Equal ends are a pair."""
    numbers = isinstance(value, list | tuple) and all(type(n) in (int, float) and isfinite(n) for n in value)
    if not numbers or len(value) != 2:
        raise Unfit(f"{part} takes two numbers, the lowest and the highest", f"Write {example}.")
    low, high = value
    if low > high:
        raise Unfit(f"{part} begins above its end", f"Write [{high:g}, {low:g}].")
    return low, high


def scale_of(value: Any) -> Any:
    """`scale = [0, 10]` as a Scale. A scale of one score could tell nobody apart."""
    if value is None or isinstance(value, Scale):
        return value
    low, high = pair_of(value, "a scale", "[0, 10]")
    if low == high:
        raise Unfit("the scale has only one score", "Write the lowest and the highest, such as [0, 10].")
    return Scale(low, high)


@dataclass(frozen=True)
class Written:
    """What the file says of one metric's bands, with the metric, which decides what fits."""

    metric: Metric
    bands: dict[str, Any]


def complete_bands(value: Any) -> Any:
    """What the file leaves out of the bands keeps its usual value; each entry learns which metric it is of."""
    if not isinstance(value, dict):
        return value
    given = {
        metric: Written(Metric(metric), bands) if isinstance(bands, dict) and metric in USUAL_SCALE else bands
        for metric, bands in value.items()
    }
    return {**USUAL_THRESHOLDS, **given}


def thresholds_of(value: Any) -> Any:
    """`{ detractor = [0, 6], promoter = [9, 10] }` as Thresholds, on the metric's usual scale."""
    if isinstance(value, Thresholds):
        return value
    if not isinstance(value, Written):
        raise Unfit("bands are two ranges", "Write { detractor = [0, 6], promoter = [9, 10] }.")
    if stray := sorted(value.bands.keys() - PARTS):
        raise Unfit(f'has no part "{stray[0]}"', nearest(stray[0], PARTS))
    scale, usual = USUAL_SCALE[value.metric], USUAL_THRESHOLDS[value.metric]
    low_end, high_end = f"[{scale.low:g}, {usual.detractor:g}]", f"[{usual.promoter:g}, {scale.high:g}]"
    worst, upto = pair_of(value.bands.get("detractor", (scale.low, usual.detractor)), "detractor", low_end)
    since, best = pair_of(value.bands.get("promoter", (usual.promoter, scale.high)), "promoter", high_end)
    if (worst, best) != (scale.low, scale.high):
        raise Unfit(
            f"these bands must reach from {scale.low:g} to {scale.high:g} (other scales are stretched onto that)",
            f"Begin detractor at {scale.low:g} and end promoter at {scale.high:g}.",
        )
    if upto >= since:
        raise Unfit(
            f"detractors up to {upto:g} and promoters from {since:g} overlap",
            f"Write {{ detractor = {low_end}, promoter = {high_end} }}.",
        )
    return Thresholds(upto, since)
