"""Check-in plans: when a case is closed, whether and when its customer will be asked, in the same transaction."""

from datetime import timedelta

from handlers.moment import Moment
from playbooks.cards import CaseFile
from playbooks.cases import Case
from playbooks.check_ins import CheckIn, calendar_for, playbook_of, when_to_ask
from storage import check_ins
from storage.database import Connection


def plan(db: Connection, at: Moment, closed: Case, before: CaseFile) -> None:
    """A case was closed: whether and when its customer is asked, in the transaction of the closing. `before` is the
    case as it was."""
    replied, playbook = playbook_of(before.events)
    calendar = calendar_for(before.customer, at.policy.team(closed.team), at.policy.company)
    after = _after(at, playbook)
    due_at = when_to_ask(closed, calendar, replied=replied, after=after, now=at.now)
    if due_at is not None:
        planned = CheckIn(0, closed.id, closed.customer_id, closed.team, playbook, at.now, due_at)
        check_ins.add(db, planned)


def _after(at: Moment, playbook: str | None) -> timedelta | None:
    """How much business time after closing the playbook wants to ask."""
    return next((one.check_in for one in at.library if one.name == playbook), None)
