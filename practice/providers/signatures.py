"""How each provider signs: an HMAC over the raw bytes of the body, never over parsed JSON."""

import base64
import hmac
from datetime import datetime

from practice.sources import Source


def delighted(source: Source, event: str, body: bytes, at: datetime) -> dict[str, str]:
    """``X-Delighted-Webhook-Signature: sha256=<hex>``; the key is the project's private API key.

    No time is signed. The formula is from public consumers' code; the vendor's page was not readable.
    """
    digest = hmac.digest(source.secret.encode(), body, "sha256").hex()
    return {"X-Delighted-Webhook-Signature": f"sha256={digest}"}


def typeform(source: Source, event: str, body: bytes, at: datetime) -> dict[str, str]:
    """``Typeform-Signature: sha256=<base64>``, https://www.typeform.com/developers/webhooks/secure-your-webhooks/."""
    digest = base64.b64encode(hmac.digest(source.secret.encode(), body, "sha256")).decode()
    return {"Typeform-Signature": f"sha256={digest}", "User-Agent": "Typeform Webhooks"}


def standard_webhooks(source: Source, event: str, body: bytes, at: datetime) -> dict[str, str]:
    """Standard Webhooks: ``v1,<base64>`` over ``id.timestamp.body``.

    The key is what follows ``whsec_``, base64-decoded. The id stays the same over retries; the timestamp,
    Unix seconds of this attempt, does not. https://github.com/standard-webhooks/standard-webhooks
    """
    key = base64.b64decode(source.secret.removeprefix("whsec_"))
    timestamp = str(int(at.timestamp()))
    digest = hmac.digest(key, f"{event}.{timestamp}.".encode() + body, "sha256")
    return {
        "webhook-id": event,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def header(source: Source, event: str, body: bytes, at: datetime) -> dict[str, str]:
    """A plain HMAC header of one's own: ``X-Signature: sha256=<hex>``."""
    return {"X-Signature": f"sha256={hmac.digest(source.secret.encode(), body, 'sha256').hex()}"}


SIGNERS = {
    "delighted": delighted,
    "typeform": typeform,
    "standard-webhooks": standard_webhooks,
    "header": header,
}
