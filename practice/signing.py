"""Slack's request signature, version 0: HMAC-SHA256 over `v0:{timestamp}:{raw body}` with the signing secret."""

from __future__ import annotations

import hashlib
import hmac

from practice.clock import Clock


def signed_headers(secret: str, body: bytes, timestamp: int | None = None) -> dict[str, str]:
    """The two headers that prove a request comes from Slack. `timestamp` is real Unix time unless given."""
    seconds = int(Clock.wall()) if timestamp is None else timestamp
    digest = hmac.new(secret.encode(), f"v0:{seconds}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(seconds), "X-Slack-Signature": f"v0={digest}"}
