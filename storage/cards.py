"""Cards: what each case should show (`wanted`) and what Slack shows (`shown`). Delivery makes them equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Column, Connection, Index, Integer, and_, bindparam, case, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from playbooks.cards import LATER
from storage.cases import cases
from storage.columns import UtcTime, is_due, table, times
from storage.statements import Statement

OUT_OF_DATE = text("wanted > shown AND alone")
IN_STORM = text("storm_id IS NOT NULL")


class CardRow(SQLModel, table=True):
    """`channel` is where the card belongs, as the team names it; `posted_in` and `ts` are where Slack has it."""

    __tablename__ = "cards"
    __table_args__ = (
        Index("ix_cards_next_try", "channel", "next_try_at", sqlite_where=OUT_OF_DATE, postgresql_where=OUT_OF_DATE),
        Index(
            "ix_cards_out_of_date",
            "channel",
            "rank",
            "case_id",
            "next_try_at",
            sqlite_where=OUT_OF_DATE,
            postgresql_where=OUT_OF_DATE,
        ),
        Index("ix_cards_storm_id", "storm_id", sqlite_where=IN_STORM, postgresql_where=IN_STORM),
    )

    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    channel: str
    rank: int
    wanted: int = 1
    shown: int = 0
    posted_in: str | None = None
    ts: str | None = None
    next_try_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    attempts: int = 0
    problem: str | None = None
    moved_from: str | None = None
    alone: bool = True
    storm_id: int | None = Field(default=None, foreign_key="storms.id")


cards = table(CardRow)

URGENCY = cards.c.rank % LATER
# news about a card that is there are tried at once, whatever kept the last ones; what may be posted twice waits
NEXT_TRY = case((cards.c.ts.is_not(None), bindparam("now", type_=UtcTime)), else_=cards.c.next_try_at)
NEWS = {"wanted": cards.c.wanted + 1, "rank": bindparam("urgency"), "next_try_at": NEXT_TRY}
HAS_NEWS = Statement(
    update(cards).where(cards.c.case_id == bindparam("which")).values(NEWS).returning(cards.c.storm_id)
)
ADD = Statement(
    insert(cards).inline(), ("case_id", "channel", "rank", "wanted", "shown", "next_try_at", "attempts", "alone")
)
IS_DUE = (OUT_OF_DATE, cards.c.channel == bindparam("where"), is_due(cards.c.next_try_at))
MOST_URGENT = Statement(select(cards).where(*IS_DUE).order_by(cards.c.rank, cards.c.case_id).limit(1))
NEW = (OUT_OF_DATE, cards.c.channel == bindparam("where"), cards.c.rank < LATER, cards.c.ts.is_(None))
UNPOSTED = Statement(select(cards.c.case_id).where(*NEW).limit(bindparam("most", type_=Integer)))
# from one channel to the next, and not from card to card: it is asked after every commit, with thousands waiting
CHANNELS = select(func.min(cards.c.channel).label("channel")).where(OUT_OF_DATE).cte(recursive=True)
FOLLOWING = select(func.min(cards.c.channel)).where(OUT_OF_DATE, cards.c.channel > CHANNELS.c.channel)
CHANNELS = CHANNELS.union_all(select(FOLLOWING.scalar_subquery()).where(CHANNELS.c.channel.is_not(None)))
FIRST = select(func.min(cards.c.next_try_at)).where(OUT_OF_DATE, cards.c.channel == CHANNELS.c.channel)
WAITS = select(CHANNELS.c.channel.label("target"), FIRST.scalar_subquery().label("first")).where(
    CHANNELS.c.channel.is_not(None)
)
# for each card that is looked at: joined, SQLite would go through all cases that ever were, from the oldest on
OPENED = select(cases.c.opened_at).where(cases.c.id == cards.c.case_id).scalar_subquery()
NOWHERE = {"posted_in": None, "ts": None, "rank": URGENCY}
SHOWN = Statement(
    update(cards).where(cards.c.case_id == bindparam("which")), ("shown", "posted_in", "ts", "attempts", "problem")
)


@dataclass(frozen=True)
class Card:
    """`rank` orders the waiting cards: the smallest is the most urgent; from LATER on it is in Slack and has time.
    `moved_from` is the channel that was gone.

    A case of a storm is not `alone`: the storm card shows it, until somebody acts on it.
    """

    case_id: int
    channel: str
    rank: int
    wanted: int
    shown: int
    posted_in: str | None
    ts: str | None
    next_try_at: datetime
    attempts: int
    problem: str | None
    moved_from: str | None
    alone: bool
    storm_id: int | None


def add(db: Connection, case_id: int, channel: str, rank: int, now: datetime) -> None:
    """A new case is to be shown in `channel`."""
    new = {"wanted": 1, "shown": 0, "attempts": 0, "alone": True}
    ADD.run(db, case_id=case_id, channel=channel, rank=rank, next_try_at=now, **new)


def want(db: Connection, case_id: int, channel: str, rank: int, now: datetime) -> int | None:
    """The case has news: its card is out of date. The first time, it is to be posted in `channel`.

    Returns the storm that it is part of.
    """
    known = HAS_NEWS.first(db, which=case_id, urgency=rank, now=now)
    if known is None:
        add(db, case_id, channel, rank, now)
    return known["storm_id"] if known else None


def follow(db: Connection, case_ids: Sequence[int]) -> None:
    """What these cards say is out of date, and has time: whatever else happens is shown before. Those that wait
    already, or that a storm card shows, keep their place."""
    idle = and_(cards.c.wanted == cards.c.shown, cards.c.ts.is_not(None), cards.c.alone)
    news = {"wanted": cards.c.wanted + 1, "rank": case((idle, URGENCY + LATER), else_=cards.c.rank)}
    db.execute(update(cards).where(cards.c.case_id.in_(case_ids)).values(news))


def storms_of(db: Connection, case_ids: Sequence[int]) -> list[int]:
    """The storms that these cases are part of."""
    part = (cards.c.case_id.in_(case_ids), IN_STORM)
    return list(db.scalars(select(cards.c.storm_id).where(*part).group_by(cards.c.storm_id)))


def find(db: Connection, case_id: int) -> Card | None:
    row = db.execute(select(cards).where(cards.c.case_id == case_id)).first()
    return None if row is None else Card(**row._mapping)


def most_urgent(db: Connection, channel: str, now: datetime) -> Card | None:
    """The worst card that waits for this channel and may be tried now."""
    row = MOST_URGENT.first(db, where=channel, **times(now))
    return None if row is None else Card(**row)


def shown(db: Connection, case_id: int, revision: int, posted_in: str, ts: str) -> None:
    """Slack shows this revision there. News that came meanwhile keep the card out of date."""
    SHOWN.run(db, which=case_id, shown=revision, posted_in=posted_in, ts=ts, attempts=0, problem=None)


def failed(db: Connection, case_id: int, problem: str, next_try_at: datetime) -> None:
    """Slack did not take it; it is tried again."""
    db.execute(
        update(cards)
        .where(cards.c.case_id == case_id)
        .values(problem=problem, next_try_at=next_try_at, attempts=cards.c.attempts + 1)
    )


def set_apart(db: Connection, case_id: int) -> None:
    """Somebody acted on the case: if it was in a storm, it gets a card of its own now."""
    db.execute(update(cards).where(cards.c.case_id == case_id).values(alone=True))


def unposted(db: Connection, channel: str, enough: int) -> int:
    """How many cards wait for their first place in this channel; counts no further than `enough`."""
    return len(UNPOSTED.all(db, where=channel, most=enough))


def first_unposted(db: Connection, channel: str) -> datetime | None:
    """When the oldest case was opened whose card is not known to be in Slack yet; None when all of them are."""
    unposted = select(func.min(OPENED)).where(OUT_OF_DATE, cards.c.channel == channel, cards.c.ts.is_(None))
    return cast("datetime | None", db.execute(unposted).scalar_one())


def adopt(db: Connection, case_id: int, posted_in: str, ts: str) -> bool:
    """The card was found in Slack after all; it is still out of date. False when that was known."""
    found = update(cards).where(cards.c.case_id == case_id, cards.c.ts.is_(None))
    return db.execute(found.values(posted_in=posted_in, ts=ts)).rowcount == 1


def move(db: Connection, card: Card, to: str) -> None:
    """The card's channel is gone: it is posted anew in another, which is tried at once."""
    values = {"channel": to, "moved_from": card.channel, **NOWHERE}
    db.execute(update(cards).where(cards.c.case_id == card.case_id).values(values))


def home(db: Connection, card: Card, problem: str, next_try_at: datetime) -> None:
    """The channel that it was moved to is gone too: it is tried later where it belongs, and then there again."""
    failed(db, card.case_id, problem, next_try_at)
    values = {"channel": card.moved_from, "moved_from": None, **NOWHERE}
    db.execute(update(cards).where(cards.c.case_id == card.case_id).values(values))


def hurry(db: Connection, channel: str, now: datetime) -> None:
    """The channel is there again: what waits for it is tried now."""
    later = (cards.c.channel == channel, cards.c.next_try_at > now)
    db.execute(update(cards).where(OUT_OF_DATE, *later).values(next_try_at=now))


def lost(db: Connection, case_id: int) -> None:
    """Somebody deleted the card in Slack, or it is in a channel that was replaced: it is posted anew."""
    db.execute(update(cards).where(cards.c.case_id == case_id).values(NOWHERE))


def post_anew(db: Connection, case_id: int) -> None:
    """The card is gone from Slack, which was noticed when something was to be said under it: it is posted again."""
    values = {**NOWHERE, "wanted": cards.c.wanted + 1}
    db.execute(update(cards).where(cards.c.case_id == case_id).values(values))
