"""Whoever hands mail over: bodies, and their proof of who they are, written from the providers' documentation."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from handlers.surveys.delivery import Delivery

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRET = "a-secret-for-mail-that-comes-in"


def fixture(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    return found


def generic(told: Any, secret: str = SECRET) -> Delivery:
    return Delivery({"authorization": f"Bearer {secret}"}, json.dumps(told).encode(), {}, NOW)


def postmark(told: Any, secret: str = SECRET) -> Delivery:
    word = base64.b64encode(f"mail:{secret}".encode()).decode()
    return Delivery({"authorization": f"Basic {word}"}, json.dumps(told).encode(), {}, NOW)


def mailgun(told: dict[str, str], secret: str = SECRET, at: datetime = NOW) -> Delivery:
    stamp, token = str(int(at.timestamp())), "t" * 50
    signature = hmac.new(secret.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    form = {**told, "timestamp": stamp, "token": token, "signature": signature}
    return Delivery({"content-type": "application/x-www-form-urlencoded"}, urlencode(form).encode(), {}, NOW)


def mailgun_with_files(told: dict[str, str], files: dict[str, tuple[str, str]], at: datetime = NOW) -> Delivery:
    """As Mailgun sends it when there are attachments: name of the field to type and content."""
    stamp, token = str(int(at.timestamp())), "t" * 50
    signature = hmac.new(SECRET.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    form = {**told, "timestamp": stamp, "token": token, "signature": signature}
    parts = [
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form.items()
    ]
    parts += [
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"; filename="a"\r\n'
        f"Content-Type: {kind}\r\n\r\n{content}\r\n"
        for name, (kind, content) in files.items()
    ]
    body = ("".join(parts) + "--xyz--\r\n").encode()
    return Delivery({"content-type": "multipart/form-data; boundary=xyz"}, body, {}, NOW)


HANDS = {"generic": generic, "postmark": postmark, "mailgun": mailgun}
