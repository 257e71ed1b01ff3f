"""Postmark's inbound webhook: https://postmarkapp.com/developer/webhooks/inbound-webhook

It signs nothing. Its address is to hold the secret: as the password of HTTP Basic Auth (`https://mail:SECRET@host/...`),
or as `?token=SECRET`. `MessageID` is Postmark's own number; the mail's real Message-ID stands among `Headers`. Anything
but 200 is tried again, ten times; 403 ends that.
"""

import base64
import binascii
import hmac
from collections.abc import Iterator
from typing import Any

from handlers.inbound.reading import Written, headers_of, mail_of
from handlers.surveys.delivery import Delivery, Unauthorized, Unreadable, json_object
from playbooks.inbound import InboundMail

REPORTS = ("message/delivery-status", "text/rfc822-headers", "message/rfc822")
LARGEST_REPORT = 100_000


def verify(delivery: Delivery, secret: str) -> None:
    given = (_password(delivery.headers.get("authorization", "")), delivery.query.get("token", "").encode())
    if not any(hmac.compare_digest(one, secret.encode()) for one in given):
        raise Unauthorized("neither the password nor the token in the address is right")


def parse(delivery: Delivery) -> InboundMail:
    told = json_object(delivery.body)
    if "From" not in told and "FromFull" not in told:
        raise Unreadable("The body is not what Postmark sends for a mail that came in.")
    full = told.get("FromFull")
    sender = told.get("From") or (full.get("Email") if isinstance(full, dict) else None)
    heads = headers_of((one.get("Name"), one.get("Value")) for one in _objects(told.get("Headers")))
    recipient = told.get("OriginalRecipient") or told.get("To")
    text = told.get("TextBody")
    reports = tuple(_reports(told.get("Attachments")))
    return mail_of(Written(sender, recipient, told.get("Subject"), text, told.get("HtmlBody"), heads, reports))


def _password(given: str) -> bytes:
    kind, _space, encoded = given.partition(" ")
    try:
        return base64.b64decode(encoded).partition(b":")[2] if kind.casefold() == "basic" else b""
    except (binascii.Error, ValueError):
        return b""


def _objects(value: object) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _reports(attachments: object) -> Iterator[str]:
    """The parts of a delivery report, which Postmark hands over as attachments. Of others nothing is read."""
    for one in _objects(attachments):
        kind, content = str(one.get("ContentType", "")), one.get("Content")
        if kind.partition(";")[0].strip().casefold() in REPORTS and isinstance(content, str):
            try:
                yield base64.b64decode(content[: LARGEST_REPORT // 3 * 4]).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                continue
