"""Deliveries: one webhook request, from raw bytes to the answer that the provider gets."""

import hashlib
from dataclasses import dataclass

from handlers import replay, responses, set_aside, surveys
from handlers.replay import LONGEST_REASON
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable
from playbooks.policy import Policy
from playbooks.responses import ImpossibleScore
from playbooks.set_aside import Came
from playbooks.sources import Source
from storage import deliveries
from storage import set_aside as waiting
from storage.database import Connection
from storage.deliveries import DeliveryStatus, NewDelivery

KEPT_HEADERS = ("content-type", "user-agent", "webhook-id", "webhook-timestamp")


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
    row = _kept(source, delivery, found.key, DeliveryStatus.ACCEPTED)
    if not deliveries.remember(db, row):
        return _repeated(db, policy, row, found)
    for answer in found.answers:
        responses.hear(db, policy, source, answer, delivery.received_at)
    return Verdict(202, "accepted")


def _repeated(db: Connection, policy: Policy, row: NewDelivery, found: Read) -> Verdict:
    """This very delivery is known. One that was set aside is read now: the configuration was mended in between."""
    kept = waiting.same(db, row.source, row.key)
    if kept is None or replay.settle(db, policy, kept, found).came is not Came.READ:
        return Verdict(200, "duplicate")
    return Verdict(202, "accepted")


def receive(
    db: Connection, policy: Policy, source: Source, delivery: Delivery, found: Read | Ignored | Unreadable
) -> Verdict:
    """What becomes of an authentic delivery. A score that lies off its scale is set aside like other junk."""
    if isinstance(found, Ignored):
        return Verdict(200, "ignored", found.reason)
    if isinstance(found, Read):
        try:
            responses.check(policy, source, found.answers)
        except ImpossibleScore as error:
            return _set_aside(db, policy, source, delivery, str(error))
    return take_in(db, policy, source, delivery, found)


def _set_aside(db: Connection, policy: Policy, source: Source, delivery: Delivery, reason: str) -> Verdict:
    junk = _kept(source, delivery, None, DeliveryStatus.SET_ASIDE, reason[:LONGEST_REASON])
    if not set_aside.keep(db, policy, junk):
        return Verdict(200, "duplicate")
    return Verdict(202, "set-aside", reason)


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
