"""Formbricks: https://formbricks.com/docs/platform/features/integrations/webhooks

One respondent makes several deliveries: `responseCreated`, `responseUpdated` for each card answered, and
`responseFinished`. Each has its own `webhook-id` (a hash of job, webhook and event), the same in every retry; and
when a sibling webhook fails, healthy ones are called again with the same id. Answers are keyed by question id and
say nothing of their type.
"""

from typing import Any

from handlers.surveys import properties
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable, json_object
from handlers.surveys.reading import (
    event_name,
    identifier,
    line,
    mapping,
    moment,
    named,
    number,
    required,
    text,
)
from handlers.surveys.scores import yardstick
from handlers.surveys.signatures import check_standard_webhooks, check_webhook_key, message_id
from playbooks.responses import Answer
from playbooks.sources import Source

EVENTS = ("responseCreated", "responseUpdated", "responseFinished")

# What a card answers that is only clicked: welcome and call-to-action cards, consent.
_CLICKS = ("clicked", "accepted", "dismissed", "booked")


def verify(delivery: Delivery, source: Source) -> None:
    check_standard_webhooks(delivery, source)


def check_secret(source: Source) -> None:
    check_webhook_key(source)


def parse(delivery: Delivery, source: Source) -> Read | Ignored:
    body = json_object(delivery.body)
    event = event_name(body, "event")
    if event == "testEndpoint":
        return Ignored("a test ping from Formbricks")
    if event not in EVENTS:
        return Ignored(f"Formbricks' event {event} carries no answer")
    answer = _answer(required(body, "data"), delivery, source)
    return Read((answer,), key=message_id(delivery))


def _answer(data: dict[str, Any], delivery: Delivery, source: Source) -> Answer:
    # A question that is skipped is answered with "" (packages/surveys, the question components' onSubmit).
    answers = {key: value for key, value in mapping(data.get("data")).items() if value not in ("", None)}
    question = source.question or _only_number(answers)
    comment = source.comment or _longest_text(answers, question)
    about = mapping(data.get("contactAttributes"))
    # Hidden fields travel among the answers, under their own names.
    carried = {**{key: value for key, value in answers.items() if properties.recognised(key)}, **about}
    names = (line(about.get("firstName")), line(about.get("lastName")))
    who = properties.identity(
        carried,
        name=" ".join(name for name in names if name),
        provider_id=mapping(data.get("contact")).get("id"),
        language=data.get("language"),
    )
    measured = yardstick(source)
    others = {key: value for key, value in answers.items() if key not in (question, comment)}
    return Answer(
        external_id=identifier(data.get("id"), "data.id"),
        identity=who,
        metric=measured.metric,
        scale=measured.scale,
        score=measured.score(answers.get(question), f"data.data.{named([question])}") if question else None,
        comment=text(answers.get(comment), f"data.data.{named([comment])}") if comment else None,
        touchpoint=properties.touchpoint(carried),
        language=who.language,
        answered_at=moment(data.get("createdAt"), delivery.received_at),
        happened_at=moment(data.get("updatedAt"), delivery.received_at),
        properties=properties.texts({**about, **others}),
    )


def _only_number(answers: dict[str, Any]) -> str | None:
    numeric = [
        key
        for key, value in answers.items()
        if not isinstance(value, str) and number(value) is not None and not properties.recognised(key)
    ]
    if len(numeric) > 1:
        raise Unreadable(
            f"The response has {len(numeric)} answers that are numbers; set `question` of this source to the id of "
            f"the one that counts: {named(numeric)}."
        )
    return numeric[0] if numeric else None


def _longest_text(answers: dict[str, Any], question: str | None) -> str | None:
    written = [
        key
        for key, value in answers.items()
        if isinstance(value, str)
        and value not in _CLICKS
        and key != question
        and not properties.recognised(key)
        and number(value) is None
    ]
    return max(written, key=lambda key: len(answers[key]), default=None)
