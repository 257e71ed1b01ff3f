"""A system of one's own: JSON in a shape that it chose, read by the source's JMESPath fields.

``type`` and ``timestamp`` as https://github.com/standard-webhooks/standard-webhooks recommends; the answer
itself is under ``response``, the person under ``customer``. Thumbs are the words ``up`` and ``down``.
"""

import secrets

from practice.providers.answer import Answer
from practice.sources import Source

THUMBS = {0: "down", 1: "up"}


def new_response() -> str:
    """A response id."""
    return f"resp_{secrets.token_hex(10)}"


def new_event() -> str:
    """An event id; Standard Webhooks sends it as ``webhook-id``."""
    return f"msg_{secrets.token_hex(13)}"


def body(source: Source, answer: Answer) -> dict[str, object]:
    """The JSON of the demo's own helpdesk and shop."""
    rating: int | str = THUMBS[answer.score] if source.metric == "thumbs" else answer.score
    first = answer.asked == answer.answered
    return {
        "type": f"survey.{'answered' if first else 'changed'}",
        "id": answer.event,
        "timestamp": answer.answered.isoformat(),
        "response": {
            "id": answer.response,
            "rating": rating,
            "comment": answer.comment or None,
            "answered_at": answer.answered.isoformat(),
        },
        "customer": {
            "email": answer.email or None,
            "name": answer.name or None,
            "account": answer.account or None,
            "language": answer.language or None,
        },
    }
