"""Any sender: `[sources.fields]` says with JMESPath (https://jmespath.org) where things are in the body.

Signed by Standard Webhooks, or by an HMAC header of the sender's own (`signature`).
"""

from collections.abc import Mapping
from typing import Any

import jmespath

from handlers.surveys import properties
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable, json_object
from handlers.surveys.reading import identifier, line, mapping, moment, number, shown, text, web_link
from handlers.surveys.scores import Yardstick, yardstick
from handlers.surveys.signatures import check_hmac, check_standard_webhooks, check_webhook_key, message_id
from playbooks.responses import USUAL_SCALE, Answer, Metric, Scale
from playbooks.sources import HmacHeader, Source

_WHO = ("name", "email", "external_id", "phone", "account", "touch", "value", "owner", "language", "timezone")
_WHAT = ("id", "score", "comment", "metric", "scale_min", "scale_max", "touchpoint", "link")
_WHEN = ("answered_at", "happened_at")

FIELDS = (*_WHAT, *_WHO, *_WHEN, "event", "properties")
"""What `[sources.fields]` may say. Without it each is looked for under its own name at the top of the body.

`event` names the event or says whether the delivery is an answer at all: `event = "type == 'survey.answered'"`.
`properties` is an object that is kept beside the answer and fills in what is missing.
"""

_PINGS = frozenset(("ping", "test", "test_message", "testendpoint", "webhook.test", "test.ping"))


def verify(delivery: Delivery, source: Source) -> None:
    if isinstance(source.signature, HmacHeader):
        check_hmac(delivery, source, source.signature)
    else:
        check_standard_webhooks(delivery, source)


def check_secret(source: Source) -> None:
    """For an HMAC of the sender's own, any text is a key."""
    if not isinstance(source.signature, HmacHeader):
        check_webhook_key(source)


def parse(delivery: Delivery, source: Source) -> Read | Ignored:
    found = _find(json_object(delivery.body), source.fields or {name: name for name in FIELDS})
    event = found.get("event")
    if event is False:
        return Ignored("the `event` expression of this source says that it carries no answer")
    if isinstance(event, str) and event.strip().casefold() in _PINGS:
        return Ignored("a test ping")
    signed_by_id = source.signature == "standard-webhooks" and not source.unsigned
    return Read((_answer(found, delivery, source),), key=message_id(delivery) if signed_by_id else None)


def _find(body: dict[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """Each field's value by its expression; a path that leads nowhere is None."""
    found = {}
    for name, expression in fields.items():
        if name not in FIELDS:
            raise Unreadable(f"`[sources.fields]` knows no `{name}`; it knows {', '.join(FIELDS)}.")
        try:
            found[name] = jmespath.search(expression, body)
        except Exception as error:  # its functions raise whatever Python raises on the values of this body
            kind = type(error).__name__
            raise Unreadable(
                f"The expression `{name} = {shown(expression)}` in `[sources.fields]` fails on this body ({kind}); "
                "try it at https://jmespath.org and correct it."
            ) from None
    return found


def _answer(found: dict[str, Any], delivery: Delivery, source: Source) -> Answer:
    carried, measured = mapping(found.get("properties")), _yardstick(found, source)
    who = properties.identity(carried, **{fact: found.get(fact) for fact in _WHO})
    known_as = _external_id(found.get("id"), source)
    _check_something_is_said(found, source)
    return Answer(
        external_id=known_as,
        identity=who,
        metric=measured.metric,
        scale=measured.scale,
        score=measured.score(found.get("score"), "score"),
        comment=text(found.get("comment"), "comment"),
        touchpoint=line(found.get("touchpoint")) or properties.touchpoint(carried),
        language=who.language,
        link=web_link(found.get("link")),
        answered_at=moment(found.get("answered_at"), delivery.received_at),
        happened_at=moment(found.get("happened_at"), delivery.received_at),
        properties=properties.texts(carried),
    )


def _check_something_is_said(found: dict[str, Any], source: Source) -> None:
    """A path that leads nowhere must not lose every customer who gives a score and no words."""
    if found.get("score") is None and found.get("comment") is None:
        score, comment = (source.fields.get(name, name) for name in ("score", "comment"))
        raise Unreadable(
            f"Neither a score was found at `{score}` nor a comment at `{comment}`; correct `[sources.fields]` of this "
            "source, or set `event` there to an expression that is false for deliveries without an answer."
        )


def _external_id(value: object, source: Source) -> str:
    """Without an id a later comment would become a second response, so the delivery is set aside instead."""
    if value is None:
        tried = source.fields.get("id", "id")
        raise Unreadable(
            f"No id of the response was found at `{tried}`; set `id` in `[sources.fields]` of this source to where "
            "the body has it."
        )
    return identifier(value, "id")


def _yardstick(found: dict[str, Any], source: Source) -> Yardstick:
    metric = _metric(found.get("metric"))
    given = [found.get(name) for name in ("scale_min", "scale_max")]
    if given == [None, None]:
        return yardstick(source, metric)
    usual = USUAL_SCALE[yardstick(source, metric).metric]
    low, high = (
        number(one) if one is not None else end for one, end in zip(given, (usual.low, usual.high), strict=True)
    )
    if low is None or high is None or low >= high:
        raise Unreadable(
            f"The scale from {shown(given[0])} to {shown(given[1])} (`scale_min`, `scale_max`) is none; "
            "both should be numbers, the lower one first."
        )
    return yardstick(source, metric, Scale(low, high))


def _metric(value: object) -> Metric | None:
    if value is None:
        return None
    name = (line(value) or "").casefold()
    if name not in [metric.value for metric in Metric]:
        raise Unreadable(f"The field `metric` is {shown(value)}; it should be one of {', '.join(Metric)}.")
    return Metric(name)
