"""Typeform, https://www.typeform.com/developers/webhooks/example-payload/.

One event, ``form_response``. ``token`` is the response, ``event_id`` the event. A rating comes as
``type: number``; a skipped question is absent; the upper end of the scale is not in the body; ``hidden``
holds the parameters of the form's address. A form that sends partial responses posts the same token again.
"""

import secrets
from datetime import datetime

from practice.providers.answer import Answer
from practice.sources import Source

SCORE = {"id": "SMEUb7VJz92Q", "type": "rating", "ref": "satisfaction"}
COMMENT = {"id": "JwWggjAKtOkA", "type": "long_text", "ref": "why"}


def new_response() -> str:
    """A response token: 32 hex digits."""
    return secrets.token_hex(16)


def new_event() -> str:
    """An event id: 26 letters and digits."""
    return "01" + secrets.token_hex(12).upper()


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def body(source: Source, answer: Answer) -> dict[str, object]:
    """The JSON that Typeform posts."""
    answers: list[dict[str, object]] = [{"type": "number", "number": answer.score, "field": SCORE}]
    if answer.comment:
        answers.append({"type": "text", "text": answer.comment, "field": COMMENT})
    hidden = {
        "email": answer.email,
        "name": answer.name,
        "account": answer.account,
        "language": answer.language,
    }
    return {
        "event_id": answer.event,
        "event_type": "form_response",
        "form_response": {
            "form_id": "lT4Z3j",
            "token": answer.response,
            "landed_at": _iso(answer.asked),
            "submitted_at": _iso(answer.answered),
            "hidden": {key: value for key, value in hidden.items() if value},
            "calculated": {"score": 0},
            "definition": {
                "id": "lT4Z3j",
                "title": source.title,
                "fields": [
                    {**SCORE, "title": source.question, "properties": {}},
                    {**COMMENT, "title": "What is the main reason?", "properties": {}},
                ],
            },
            "answers": answers,
        },
    }
