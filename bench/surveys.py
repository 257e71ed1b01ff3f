"""Surveys: signed deliveries in a provider's shape, built before the clock runs, so that sending them costs little."""

import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass

SECRET = "bench-delighted-key"
SIGNATURE = "X-Delighted-Webhook-Signature"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Survey:
    """One delivery as bytes on the wire. `token` stands in the customer's comment, and so in the Slack message."""

    token: str
    request: bytes
    email: str
    high: bool = False


def source_name(channel: int) -> str:
    """The source whose answers go to this channel."""
    return f"bench-{channel}"


def address(number: int) -> str:
    """The customer of the survey of that number."""
    return f"customer{number}@example.com"


def channel_name(channel: int) -> str:
    return f"#bench-{channel}"


def build(count: int, channels: int, high_every: int = 0) -> list[Survey]:
    """Detractors, each a new customer, in turn for each channel. Each one needs a case, a card and an event."""
    return [
        _survey(next(_numbers), place % channels, high=bool(high_every) and place % high_every == 0)
        for place in range(count)
    ]


def _survey(number: int, channel: int, *, high: bool) -> Survey:
    token = f"ref{number:08d}"
    about = {"plan": "team", "account": f"Company {number % 5000}", "locale": "en"}
    event = {
        "event_type": "survey_response.created",
        "event_id": f"event-{number}",
        "event_data": {
            "id": f"response-{number}",
            "person": {
                "id": f"person-{number}",
                "email": address(number),
                "name": f"Customer {number}",
            },
            "survey_type": "nps",
            "score": number % 7,
            "comment": f"I waited three days for an answer and then had to explain it all again ({token}).",
            "permalink": f"https://app.delighted.com/r/{number}",
            "created_at": 1760000000 + number,
            "updated_at": None,
            "person_properties": about,
            "notes": [],
            "tags": [],
        },
    }
    body = json.dumps(event).encode()
    proof = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST /surveys/{source_name(channel)} HTTP/1.1\r\nHost: bench\r\nUser-Agent: Delighted\r\n"
        f"Content-Type: application/json\r\n{SIGNATURE}: sha256={proof}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Survey(token, head.encode() + body, address(number), high)
