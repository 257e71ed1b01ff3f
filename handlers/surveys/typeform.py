"""Typeform: https://www.typeform.com/developers/webhooks/example-payload/

One delivery for a form that was sent in, and, where partial responses are switched on, earlier ones with the same
`token`. `calculated.score` and the variable `score` are a quiz's points, never a rating.
"""

from collections.abc import Iterable
from typing import Any

from handlers.surveys import properties
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable, json_object
from handlers.surveys.questions import Question, configured, longest_text, only_scale
from handlers.surveys.reading import (
    event_name,
    identifier,
    known_id,
    line,
    mapping,
    moment,
    number,
    required,
    shown,
    text,
    words,
)
from handlers.surveys.scores import Yardstick, yardstick
from handlers.surveys.signatures import check_hmac
from playbooks.responses import Answer, Metric, Scale
from playbooks.sources import HmacHeader, Source

# https://www.typeform.com/developers/webhooks/secure-your-webhooks/
SIGNATURE = HmacHeader(header="Typeform-Signature", encoding="base64", prefix="sha256=")

SCALES = ("opinion_scale", "nps", "rating")
CONTACT = ("email", "phone_number")


def verify(delivery: Delivery, source: Source) -> None:
    check_hmac(delivery, source, SIGNATURE)


def check_secret(source: Source) -> None:
    """Any text is a key."""


def parse(delivery: Delivery, source: Source) -> Read | Ignored:
    body = json_object(delivery.body)
    event = event_name(body, "event_type")
    if event not in ("form_response", "form_response_partial"):
        return Ignored(f"Typeform's event {event} carries no answer")
    answer = _answer(required(body, "form_response"), delivery, source)
    return Read((answer,), key=known_id(body.get("event_id")))


def _answer(form: dict[str, Any], delivery: Delivery, source: Source) -> Answer:
    asked, hidden = _questions(form), mapping(form.get("hidden"))
    rated = configured(asked, source.question, "question") or only_scale(asked, SCALES)
    written = configured(asked, source.comment, "comment") or longest_text(asked, "long_text")
    measured = _yardstick(rated, source)
    # Short answers are facts too where the form's maker gave the question a telling ref or title ("company").
    short = {name: one.answer for one in asked if one.kind == "short_text" for name in (*one.names, one.title or "")}
    email, phone = (_first(asked, kind) for kind in CONTACT)
    who = properties.identity({**short, **hidden}, email=email, phone=phone)
    others = {
        one.title or one.path: one.answer
        for one in asked
        if one is not rated and one is not written and one.kind not in CONTACT
    }
    submitted = moment(form.get("submitted_at"), delivery.received_at)
    return Answer(
        external_id=identifier(form.get("token"), "form_response.token"),
        identity=who,
        metric=measured.metric,
        scale=measured.scale,
        score=measured.score(rated.answer, rated.path) if rated else None,
        comment=text(written.answer, written.path) if written else None,
        touchpoint=properties.touchpoint(hidden),
        language=who.language,
        answered_at=submitted,
        happened_at=submitted,
        properties=properties.texts({**hidden, **others}),
    )


def _questions(form: dict[str, Any]) -> list[Question]:
    """What was asked, in the form's order, with what was answered. Older bodies have no `ref` in their answers,
    so either name will do to bring the two together."""
    given = form.get("answers")
    if not isinstance(given, list | None):
        raise Unreadable(f"The field `form_response.answers` should be a list but is {shown(given)}.")
    answers: dict[str, object] = {}
    questions = []
    for one in given or ():
        kind = mapping(one).get("type")
        if not isinstance(kind, str) or not (names := _names(one.get("field"))):
            raise Unreadable("An entry of `form_response.answers` lacks its `type` or `field`.")
        answers.update(dict.fromkeys(names, _value(one.get(kind))))
        questions.append(_question(one.get("field"), answers))
    asked = mapping(form.get("definition")).get("fields")
    defined = [_question(one, answers) for one in (asked if isinstance(asked, list) else ())]
    known = {name for one in defined for name in one.names}
    return defined + [one for one in questions if known.isdisjoint(one.names)]


def _question(described: object, answers: dict[str, object]) -> Question:
    details, names = mapping(described), _names(described)
    answer = next((answers[name] for name in names if name in answers), None)
    return Question(
        names,
        line(details.get("type")),
        line(details.get("title")),
        mapping(details.get("properties")),
        answer,
    )


def _names(described: object) -> tuple[str, ...]:
    """`ref` is the name that stays; `id` changes when a question is replaced."""
    field = mapping(described)
    return tuple(name for name in (known_id(field.get("ref")), known_id(field.get("id"))) if name)


def _value(value: object) -> object:
    """What was answered. A choice has a label, several choices have labels, or `other` for one's own words."""
    if not isinstance(value, dict):
        return value
    labels = value.get("labels")
    return words([*(labels if isinstance(labels, list) else ()), value.get("label"), value.get("other")])


def _first(questions: Iterable[Question], kind: str) -> object:
    return next((one.answer for one in questions if one.kind == kind and one.answer is not None), None)


def _yardstick(question: Question | None, source: Source) -> Yardstick:
    """Settings first: the body seldom says how long the scale is (`properties.steps`), and never what it means."""
    if question is None:
        return yardstick(source)
    metric = source.metric or {"nps": Metric.NPS, "rating": Metric.STARS}.get(question.kind or "")
    steps = number(question.details.get("steps")) if question.kind in SCALES else None
    scale = source.scale
    if scale is None and steps is not None and 2 <= steps <= 11:
        low = 1 if question.kind == "rating" or question.details.get("start_at_one") is True else 0
        scale = Scale(low, low + steps - 1)
    return yardstick(source, metric, scale)
