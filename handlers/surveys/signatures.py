"""Signatures: the proofs that a delivery comes from where it says, over raw bytes and in constant time."""

import base64
import binascii
import hmac
import re
from datetime import timedelta
from functools import lru_cache

from handlers.surveys.delivery import Delivery, Unauthorized
from handlers.surveys.reading import instant, known_id
from playbooks.names import Unfit
from playbooks.sources import HmacHeader, Source

WINDOW = timedelta(minutes=5)
"""How old, or how far ahead, a signed time may be: what Standard Webhooks' own libraries allow."""


def check_token(delivery: Delivery, source: Source) -> None:
    """`?token=` of the address: for most providers that sign nothing, the only proof there is."""
    if not source.token:
        raise Unauthorized("the source has neither a secret nor a token")
    if not hmac.compare_digest(_raw(delivery.query.get("token", "")), _raw(source.token)):
        raise Unauthorized("the token in the address is missing or wrong")


def check_hmac(delivery: Delivery, source: Source, scheme: HmacHeader) -> None:
    """An HMAC in a header. A header that is missing is a wrong signature: several senders leave it out when the
    secret is empty on their side."""
    given = _header(delivery, scheme.header)
    digest = hmac.digest(_raw(_secret(source)), _signed(delivery, scheme), scheme.algorithm)
    if scheme.encoding == "hex":
        expected, given = scheme.prefix.lower() + digest.hex(), given.lower()
    else:
        expected = scheme.prefix + base64.b64encode(digest).decode()
    if not hmac.compare_digest(_raw(given), _raw(expected)):
        raise Unauthorized(f"the signature in {scheme.header} is wrong")


def _signed(delivery: Delivery, scheme: HmacHeader) -> bytes:
    """The bytes that were signed. The template (which the policy has checked) is filled in one pass, so that a
    body which contains "{timestamp}" stays as it is."""
    parts = {b"{body}": delivery.body}
    if scheme.timestamp_header is not None:
        stamp = _header(delivery, scheme.timestamp_header)
        _check_fresh(delivery, stamp)
        parts[b"{timestamp}"] = _raw(stamp)
    return b"".join([parts.get(piece, piece) for piece in _pieces(scheme.signed)])


@lru_cache(maxsize=64)
def _pieces(template: str) -> tuple[bytes, ...]:
    """What a template consists of, its names in braces by themselves. Templates are the policy's, and few."""
    return tuple(re.split(rb"(\{body\}|\{timestamp\})", _raw(template)))


def check_standard_webhooks(delivery: Delivery, source: Source) -> None:
    """Standard Webhooks, symmetric (`v1`). The header is a list; one signature that matches is enough, so that
    the sender can change keys. https://github.com/standard-webhooks/standard-webhooks (spec)"""
    message, stamp = _header(delivery, "webhook-id"), _header(delivery, "webhook-timestamp")
    given = _header(delivery, "webhook-signature")
    _check_fresh(delivery, stamp)
    signed = b".".join((_raw(message), _raw(stamp), delivery.body))
    if not (key := _webhook_key(_secret(source))):
        raise Unauthorized("the secret of this source is not the base64 text that starts with whsec_")
    digest = hmac.digest(key, signed, "sha256")
    expected = b"v1," + base64.b64encode(digest)
    if not any([hmac.compare_digest(_raw(one), expected) for one in given.split(" ")]):  # noqa: C419 (all, always)
        raise Unauthorized("none of the signatures in webhook-signature is right")


def message_id(delivery: Delivery) -> str | None:
    """Standard Webhooks' id of this delivery, the same in every retry."""
    return known_id(delivery.headers.get("webhook-id"))


def check_webhook_key(source: Source) -> None:
    """Raises Unfit when the source's secret stands for no key, so that every delivery would be refused."""
    if not _webhook_key(_secret(source)):
        raise Unfit(
            "is not the base64 text that Standard Webhooks signs with, so every delivery would be refused",
            "Copy the whsec_... of the sender, or make one: python3 -c 'import base64, secrets; "
            """print("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())'.""",
        )


def _webhook_key(secret: str) -> bytes:
    """The key is what the base64 after `whsec_` stands for, never the text itself. Empty when that is no base64."""
    encoded = secret.strip().removeprefix("whsec_").rstrip("=")
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _check_fresh(delivery: Delivery, stamp: str) -> None:
    sent = instant(stamp)
    if sent is None:
        raise Unauthorized("the signed time cannot be read")
    if abs(delivery.received_at - sent) > WINDOW:
        raise Unauthorized("the signed time is more than five minutes away: a replay, or a clock that is wrong")


def _secret(source: Source) -> str:
    if not source.secret:
        raise Unauthorized("the source has no secret to check the signature with")
    return source.secret


def _header(delivery: Delivery, name: str) -> str:
    if not (value := delivery.headers.get(name.lower())):
        raise Unauthorized(f"the header {name} is missing")
    return value


def _raw(text: str) -> bytes:
    """Text as bytes, whatever it is: compare_digest refuses text that is not ASCII, and a header may hold
    any bytes."""
    return text.encode("utf-8", "surrogatepass")
