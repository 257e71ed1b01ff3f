"""The cases of a storm: which it gathers, which it holds, what their customers said."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text, update

from playbooks.cards import HIGH_TOUCH, LATER
from playbooks.cases import Case, CaseState
from playbooks.customers import Touch
from playbooks.facts import Facts
from playbooks.storms import LONGEST_READ
from storage import storms
from storage.cards import OUT_OF_DATE as CARD_WAITS
from storage.cards import URGENCY, cards
from storage.cases import KEPT, cases
from storage.columns import is_due
from storage.customers import customers
from storage.responses import responses


def _gathered(channel: str, now: datetime) -> ColumnElement[bool]:
    """The low-touch cases that nobody has acted on, even if the bot gave them to somebody, and whose cards wait. What
    is put off may be in Slack already."""
    untouched = or_(cases.c.state == CaseState.OPEN, (cases.c.state == CaseState.CLAIMED) & cases.c.given.is_not(None))
    low = select(cases.c.id).join(customers, customers.c.id == cases.c.customer_id)
    low = low.where(cases.c.id == cards.c.case_id, untouched, customers.c.touch == Touch.LOW)
    here = and_(CARD_WAITS, cards.c.channel == channel, is_due(cards.c.next_try_at, now))
    waiting = and_(here, cards.c.ts.is_(None), cards.c.storm_id.is_(None))
    return and_(waiting, cards.c.rank.between(HIGH_TOUCH, LATER - 1), low.exists())


def waiting_low(db: Connection, channel: str, now: datetime, enough: int) -> int:
    """How many cases a storm would gather; counts no further than `enough`."""
    chosen = select(cards.c.case_id).where(_gathered(channel, now)).limit(enough)
    return db.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()


def gather(db: Connection, storm: int, channel: str, now: datetime) -> int:
    """Takes what `_gathered` says into the storm; how many there were."""
    count = db.execute(update(cards).where(_gathered(channel, now)).values(storm_id=storm, alone=False)).rowcount
    if count:
        storms.want(db, storm, grew_at=now)
    return count


def latest(db: Connection, storm: int, since: datetime, until: datetime, enough: int) -> int:
    """How many of its cases were opened in this time; counts no further than `enough`."""
    chosen = select(cards.c.case_id).join(cases, cases.c.id == cards.c.case_id)
    chosen = chosen.where(cards.c.storm_id == storm, cases.c.opened_at.between(since, until)).limit(enough)
    return db.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()


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


def worst(db: Connection, storm: int, limit: int) -> list[int]:
    """The most urgent cases of a storm that are not closed."""
    chosen = select(cards.c.case_id).join(cases, cases.c.id == cards.c.case_id)
    chosen = chosen.where(cards.c.storm_id == storm, cases.c.state != CaseState.CLOSED)
    return list(db.scalars(chosen.order_by(URGENCY, cards.c.case_id).limit(limit)))


def unclaimed(db: Connection, storm: int, limit: int) -> list[int]:
    """The most urgent cases of a storm that nobody has yet."""
    chosen = select(cards.c.case_id).join(cases, cases.c.id == cards.c.case_id)
    chosen = chosen.where(cards.c.storm_id == storm, cases.c.state == CaseState.OPEN)
    return list(db.scalars(chosen.order_by(URGENCY, cards.c.case_id).limit(limit)))


def held(db: Connection, storm: int) -> dict[CaseState, int]:
    """How many of a storm's cases stand where."""
    chosen = select(cases.c.state, func.count()).join(cards, cards.c.case_id == cases.c.id)
    rows = db.execute(chosen.where(cards.c.storm_id == storm).group_by(cases.c.state))
    return {row[0]: row[1] for row in rows}


def answers(db: Connection, storm: int, limit: int) -> list[Facts]:
    """What the customers of a storm said, the latest `limit` of them: enough to see what they share."""
    said = func.substr(responses.c.comment, 1, LONGEST_READ)
    chosen = select(customers.c.account, responses.c.touchpoint, said.label("comment"))
    chosen = chosen.join(cards, cards.c.case_id == responses.c.case_id)
    chosen = chosen.join(customers, customers.c.id == responses.c.customer_id)
    rows = db.execute(chosen.where(cards.c.storm_id == storm).order_by(responses.c.id.desc()).limit(limit))
    return [Facts(account=row.account, touchpoint=row.touchpoint, comment=row.comment) for row in rows]


def waiting_high(db: Connection, channel: str) -> int:
    """How many high-touch cards wait for their own place in this channel."""
    chosen = select(func.count()).select_from(cards)
    waiting = (cards.c.channel == channel, cards.c.ts.is_(None), cards.c.rank < HIGH_TOUCH)
    return db.execute(chosen.where(CARD_WAITS, *waiting)).scalar_one()


def in_current(db: Connection) -> int:
    """How many cases the storms that go on now hold."""
    chosen = select(func.count()).select_from(cards).join(storms.storms, storms.storms.c.id == cards.c.storm_id)
    return db.execute(chosen.where(text("storms.ended_at IS NULL"), ~cards.c.alone)).scalar_one()
