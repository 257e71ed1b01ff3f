"""Formbricks, https://formbricks.com/docs/platform/features/integrations/webhooks.

``responseCreated`` with the first answer, ``responseUpdated`` for each further one, ``responseFinished`` at
the end, all with the same ``data.id``. Answers are keyed by question id, without type or scale.
"""

import secrets
import zlib
from datetime import datetime

from practice.providers.answer import Answer
from practice.sources import Source

EVENTS = {"partial": "responseCreated", "complete": "responseFinished", "changed": "responseUpdated"}
WEBHOOK = "cm8f4x9mm0001gx9h5b7d7h3q"
SURVEY = "cm8cmpnjj000108jfdr9dfqe6"


def new_response() -> str:
    """A response id in the shape of a cuid: c and 24 letters and digits."""
    return "c" + secrets.token_hex(12)


def new_event() -> str:
    """The ``webhook-id``: opaque, stable over attempts."""
    return f"msg_{secrets.token_hex(13)}"


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def body(source: Source, answer: Answer) -> dict[str, object]:
    """The JSON that Formbricks posts; an anonymous answer has ``contact: null``."""
    data: dict[str, object] = {"effort": answer.score}
    if answer.comment:
        data["why"] = answer.comment
    first, _, last = answer.name.partition(" ")
    attributes = {
        "email": answer.email,
        "firstName": first,
        "lastName": last,
        "account": answer.account,
        "language": answer.language,
    }
    known = {key: value for key, value in attributes.items() if value}
    return {
        "event": EVENTS[answer.stage],
        "webhookId": WEBHOOK,
        "data": {
            "id": answer.response,
            "createdAt": _iso(answer.asked),
            "updatedAt": _iso(answer.answered),
            "surveyId": SURVEY,
            "displayId": "d" + answer.response[1:],
            "endingId": None if answer.stage == "partial" else "k3dpqzt0i7r3p0",
            "finished": answer.stage != "partial",
            "contact": {"id": f"cm{zlib.crc32(answer.email.encode()):022d}"} if known else None,
            "contactAttributes": known or None,
            "singleUseId": None,
            "language": answer.language or None,
            "data": data,
            "variables": {},
            "ttc": {"effort": 2154.7},
            "tags": [],
            "meta": {
                "url": "https://app.example.com/",
                "country": "NO",
                "userAgent": {"os": "macOS", "browser": "Firefox", "device": "desktop"},
            },
            "survey": {
                "title": source.title,
                "type": "app",
                "status": "inProgress",
                "createdAt": "2025-07-20T10:30:00.000Z",
                "updatedAt": "2025-07-24T07:45:00.000Z",
            },
        },
    }
