"""What the database knows: the open cases that `/loop open` lists, and at the end every case's life."""

from bench.attention.lives import Life
from bench.attention.people import Task
from playbooks.cases import Case, CaseKind, Event, What
from playbooks.clocks import Duty
from playbooks.customers import Customer, Touch
from storage import cases, customers
from storage.database import Connection

ALL = ("support", "key-accounts")


def open_tasks(db: Connection) -> list[tuple[str, Task]]:
    """Every open case, with its team."""
    found = cases.open_in(db, ALL)
    owners = customers.get_many(db, {case.customer_id for case in found})
    return [(case.team, _task(case, owners[case.customer_id])) for case in found]


def _task(case: Case, customer: Customer) -> Task:
    high = customer.touch is Touch.HIGH
    glad = case.kind is CaseKind.THANKS
    return Task(case.id, case.state.value, case.clock_start, glad, high, case.owner, case.kept_for)


def lives(db: Connection) -> list[Life]:
    """What became of every case, from its history."""
    ids = [row[0] for row in db.exec_driver_sql("SELECT id FROM cases ORDER BY id")]
    every = cases.get_many(db, ids)
    owners = customers.get_many(db, {case.customer_id for case in every})
    history = cases.events_of(db, ids)
    return [_life(case, owners[case.customer_id], history[case.id]) for case in every]


def _life(case: Case, customer: Customer, history: list[Event]) -> Life:
    life = Life(case.id, customer.touch, case.team, case.opened_at, case.kind is CaseKind.THANKS)
    life.turn(Duty.CLAIM, case.opened_at)
    for event in history:
        _hands(life, event)
        match event.what:
            case What.CLAIMED:
                life.turn(Duty.CONTACT, event.at)
            case What.HANDED_OVER | What.GIVEN if life.clocks[-1][0] is not Duty.CLOSE:
                life.turn(Duty.CONTACT, event.at)
            case What.REPLIED:
                if life.clocks[-1][0] is not Duty.CLOSE:
                    life.turn(Duty.CLOSE, event.at)
                life.contacted = life.contacted or event.at
            case What.RELEASED:
                life.turn(Duty.CLAIM, event.at)
            case What.CLOSED:
                life.turn(None, event.at)
            case What.REMINDED:
                life.reminded.append((event.at, event.details.get("to") or event.details["channel"]))
            case _:
                pass
    return life


def _hands(life: Life, event: Event) -> None:
    """Who has it now."""
    match event.what:
        case What.CLAIMED | What.REPLIED:
            life.hands.append((event.at, event.who))
        case What.HANDED_OVER | What.GIVEN:
            life.hands.append((event.at, event.details["to"]))
        case What.RELEASED:
            life.hands.append((event.at, None))
        case What.KEPT:
            life.kept.append((event.at, event.at))
        case What.TO_TEAM:
            life.kept.append((life.kept.pop()[0], event.at))
        case _:
            pass
