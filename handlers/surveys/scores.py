"""Scores: which metric and scale a score is measured by, and reading it from whatever form it comes in."""

from dataclasses import dataclass

from handlers.surveys.delivery import Unreadable
from handlers.surveys.reading import number, shown, words
from playbooks.responses import USUAL_SCALE, Metric, Scale
from playbooks.sources import Source

_UP = frozenset(("up", "thumbs up", "thumb up", "good", "great", "yes", "true", "happy", "positive", "like", "👍"))
_DOWN = frozenset(
    ("down", "thumbs down", "thumb down", "bad", "poor", "no", "false", "unhappy", "negative", "dislike", "👎")
)


@dataclass(frozen=True)
class Yardstick:
    """What a score is measured by."""

    metric: Metric
    scale: Scale

    def score(self, value: object, where: str) -> float | None:
        """The score; None where the provider says that there is none yet. An empty text is not a zero, and a
        number off the scale is not a score."""
        if value is None:
            return None
        found = self._thumb(value) if self.metric is Metric.THUMBS else number(value)
        if found is None:
            raise Unreadable(f"The score in `{where}` is {shown(value)}, which is {self._complaint(value)}.")
        if found not in self.scale:
            raise Unreadable(
                f"The score in `{where}` is {shown(value)}, which is not on the {self.metric} scale from "
                f"{self.scale.low:g} to {self.scale.high:g}; check `metric` and `scale` of this source."
            )
        return found

    def _thumb(self, value: object) -> float | None:
        if (found := number(value)) is not None:
            between = self.scale.low < found < self.scale.high
            return None if between else found
        word = _thumb_word(value)
        if word in _UP:
            return self.scale.high
        return self.scale.low if word in _DOWN else None

    def _complaint(self, value: object) -> str:
        if self.metric is Metric.THUMBS:
            return "neither a thumb up nor a thumb down (up, down, good, bad, yes, no, 1 and 0 are understood)"
        if _thumb_word(value) in _UP | _DOWN:
            return 'not a number; if customers answer with thumbs, set `metric = "thumbs"` for this source'
        return "not a number"


def _thumb_word(value: object) -> str:
    spoken = words(value) if isinstance(value, (bool, str)) else None
    return (spoken or "").casefold().replace("_", " ").replace("-", " ")


def yardstick(source: Source, metric: Metric | None = None, scale: Scale | None = None) -> Yardstick:
    """What the delivery says, else what the source's settings say, else the usual.

    The scale in the settings belongs to the metric in the settings: a delivery of another metric does not use it.
    """
    chosen = metric or source.metric or Metric.NPS
    if scale is None and source.metric in (None, chosen):
        scale = source.scale
    return Yardstick(chosen, scale or USUAL_SCALE[chosen])
