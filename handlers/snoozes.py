"""Snoozes: a case sleeps until a time, for a reason, and wakes by itself."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers import cards
from handlers.cases import change, done, open_modal
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, View
from handlers.views.modals import snooze_modal, waiting_modal
from playbooks.acts import snooze, wake
from playbooks.cards import CaseFile
from playbooks.cases import Case, Changed, Refusal, Refused
from playbooks.clocks import due_at
from playbooks.duties import calendar_of
from playbooks.policy import Policy
from playbooks.roles import Act
from playbooks.snoozes import WAIT_FOR_CUSTOMER, choices, until
from storage import cases, customers
from storage.database import Connection


def ask_snooze(db: Connection, at: Moment, case_id: int) -> Reaction:
    """Until when, and why."""
    offered = choices(at.now, at.person.timezone or at.policy.company.timezone)
    return open_modal(db, at, case_id, Act.SNOOZE, lambda file: snooze_modal(file, offered))


def on_snooze(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """Nothing is due until then. Days begin at nine in the morning where the person is."""
    if values.get("until") == "customer":
        return _wait_for_customer(db, at, case_id, values)
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


def ask_waiting(db: Connection, at: Moment, case_id: int) -> Reaction:
    """ "I'm waiting for the customer": three working days, unless another day is chosen."""

    def view(file: CaseFile) -> View:
        return waiting_modal(file, _waited_until(at, file.case.team))

    return open_modal(db, at, case_id, Act.SNOOZE, view)


def _waited_until(at: Moment, team: str) -> date:
    """The day on which we ask ourselves again, if the customer has not answered."""
    calendar = calendar_of(at.policy.team(team), at.policy.company)
    return due_at(at.now, WAIT_FOR_CUSTOMER, calendar).astimezone(ZoneInfo(calendar.timezone)).date()


def _wait_for_customer(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """The same from the card: chosen under Snooze, with a day only if somebody names one."""
    zone = at.person.timezone or at.policy.company.timezone
    what = values.get("why", "").strip()
    waiting = _("waiting for the customer: {what}").format(what=what) if what else _("waiting for the customer")

    def decide(case: Case) -> Changed | Refused:
        day = date.fromisoformat(values["date"]) if values.get("date") else _waited_until(at, case.team)
        end = until("date", day, at.now, zone) or at.now
        return snooze(case, at.person.id, at.now, end, waiting)

    return done(db, change(db, at, case_id, Act.SNOOZE, decide), "date")


def on_waiting(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """Nothing is due until that morning, or until the customer answers."""
    day = date.fromisoformat(values["date"])
    end = until("date", day, at.now, at.person.timezone or at.policy.company.timezone) or at.now

    def decide(case: Case) -> Changed | Refused:
        return snooze(case, at.person.id, at.now, end, _("waiting for the customer"))

    return done(db, change(db, at, case_id, Act.SNOOZE, decide), "date")


def wake_all(db: Connection, policy: Policy, now: datetime, limit: int) -> int:
    """Wakes no more than `limit` cases whose time has come; how many there were. Asking twice changes nothing."""
    woken = [changed for case in cases.to_wake(db, now, limit) if (changed := wake(case, now))]
    for changed in woken:
        saved = cases.save(db, changed)
        cards.want_card(db, policy, saved, customers.get(db, saved.customer_id))
    return len(woken)
