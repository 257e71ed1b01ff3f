"""Delighted: https://app.delighted.com/docs/api/webhooks

The score comes the moment it is chosen (`survey_response.created`), the comment minutes later as
`survey_response.updated`, with the same response id. `event_id` is the same in every retry.
"""

from collections.abc import Mapping
from typing import Any

from handlers.surveys import properties
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable, json_object
from handlers.surveys.reading import (
    event_name,
    identifier,
    known_id,
    line,
    mapping,
    moment,
    required,
    shown,
    text,
    web_link,
    words,
)
from handlers.surveys.scores import Yardstick, yardstick
from handlers.surveys.signatures import check_hmac
from playbooks.responses import Answer, Metric, Scale
from playbooks.sources import HmacHeader, Source

# The key is the project's private API key, so each Delighted project is a source of its own.
SIGNATURE = HmacHeader(header="X-Delighted-Webhook-Signature", prefix="sha256=")

# The ids of Delighted's own SDK (github.com/delighted/delighted-ios, Survey.swift); scales as in its samples and in
# https://help.delighted.com/article/530-survey-types-overview. PMF: 3 is "very disappointed" to lose you, the best.
TYPES: Mapping[str, Yardstick] = {
    "nps": Yardstick(Metric.NPS, Scale(0, 10)),
    "enps": Yardstick(Metric.NPS, Scale(0, 10)),
    "csat": Yardstick(Metric.CSAT, Scale(1, 5)),
    "csat3": Yardstick(Metric.CSAT, Scale(1, 3)),
    "smileys": Yardstick(Metric.CSAT, Scale(1, 5)),
    "pmf": Yardstick(Metric.CSAT, Scale(1, 3)),
    "ces": Yardstick(Metric.CES, Scale(1, 5)),
    "ces7": Yardstick(Metric.CES, Scale(1, 7)),
    "stars_five": Yardstick(Metric.STARS, Scale(1, 5)),
    "thumbs": Yardstick(Metric.THUMBS, Scale(0, 1)),
}


def verify(delivery: Delivery, source: Source) -> None:
    check_hmac(delivery, source, SIGNATURE)


def check_secret(source: Source) -> None:
    """Any text is a key."""


def parse(delivery: Delivery, source: Source) -> Read | Ignored:
    body = json_object(delivery.body)
    event = event_name(body, "event_type")
    if event not in ("survey_response.created", "survey_response.updated"):
        return Ignored(f"Delighted's event {event} carries no answer")
    answer = _answer(required(body, "event_data"), delivery, source)
    return Read((answer,), key=known_id(body.get("event_id")))


def _answer(data: dict[str, Any], delivery: Delivery, source: Source) -> Answer:
    person, carried = mapping(data.get("person")), mapping(data.get("person_properties"))
    measured = _yardstick(data.get("survey_type"), source)
    who = properties.identity(carried, name=person.get("name"), email=person.get("email"), provider_id=person.get("id"))
    created = moment(data.get("created_at"), delivery.received_at)
    return Answer(
        external_id=identifier(data.get("id"), "event_data.id"),
        identity=who,
        metric=measured.metric,
        scale=measured.scale,
        score=measured.score(data.get("score"), "event_data.score"),
        comment=text(data.get("comment"), "event_data.comment"),
        touchpoint=properties.touchpoint(carried),
        language=who.language,
        link=web_link(data.get("permalink")),
        answered_at=created,
        happened_at=moment(data.get("updated_at"), delivery.received_at) or created,
        properties={**properties.texts(carried), **_additional(data.get("additional_answers"))},
    )


def _yardstick(survey_type: object, source: Source) -> Yardstick:
    """Older bodies name no type. A type that we do not know is not guessed at: 5 of 5 stars read as NPS would
    send an apology to a happy customer."""
    name = line(survey_type)
    if name is not None and name in TYPES:
        return TYPES[name]
    if name is not None and source.metric is None:
        raise Unreadable(
            f"The field `event_data.survey_type` is {shown(name)}, which is not known here; "
            "set `metric` and `scale` for this source."
        )
    return yardstick(source)


def _additional(answers: object) -> dict[str, str]:
    """The further questions by their text. One of the four keys of `value` is filled."""
    found = {}
    for answer in answers if isinstance(answers, list) else ():
        question = line(mapping(mapping(answer).get("question")).get("text"))
        value = mapping(mapping(answer).get("value"))
        one, many = mapping(value.get("select_one")).get("text"), value.get("select_many")
        chosen = [mapping(choice).get("text") for choice in many] if isinstance(many, list) else None
        said = (words(option) for option in (value.get("free_response"), value.get("scale"), one, chosen))
        if question is not None and (answered := next((option for option in said if option), None)):
            found[question] = answered
    return found
