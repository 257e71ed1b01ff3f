"""Replay: a set-aside delivery is read again, with the configuration of today and the time at which it came."""

from handlers import responses, surveys
from handlers.language import _
from handlers.surveys.delivery import Delivery, Ignored, Read, Unreadable
from playbooks.policy import Policy
from playbooks.responses import ImpossibleScore
from playbooks.set_aside import Came, Tried
from playbooks.sources import Source
from storage import responses as kept_responses
from storage import set_aside
from storage.database import Connection
from storage.deliveries import DeliveryStatus
from storage.set_aside import Kept

LONGEST_REASON = 500

Found = Read | Ignored | Unreadable


def try_again(db: Connection, policy: Policy, delivery_id: int) -> Tried | None:
    """Reads it again, and all that follows; None when there is no such delivery."""
    looked = look(db, policy, delivery_id)
    return None if looked is None else settle(db, policy, *looked)


def look(db: Connection, policy: Policy, delivery_id: int) -> tuple[Kept, Found] | None:
    """What the delivery says now. Changes nothing. Its signature was checked when it came."""
    kept = set_aside.find(db, delivery_id)
    if kept is None:
        return None
    source = policy.source(kept.source)
    if source is None or kept.status is not DeliveryStatus.SET_ASIDE:
        return kept, Unreadable(_("Its source is not in loopwell.toml any more."))
    try:
        return kept, surveys.parse(Delivery(kept.headers, kept.body, {}, kept.received_at), source)
    except Unreadable as junk:
        return kept, junk


def settle(db: Connection, policy: Policy, kept: Kept, found: Found) -> Tried:
    """Keeps what came of it, in the caller's transaction. What was read is never read a second time."""
    if isinstance(found, Unreadable):
        return _still(db, kept, str(found))
    try:
        with db.begin_nested():
            return _accept(db, policy, kept, found)
    except ImpossibleScore as error:
        return _still(db, kept, str(error))


def _accept(db: Connection, policy: Policy, kept: Kept, found: Read | Ignored) -> Tried:
    source = policy.source(kept.source)
    if source is None:
        return _still(db, kept, _("Its source is not in loopwell.toml any more."))
    if not set_aside.accept(db, kept.id):
        return _tried(kept, Came.ALREADY)
    if isinstance(found, Ignored):
        return _tried(kept, Came.NO_ANSWER, reason=found.reason)
    came = Came.READ
    if found.key and not set_aside.rename(db, kept.id, found.key):
        came = Came.TWICE
    else:
        for answer in found.answers:
            responses.hear(db, policy, source, answer, kept.received_at)
    return _tried(kept, came, _cases(db, source, found))


def _cases(db: Connection, source: Source, found: Read) -> tuple[int, ...]:
    known = (kept_responses.find(db, source.name, answer.external_id) for answer in found.answers)
    return tuple(sorted({response.case_id for response in known if response and response.case_id}))


def _still(db: Connection, kept: Kept, reason: str) -> Tried:
    if not set_aside.still_unreadable(db, kept.id, reason[:LONGEST_REASON]):
        return _tried(kept, Came.ALREADY)
    return _tried(kept, Came.UNREADABLE, reason=reason)


def _tried(kept: Kept, came: Came, cases: tuple[int, ...] = (), reason: str = "") -> Tried:
    return Tried(kept.id, kept.source, kept.received_at, came, cases, reason)
