"""Deliveries: one webhook request, from raw bytes to the answer that the provider gets."""

import hashlib
from dataclasses import dataclass

from handlers import responses, surveys
from handlers.language import _
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable
from handlers.views.mrkdwn import cut, escape
from playbooks.policy import Policy, Source
from playbooks.responses import ImpossibleScore
from storage import deliveries, notices
from storage.database import Connection
from storage.deliveries import DeliveryStatus, NewDelivery

KEPT_HEADERS = ("content-type", "user-agent", "webhook-id", "webhook-timestamp")
LONGEST_REASON = 500


@dataclass(frozen=True)
class Verdict:
    """What the provider is told: the HTTP code, the status, and why, where that helps."""

    code: int
    status: str
    reason: str | None = None


def examine(source: Source, delivery: Delivery) -> Read | Ignored | Unreadable:
    """Checks the signature and reads the body. Pure. Raises Unauthorized."""
    surveys.check(delivery, source)
    try:
        return surveys.parse(delivery, source)
    except Unreadable as junk:
        return junk


def take_in(db: Connection, policy: Policy, source: Source, delivery: Delivery, found: Read | Unreadable) -> Verdict:
    """Keeps an authentic delivery and all that follows from it, in one transaction. Never the same one twice."""
    if isinstance(found, Unreadable):
        return _set_aside(db, policy, source, delivery, str(found))
    if not deliveries.remember(db, _kept(source, delivery, found.key, DeliveryStatus.ACCEPTED)):
        return Verdict(200, "duplicate")
    for answer in found.answers:
        responses.hear(db, policy, source, answer, delivery.received_at)
    return Verdict(202, "accepted")


def receive(
    db: Connection, policy: Policy, source: Source, delivery: Delivery, found: Read | Ignored | Unreadable
) -> Verdict:
    """What becomes of an authentic delivery. A score that lies off its scale is set aside like other junk."""
    if isinstance(found, Ignored):
        return Verdict(200, "ignored", found.reason)
    try:
        with db.begin_nested():
            return take_in(db, policy, source, delivery, found)
    except ImpossibleScore as error:
        return _set_aside(db, policy, source, delivery, str(error))


def _set_aside(db: Connection, policy: Policy, source: Source, delivery: Delivery, reason: str) -> Verdict:
    kept = _kept(source, delivery, None, DeliveryStatus.SET_ASIDE, reason[:LONGEST_REASON])
    if not deliveries.remember(db, kept):
        return Verdict(200, "duplicate")
    day = delivery.received_at.date().isoformat()
    words = _(
        "A survey from *{source}* could not be read, so I set it aside. Nothing is lost.\nWhat is wrong: {reason}"
    ).format(source=escape(source.name), reason=escape(cut(reason, 300)))
    for admin in _told(policy):
        notices.say_once(db, f"set-aside:{source.name}:{day}:{admin}", admin, words, delivery.received_at)
    return Verdict(202, "set-aside", reason)


def _told(policy: Policy) -> list[str]:
    """Who hears of trouble: the admins by direct message; where only groups are named, the fallback channel."""
    people = [admin for admin in policy.company.admins if not admin.startswith("@")]
    if people or policy.company.fallback_channel is None:
        return people
    return [policy.company.fallback_channel]


def _kept(
    source: Source, delivery: Delivery, key: str | None, status: DeliveryStatus, reason: str | None = None
) -> NewDelivery:
    """The row for a delivery. Without an id from the provider, equal bodies are the same delivery."""
    return NewDelivery(
        source=source.name,
        key=key or "sha256:" + hashlib.sha256(delivery.body).hexdigest(),
        received_at=delivery.received_at,
        status=status,
        headers={name: delivery.headers[name] for name in KEPT_HEADERS if name in delivery.headers},
        body=delivery.body,
        reason=reason,
    )
