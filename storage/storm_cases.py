"""The cases of a storm: which it gathers, which it holds, what their customers said."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, and_, bindparam, func, or_, select, text, update
from sqlalchemy import case as sql_case

from playbooks.cards import HIGH_TOUCH, LATER
from playbooks.cases import Case, CaseState
from playbooks.customers import Touch
from playbooks.storms import LONGEST_READ, Said
from storage import storms
from storage.cards import OUT_OF_DATE as CARD_WAITS
from storage.cards import URGENCY, cards
from storage.cases import KEPT, cases
from storage.columns import is_due, times
from storage.customers import customers
from storage.responses import responses
from storage.statements import Statement

MOST = bindparam("most", type_=Integer)
COUNT = func.count().label("count")

# the low-touch cases that nobody has acted on, even if the bot gave them to somebody, and whose cards wait. What is put
# off may be in Slack already
UNTOUCHED = or_(cases.c.state == CaseState.OPEN, (cases.c.state == CaseState.CLAIMED) & cases.c.given.is_not(None))
LOW = select(cases.c.id).join(customers, customers.c.id == cases.c.customer_id)
LOW = LOW.where(cases.c.id == cards.c.case_id, UNTOUCHED, customers.c.touch == Touch.LOW)
FREE = and_(CARD_WAITS, cards.c.ts.is_(None), cards.c.storm_id.is_(None))
HERE = and_(cards.c.channel == bindparam("where"), cards.c.rank.between(HIGH_TOUCH, LATER - 1))
GATHERED = select(cards.c.case_id).where(FREE, HERE, is_due(cards.c.next_try_at), LOW.exists()).limit(MOST)
WAITING_LOW = Statement(select(COUNT).select_from(GATHERED.subquery()))
TAKEN = {"storm_id": bindparam("storm"), "alone": False}
GATHER = Statement(update(cards).where(cards.c.case_id.in_(GATHERED), FREE).values(TAKEN))
HIGH = (CARD_WAITS, cards.c.ts.is_(None), cards.c.channel == bindparam("where"), cards.c.rank < HIGH_TOUCH)
WAITING_HIGH = Statement(select(COUNT).where(*HIGH))

OF_STORM = cards.c.storm_id == bindparam("storm")
TOTAL = Statement(select(COUNT).where(OF_STORM))
STATES = select(cases.c.state, COUNT).join(cards, cards.c.case_id == cases.c.id)
HELD = Statement(STATES.where(OF_STORM).group_by(cases.c.state))
NEWEST = select(cards.c.case_id).where(OF_STORM).order_by(cards.c.case_id.desc()).limit(MOST).subquery()
OPENED = cases.c.opened_at.between(bindparam("since"), bindparam("until"))
LATEST = Statement(select(COUNT).select_from(NEWEST.join(cases, cases.c.id == NEWEST.c.case_id)).where(OPENED))
SAID = (customers.c.account, responses.c.touchpoint, func.substr(responses.c.comment, 1, LONGEST_READ).label("comment"))
SAID_IN = NEWEST.join(responses, responses.c.case_id == NEWEST.c.case_id)
SAID_IN = SAID_IN.join(customers, customers.c.id == responses.c.customer_id)
ANSWERS = Statement(select(*SAID).select_from(SAID_IN).limit(MOST))
# only so many are looked at: to look at every case of a storm would take longer than all else that its card shows
URGENT = select(cards.c.case_id, URGENCY.label("urgency")).where(OF_STORM).order_by("urgency", cards.c.case_id)
CANDIDATES = URGENT.limit(bindparam("candidates", type_=Integer)).subquery()
NOT_CLOSED = select(CANDIDATES.c.case_id).join(cases, cases.c.id == CANDIDATES.c.case_id)
NOT_CLOSED = NOT_CLOSED.where(cases.c.state != CaseState.CLOSED)
HAS_HANDS = sql_case((cases.c.state == CaseState.OPEN, 0), else_=1)
WORST = Statement(NOT_CLOSED.order_by(HAS_HANDS, CANDIDATES.c.urgency, CANDIDATES.c.case_id).limit(MOST))
MOVED_FROM = Statement(select(cards.c.moved_from).where(OF_STORM, cards.c.moved_from.is_not(None)).distinct())


def waiting_low(db: Connection, channel: str, now: datetime, enough: int) -> int:
    """How many cases a storm would gather; counts no further than `enough`."""
    return _count(WAITING_LOW, db, where=channel, most=enough, **times(now))


def gather(db: Connection, storm: int, channel: str, now: datetime, most: int) -> int:
    """Takes what waits for the channel and may share a card into the storm, the most urgent first, and no more than
    `most` at once; how many there were."""
    count = GATHER.run(db, storm=storm, where=channel, most=most, **times(now))
    if count:
        storms.grown(db, storm, now)
    return count


def latest(db: Connection, storm: int, since: datetime, until: datetime, enough: int) -> int:
    """How many of its newest `enough` cases were opened in this time: in a storm of hours no others are looked at."""
    return _count(LATEST, db, storm=storm, since=since, until=until, most=enough)


def _count(counted: Statement, db: Connection, **values: Any) -> int:
    row = counted.first(db, **values)
    assert row is not None
    count: int = row["count"]
    return count


def of_storm(db: Connection, storm: int) -> list[tuple[Case, str | None]]:
    """The cases of a storm, most urgent first, each with who owns its customer. Those are included that have got a
    card of their own since. Rows and not ids: a storm may have more cases than a query may name."""
    chosen = select(*KEPT, customers.c.owner.label("customer_owner")).join(cards, cards.c.case_id == cases.c.id)
    chosen = chosen.join(customers, customers.c.id == cases.c.customer_id).where(cards.c.storm_id == storm)
    found = []
    for row in db.execute(chosen.order_by(URGENCY, cards.c.case_id)):
        values = dict(row._mapping)
        owner = values.pop("customer_owner")
        found.append((Case(**values), owner))
    return found


def worst(db: Connection, storm: int, limit: int, not_waiting: int) -> list[int]:
    """The most urgent cases of a storm that are not closed, those first that nobody has. `not_waiting` is how
    many somebody has, or had: so many more are looked at."""
    rows = WORST.all(db, storm=storm, most=limit, candidates=limit + not_waiting)
    return [row["case_id"] for row in rows]


def unclaimed(db: Connection, storm: int, limit: int) -> list[int]:
    """The most urgent cases of a storm that nobody has yet."""
    chosen = select(cards.c.case_id).join(cases, cases.c.id == cards.c.case_id)
    chosen = chosen.where(cards.c.storm_id == storm, cases.c.state == CaseState.OPEN)
    return list(db.scalars(chosen.order_by(URGENCY, cards.c.case_id).limit(limit)))


def total(db: Connection, storm: int) -> int:
    """How many cases it has."""
    return _count(TOTAL, db, storm=storm)


def held(db: Connection, storm: int) -> dict[CaseState, int]:
    """How many of a storm's cases stand where."""
    return {row["state"]: row["count"] for row in HELD.all(db, storm=storm)}


def moved_from(db: Connection, storm: int) -> list[str]:
    """The channels where some of its cases belong, but could not be shown."""
    return sorted(row["moved_from"] for row in MOVED_FROM.all(db, storm=storm))


def answers(db: Connection, storm: int, limit: int) -> list[Said]:
    """What the customers of its newest cases said, `limit` answers at most: enough to see what they share."""
    return [Said(**row) for row in ANSWERS.all(db, storm=storm, most=limit)]


def waiting_high(db: Connection, channel: str) -> int:
    """How many high-touch cards wait for their own place in this channel."""
    return _count(WAITING_HIGH, db, where=channel)


def in_current(db: Connection) -> int:
    """How many cases the storms that go on now hold."""
    chosen = select(func.count()).select_from(cards).join(storms.storms, storms.storms.c.id == cards.c.storm_id)
    return db.execute(chosen.where(text("storms.ended_at IS NULL"), ~cards.c.alone)).scalar_one()
