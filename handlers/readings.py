"""Readings: finds the comments that need a translation or a summary, and keeps what was made of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.ai_use import Use, settle
from handlers.cards import want_card
from playbooks.customers import Customer
from playbooks.policy import Policy
from playbooks.prompts import Unusable
from playbooks.readings import LONG, Asked, Needed, ask, mark_of, needed, next_try
from playbooks.responses import Response
from storage import cases, customers, readings, responses
from storage.database import Connection
from storage.readings import Kept


@dataclass(frozen=True)
class Task:
    """A reading to be made. `tries` were made before of the same comment, at a cost of `spent` tokens."""

    response_id: int
    needed: Needed
    asked: Asked
    of: str
    tries: int
    spent: int


@dataclass(frozen=True)
class Looked:
    """What is to be made now; and when to look again at a response of which something is missing. Of the others nothing
    is to be made until something happens to them."""

    tasks: tuple[Task, ...]
    again: Mapping[int, datetime]


def candidates(db: Connection, policy: Policy, after: int | None) -> tuple[dict[int, int], int]:
    """The responses that somebody must look at since the case event of that number, with their revisions; and the
    number of the newest event."""
    translating = [team.name for team in policy.teams if team.languages]
    return readings.candidates(db, LONG, translating, after)


def look(db: Connection, policy: Policy, ids: Iterable[int], now: datetime) -> Looked:
    """What is to be made of these responses."""
    tasks: list[Task] = []
    again: dict[int, datetime] = {}
    for response in responses.get_many(db, ids):
        wanted = [(task, due) for task, due in _wanted(db, policy, response) if due is not None]
        tasks += [task for task, due in wanted if due <= now]
        if wanted:
            again[response.id] = min(due for _task, due in wanted)
    return Looked(tuple(tasks), again)


def _wanted(db: Connection, policy: Policy, response: Response) -> Iterator[tuple[Task, datetime | None]]:
    """Each reading that is still missing, and when it is due; None: never."""
    case = cases.find(db, response.case_id) if response.case_id is not None else None
    if case is None or not case.is_open:
        return
    customer = customers.get(db, response.customer_id)
    of = mark_of(response.comment or "")
    for one in needed(response, customer, policy.team(case.team).languages):
        known = readings.find(db, response.id, one.kind)
        same = known if known and (known.of, known.language) == (of, one.language) else None
        if same is None or same.text is None:
            due = same.next_try_at if same else response.received_at
            yield _task(one, response, customer, of, same), due


def _task(one: Needed, response: Response, customer: Customer, of: str, before: Kept | None) -> Task:
    tries, spent = (before.tries, before.cost) if before else (0, 0)
    return Task(response.id, one, ask(one, response, customer), of, tries, spent)


def keep(db: Connection, policy: Policy, task: Task, made: str | Unusable, model: str, use: Use, now: datetime) -> None:
    """Keeps what came of a task, with what it cost; the card follows if there is something to show."""
    settle(db, use)
    tries = task.tries + 1
    failed = isinstance(made, Unusable)
    readings.keep(
        db,
        Kept(
            response_id=task.response_id,
            kind=task.needed.kind,
            language=task.needed.language,
            of=task.of,
            text=None if isinstance(made, Unusable) else made,
            made_at=now,
            model=model,
            cost=task.spent + use.cost,
            tries=tries,
            next_try_at=next_try(tries, now) if failed else None,
            problem=made.why.value if isinstance(made, Unusable) else None,
        ),
    )
    if not failed:
        _show(db, policy, task.response_id)


def _show(db: Connection, policy: Policy, response_id: int) -> None:
    for response in responses.get_many(db, [response_id]):
        case = cases.find(db, response.case_id) if response.case_id is not None else None
        if case is not None:
            want_card(db, policy, case, customers.get(db, response.customer_id))
