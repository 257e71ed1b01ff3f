"""Generic: a mail as JSON, from whatever receives your mail. Bearer token in the Authorization header.

    {"from": "Kari <kari@nordlys.example>", "to": "care@acme.example", "subject": "Re: ...", "text": "...",
     "html": "...", "message_id": "<...>", "in_reply_to": "<...>", "references": ["<...>"], "headers": {"Name": "..."}}

Only `from` is required, and one of `text` and `html`. `headers` may also be a list of pairs.
"""

import hmac

from handlers.inbound.reading import Written, bracketed, headers_of, mail_of
from handlers.surveys.delivery import Delivery, Unauthorized, Unreadable, json_object
from playbooks.inbound import InboundMail


def verify(delivery: Delivery, secret: str) -> None:
    given = delivery.headers.get("authorization", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, f"Bearer {secret}".encode()):
        raise Unauthorized("the bearer token is missing or wrong")


def parse(delivery: Delivery) -> InboundMail:
    told = json_object(delivery.body)
    given = told.get("headers") or {}
    heads = headers_of(given.items() if isinstance(given, dict) else given if isinstance(given, list) else [])
    for name in ("message-id", "in-reply-to", "references"):
        if ids := bracketed(told.get(name.replace("-", "_"))):
            heads[name] = ids
    if not isinstance(told.get("text") or told.get("html"), str) and "subject" not in told:
        raise Unreadable("The mail has neither `text` nor `html`.")
    return mail_of(
        Written(told.get("from"), told.get("to"), told.get("subject"), told.get("text"), told.get("html"), heads)
    )
