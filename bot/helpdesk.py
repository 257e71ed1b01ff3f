"""Helpdesk: hands a reply to the webhook of `[replies]`, signed by Standard Webhooks, for another program to send.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable

import aiohttp

from bot.clock import Clock
from bot.outbox import Begin, Sent
from playbooks.mails import Mail
from playbooks.outbox import Answer, Heard, answer_of_webhook
from playbooks.policy import Policy

PATIENCE = aiohttp.ClientTimeout(total=15, sock_connect=5)
MOST_HEARD = 500
"""Bytes of an answer that are read: enough to say why."""


class ByWebhook:
    """A repeat carries the same `webhook-id`, by which the helpdesk knows it: so silence may simply be tried again."""

    def __init__(self, clock: Clock, policy: Callable[[], Policy]) -> None:
        self._clock = clock
        self._policy = policy

    async def __call__(self, mail: Mail, follows: tuple[str, ...], begin: Begin) -> Sent:
        way = self._policy().replies
        if way.webhook is None or way.secret is None:  # it was configured when the reply was written
            return Sent(None, reached=False)
        if not await begin():
            return Sent(None)
        body = json.dumps(content(mail, follows), ensure_ascii=False).encode()
        headers = {"content-type": "application/json"}
        headers |= signed(way.secret, mail.message_id, int(self._clock.now().timestamp()), body)
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE) as session,
                # an address that was checked must not lead to one that was not
                session.post(way.webhook, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                said = (await answer.content.read(MOST_HEARD)).decode("utf-8", "replace")
                words = f"{answer.status} {answer.reason or ''} {said}"
                return Sent(Heard(answer_of_webhook(answer.status), " ".join(words.split())[:MOST_HEARD]))
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            return Sent(Heard(Answer.LATER, str(problem) or "no answer in time"), reached=False)


def content(mail: Mail, follows: tuple[str, ...]) -> dict[str, object]:
    """What the helpdesk gets: flat, and in words that explain themselves."""
    return {
        "type": "loopwell.reply",
        "case": mail.case_id,
        "to": mail.to_address,
        "from_name": mail.from_name,
        "reply_to": mail.reply_to,
        "subject": mail.subject,
        "text": mail.text,
        "language": mail.language,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(follows),
        "written_at": mail.made_at.isoformat(),
    }


def signed(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers. A secret that is not base64 after `whsec_` is taken as its own bytes."""
    digest = hmac.digest(_key(secret), f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix("whsec_")
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True) or secret.encode()
    except (binascii.Error, ValueError):
        return secret.encode()
