"""Mailgun's routes, `forward("https://...")`, fully parsed:
https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http

A form, multipart where there are attachments. `signature` is HMAC-SHA256 in hex over `timestamp` and `token`, with the
webhook signing key: it proves the sender and the time, and says nothing of the body. So a time of another day is
refused, a token brings one mail and no other (`storage/mail_tokens.py`), and the connection must be https. 406 ends
Mailgun's tries; 200 is the one success.
"""

import hashlib
import hmac
import json
import re
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl

from handlers.inbound.reading import Written, headers_of, mail_of
from handlers.surveys.delivery import Delivery, Unauthorized, Unreadable
from handlers.surveys.reading import instant
from playbooks.inbound import InboundMail

WINDOW = timedelta(minutes=15)
"""How old, or how far ahead, the signed time may be. Large mails take their time to arrive."""
REPORTS = ("message/delivery-status", "text/rfc822-headers", "message/rfc822")
MOST_FIELDS = 1000
MOST_PARTS, LONGEST_HEAD = 200, 500
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
"""Of a multipart form. The standard library takes seconds for a long header, and here nobody has proven yet who they
are: Mailgun's own parts are some thirty, and their headers a line each."""


def verify(delivery: Delivery, secret: str) -> None:
    try:
        fields = _fields(delivery)[0]
    except Unreadable as junk:
        raise Unauthorized(str(junk)) from None
    stamp, token = fields.get("timestamp", ""), fields.get("token", "")
    expected = hmac.new(secret.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    given = fields.get("signature", "").strip().lower().encode("utf-8", "replace")
    if not token or not hmac.compare_digest(given, expected.encode()):
        raise Unauthorized("the signature is missing or wrong")
    signed_at = instant(stamp)
    if signed_at is None or abs(delivery.received_at - signed_at) > WINDOW:
        raise Unauthorized("the signed time is too old, or ahead of ours")


def parse(delivery: Delivery) -> InboundMail:
    fields, reports = _fields(delivery)
    if "from" not in fields and "sender" not in fields:
        raise Unreadable("The form is not what Mailgun sends for a mail that came in.")
    try:
        pairs = json.loads(fields.get("message-headers") or "[]")
    except (ValueError, RecursionError):
        pairs = []
    heads = headers_of(pairs if isinstance(pairs, list) else [])
    for name in ("message-id", "in-reply-to", "references"):  # they stand as fields of their own, too
        heads.setdefault(name, fields.get(name, ""))
    sender = fields.get("from") or fields.get("sender")
    html = fields.get("body-html")
    mail = mail_of(
        Written(sender, fields.get("recipient"), fields.get("subject"), fields.get("body-plain"), html, heads, reports)
    )
    return replace(mail, token=fields["token"]) if "token" in fields else mail


def _fields(delivery: Delivery) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields of the form, names in small letters, and what stands in an attached delivery report."""
    kind = delivery.headers.get("content-type", "")
    if kind.casefold().startswith("multipart/form-data"):
        return _multipart(kind, delivery.body)
    try:
        pairs = parse_qsl(delivery.body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as wrong:
        raise Unreadable(f"The body is not a form: {wrong}.") from None
    return {name.casefold(): value for name, value in reversed(pairs)}, ()


def _multipart(kind: str, body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Taken apart here: the standard library's parser can be kept busy for hours by parts within parts."""
    form = _head(f"Content-Type: {kind}".encode("ascii", "replace"))
    boundary = form.get_boundary() if form else None
    if not boundary:
        raise Unreadable("The form says no boundary.")
    fields: dict[str, str] = {}
    reports: list[str] = []
    for piece in (b"\n" + body).split(b"\n--" + boundary.encode(), MOST_PARTS)[1:]:
        raw, *rest = BLANK_LINE.split(piece, 1)
        if (part := _head(raw.lstrip())) is None or not rest:
            continue
        text = rest[0].removesuffix(b"\r").decode("utf-8", "replace")
        name = part.get_param("name", header="content-disposition")
        if part.get_filename() is None and isinstance(name, str):
            fields.setdefault(name.casefold(), text)
        elif part.get_content_type() in REPORTS:
            reports.append(text)
    return fields, tuple(reports)


def _head(raw: bytes) -> Message | None:
    """The headers of a part; None where they are longer than any that Mailgun writes."""
    return BytesParser(policy=policy.HTTP).parsebytes(raw + b"\r\n\r\n") if len(raw) <= LONGEST_HEAD else None
