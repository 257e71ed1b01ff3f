"""Delighted, https://app.delighted.com/docs/api/webhooks.

``survey_response.created`` fires the moment a score is chosen, usually without a comment;
``survey_response.updated`` on any later change. Times are Unix seconds; ids are strings;
``person_properties`` is null or an object.
"""

import secrets
import zlib

from practice.providers.answer import Answer
from practice.sources import Source


def new_response() -> str:
    """A response id: digits, as a string."""
    return str(10**9 + secrets.randbelow(9 * 10**9))


def new_event() -> str:
    """An event id: 64 hex digits."""
    return secrets.token_hex(32)


def body(source: Source, answer: Answer) -> dict[str, object]:
    """The JSON that Delighted posts; a change of a known response is an ``updated`` event."""
    first = answer.asked == answer.answered
    properties = {"account": answer.account, "locale": answer.language}
    return {
        "event_type": f"survey_response.{'created' if first else 'updated'}",
        "event_id": answer.event,
        "event_data": {
            "id": answer.response,
            "person": {
                "id": str(zlib.crc32(answer.email.encode())),
                "email": answer.email,
                "name": answer.name,
                "created_at": int(answer.asked.timestamp()) - 86_400,
            },
            "survey_type": source.metric,
            "score": answer.score,
            "comment": answer.comment or None,
            "permalink": f"https://delighted.com/r/{answer.response}",
            "created_at": int(answer.asked.timestamp()),
            "updated_at": int(answer.answered.timestamp()),
            "person_properties": {k: v for k, v in properties.items() if v} or None,
            "notes": [],
            "tags": [],
            "additional_answers": [],
        },
    }
