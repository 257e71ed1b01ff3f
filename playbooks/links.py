"""Links: the signed tokens in what customers get. Each is for one purpose and one subject, and runs out.

A token is `<what>.<signature>`: both URL-safe, the second HMAC-SHA256 over purpose and first. It holds no secret, only
proof that we wrote it: whoever has the link may use it, for this one thing.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

LONGEST = 512
"""Characters of the longest token that is looked at."""
FOR_EVER = "0"


class Purpose(StrEnum):
    """What a link is for. A token of one purpose is worth nothing for another."""

    UNSUBSCRIBE = "unsubscribe"
    CHECK_IN = "check-in"


class Unreadable(StrEnum):
    """Why a token is not taken."""

    NOT_OURS = "not_ours"
    """Cut, changed, made up, for another purpose, or signed with another secret: which of these cannot be told."""
    EXPIRED = "expired"


@dataclass(frozen=True)
class Signed:
    """What a token was made for, such as the number of a case."""

    subject: str


def sign(secret: str, purpose: Purpose, subject: str, expires_at: datetime | None) -> str:
    """A token, good until `expires_at`; without one it never runs out. The subject can be read by whoever has it."""
    until = str(int(expires_at.timestamp())) if expires_at else FOR_EVER
    what = _encoded(f"{until}:{subject}".encode())
    return f"{what}.{_signature(secret, purpose, what)}"


def read(secret: str, purpose: Purpose, token: str, now: datetime) -> Signed | Unreadable:
    """What the token was made for, or why it is not taken."""
    what, _dot, signature = token.partition(".")
    if len(token) > LONGEST or not token.isascii():
        return Unreadable.NOT_OURS
    if not hmac.compare_digest(signature, _signature(secret, purpose, what)):
        return Unreadable.NOT_OURS
    try:
        until, _colon, subject = urlsafe_b64decode(what + "=" * (-len(what) % 4)).decode().partition(":")
        if until != FOR_EVER and now > datetime.fromtimestamp(int(until), UTC):
            return Unreadable.EXPIRED
    except (NotBase64, ValueError, OverflowError):
        return Unreadable.NOT_OURS
    return Signed(subject)


def _signature(secret: str, purpose: Purpose, what: str) -> str:
    return _encoded(hmac.digest(secret.encode(), f"loopwell:{purpose}:{what}".encode(), "sha256"))


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
