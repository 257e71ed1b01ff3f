"""Snoozes: a case sleeps until a time, for a reason, and wakes by itself."""

from collections.abc import Mapping
from datetime import date, datetime

from handlers import cards
from handlers.cases import change, done, open_modal
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction
from handlers.views.modals import snooze_modal
from playbooks.cases import Case, Changed, Refusal, Refused, snooze, wake
from playbooks.policy import Policy
from playbooks.roles import Act
from playbooks.snoozes import until
from storage import cases, customers
from storage.database import Connection


def ask_snooze(db: Connection, at: Moment, case_id: int) -> Reaction:
    return open_modal(db, at, case_id, Act.SNOOZE, snooze_modal)


def on_snooze(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """Nothing is due until then. Days begin at nine in the morning where the person is."""
    day = date.fromisoformat(values["date"]) if values.get("date") else None
    timezone = at.person.timezone or at.policy.company.timezone
    end = until(values.get("until", ""), day, at.now, timezone)
    if end is None:
        return Reaction(errors={"date": _("Choose the day on which it should come back.")})

    def decide(case: Case) -> Changed | Refused:
        return snooze(case, at.person.id, at.now, end, values.get("why", ""))

    answer = change(db, at, case_id, Act.SNOOZE, decide)
    past = isinstance(answer, Refused) and answer.reason is Refusal.IN_THE_PAST
    return done(db, answer, "date" if past else "why")


def wake_all(db: Connection, policy: Policy, now: datetime) -> int:
    """Wakes the cases whose time has come; how many there were. Asking twice changes nothing."""
    woken = [changed for case in cases.to_wake(db, now) if (changed := wake(case, now))]
    for changed in woken:
        saved = cases.save(db, changed)
        cards.want_card(db, policy, saved, customers.get(db, saved.customer_id))
    return len(woken)
