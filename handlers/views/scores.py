"""Scores in words: what a customer gave, on which scale, and whether that is good or bad."""

from handlers.language import _
from playbooks.responses import Band, Metric, Response, Scale

DOTS = {Band.DETRACTOR: "🔴", Band.PASSIVE: "🟡", Band.PROMOTER: "🟢"}


def dot(response: Response | None) -> str:
    """The colour of an answer. Words always stand beside it."""
    return DOTS.get(response.band, "⚪") if response and response.band else "⚪"


def score_words(response: Response) -> str:
    """ "2 of 10", "3 of 5 stars", "Thumbs down": the score and its scale, said naturally."""
    if response.score is None:
        return _("No score")
    return _in_words(response.score, response.metric, response.scale)


def _in_words(score: float, metric: Metric, scale: Scale) -> str:
    if metric is Metric.THUMBS:
        return _("Thumbs up") if score > (scale.low + scale.high) / 2 else _("Thumbs down")
    if scale.low < 0:
        return _("{score} between {low} and {high}").format(
            score=number(score), low=number(scale.low), high=number(scale.high)
        )
    shape = {
        Metric.NPS: _("{score} of {high}"),
        Metric.CSAT: _("{score} of {high} for satisfaction"),
        Metric.CES: _("{score} of {high} for ease"),
        Metric.STARS: _("{score} of {high} stars"),
    }[metric]
    return shape.format(score=number(score), high=number(scale.high))


def band_word(response: Response) -> str | None:
    """What an answer makes of its customer, or None where there was no score."""
    if response.band is None:
        return None
    if response.metric is Metric.NPS:
        words = {
            Band.DETRACTOR: _("Detractor"),
            Band.PASSIVE: _("Passive"),
            Band.PROMOTER: _("Promoter"),
        }
    elif response.metric is Metric.CES:
        words = {
            Band.DETRACTOR: _("Found it hard"),
            Band.PASSIVE: _("Neither hard nor easy"),
            Band.PROMOTER: _("Found it easy"),
        }
    else:
        words = {Band.DETRACTOR: _("Unhappy"), Band.PASSIVE: _("In between"), Band.PROMOTER: _("Happy")}
    return words[response.band]


def verdict(response: Response | None, joint: str = " · ") -> str:
    """ "2 of 10 · Detractor": score, scale and band in one breath."""
    if response is None:
        return _("No answer yet")
    word = band_word(response)
    return f"{score_words(response)}{joint}{word}" if word else score_words(response)


def change(response: Response | None) -> str | None:
    """ "was 3, now 9", or None if the customer kept to the first score."""
    if response is None or response.score is None or response.first_score in (None, response.score):
        return None
    assert response.first_score is not None
    if response.metric is Metric.THUMBS:
        first = _in_words(response.first_score, response.metric, response.scale)
        return _("first answer: {score}").format(score=first)
    return _("was {first}, now {score}").format(first=number(response.first_score), score=number(response.score))


def number(value: float) -> str:
    """A score without needless decimals: 7, 7.5."""
    return f"{round(value, 2):.10g}"


def latest(responses: tuple[Response, ...]) -> Response | None:
    """The newest answer that carries a score, or the newest of all. `responses` are oldest first."""
    scored = [response for response in responses if response.score is not None]
    if scored:
        return scored[-1]
    return responses[-1] if responses else None
