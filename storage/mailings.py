"""Mailings: one playbook to many customers, with the message that shows how far it is (its own wanted and shown)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, Connection, Index, bindparam, delete, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from playbooks.mailings import MailingState
from storage.columns import UtcTime, Word, is_due, table, times
from storage.statements import Statement

OUT_OF_DATE = text("wanted > shown")
GOING = text("state = 'going'")


class MailingRow(SQLModel, table=True):
    """`by` is the Slack user id of who sends it; `channel` is as the team names it, `posted_in` and `ts` Slack's.
    `next_mail_at` is when the next mail may be made. A draft is not shown: its `wanted` is 0.
    `told` is what the message says has come of the mails since it was over."""

    __tablename__ = "mailings"
    __table_args__ = (
        Index("ix_mailings_out_of_date", "channel", sqlite_where=OUT_OF_DATE, postgresql_where=OUT_OF_DATE),
        Index("ix_mailings_going", "next_mail_at", sqlite_where=GOING, postgresql_where=GOING),
    )

    id: int | None = Field(default=None, primary_key=True)
    by: str
    playbook: str
    channel: str
    state: MailingState = Field(sa_column=Column(Word(MailingState), nullable=False))
    made_at: datetime = Field(sa_column=Column(UtcTime, nullable=False, index=True))
    begun_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    stopped_by: str | None = None
    next_mail_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    wanted: int = 0
    shown: int = 0
    posted_in: str | None = None
    ts: str | None = None
    next_try_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    attempts: int = 0
    plain: bool = False
    told: str | None = None


mailings = table(MailingRow)

WAITS = (
    select(mailings.c.channel.label("target"), func.min(mailings.c.next_try_at).label("first"))
    .where(OUT_OF_DATE)
    .group_by(mailings.c.channel)
)
IS_DUE = (OUT_OF_DATE, mailings.c.channel == bindparam("where"), is_due(mailings.c.next_try_at))
DUE = Statement(select(mailings).where(*IS_DUE).order_by(mailings.c.next_try_at, mailings.c.id).limit(1))


@dataclass(frozen=True)
class Mailing:
    id: int
    by: str
    playbook: str
    channel: str
    state: MailingState
    made_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    stopped_by: str | None
    next_mail_at: datetime
    wanted: int
    shown: int
    posted_in: str | None
    ts: str | None
    next_try_at: datetime
    attempts: int
    plain: bool
    told: str | None


def _mailing(row: Any) -> Mailing:
    return Mailing(**row._mapping)


def find(db: Connection, mailing_id: int) -> Mailing | None:
    row = db.execute(select(mailings).where(mailings.c.id == mailing_id)).first()
    return None if row is None else _mailing(row)


def draft(db: Connection, by: str, playbook: str, channel: str, now: datetime) -> int:
    """A mailing that nobody has confirmed yet."""
    values = {"by": by, "playbook": playbook, "channel": channel, "state": MailingState.DRAFT, "made_at": now}
    made = db.execute(insert(mailings).values(**values, next_mail_at=now, next_try_at=now)).inserted_primary_key
    assert made is not None
    return int(made[0])


def drafts_before(db: Connection, before: datetime) -> list[int]:
    """The drafts that somebody looked at and left."""
    old = (mailings.c.state == MailingState.DRAFT, mailings.c.made_at < before)
    return list(db.scalars(select(mailings.c.id).where(*old)))


def forget(db: Connection, ids: Sequence[int]) -> None:
    """Drops drafts; their recipients must be gone already."""
    db.execute(delete(mailings).where(mailings.c.id.in_(ids), mailings.c.state == MailingState.DRAFT))


def begin(db: Connection, mailing_id: int, now: datetime) -> bool:
    """The draft was confirmed. False when it was before: a second click sends nothing."""
    drafted = update(mailings).where(mailings.c.id == mailing_id, mailings.c.state == MailingState.DRAFT)
    begun = {"state": MailingState.GOING, "begun_at": now, "next_mail_at": now, "next_try_at": now, "wanted": 1}
    return db.execute(drafted.values(begun)).rowcount == 1


def stop(db: Connection, mailing_id: int, by: str, now: datetime) -> bool:
    """Nothing more is to be sent. False when it was not going any more."""
    going = update(mailings).where(mailings.c.id == mailing_id, mailings.c.state == MailingState.GOING)
    stopped = {"state": MailingState.STOPPED, "stopped_by": by, "ended_at": now, "next_try_at": now}
    return db.execute(going.values(**stopped, wanted=mailings.c.wanted + 1)).rowcount == 1


def end(db: Connection, mailing_id: int, now: datetime) -> None:
    """Everybody's turn has come."""
    going = update(mailings).where(mailings.c.id == mailing_id, mailings.c.state == MailingState.GOING)
    over = {"state": MailingState.DONE, "ended_at": now, "next_try_at": now}
    db.execute(going.values(**over, wanted=mailings.c.wanted + 1))


def next_mail(db: Connection, mailing_id: int, at: datetime) -> None:
    """When the next mail may be made."""
    db.execute(update(mailings).where(mailings.c.id == mailing_id).values(next_mail_at=at))


def going(db: Connection) -> list[Mailing]:
    """Those that are on their way, the longest due first."""
    rows = db.execute(select(mailings).where(GOING).order_by(mailings.c.next_mail_at, mailings.c.id))
    return [_mailing(row) for row in rows]


def ended_since(db: Connection, since: datetime) -> list[Mailing]:
    """Those that have ended after `since`."""
    return [_mailing(row) for row in db.execute(select(mailings).where(mailings.c.ended_at > since))]


def tell(db: Connection, mailing_id: int, told: str) -> None:
    """Something has come of its mails: the message says so."""
    db.execute(update(mailings).where(mailings.c.id == mailing_id).values(told=told))
    want(db, mailing_id)


def want(db: Connection, mailing_id: int) -> None:
    """The message has news."""
    shown_at_all = update(mailings).where(mailings.c.id == mailing_id, mailings.c.state != MailingState.DRAFT)
    db.execute(shown_at_all.values(wanted=mailings.c.wanted + 1))


def due(db: Connection, channel: str, now: datetime) -> Mailing | None:
    """The mailing of this channel whose message is out of date and may be tried now."""
    row = DUE.first(db, where=channel, **times(now))
    return None if row is None else Mailing(**row)


def shown(db: Connection, mailing: Mailing, posted_in: str, ts: str, next_try_at: datetime) -> None:
    """Slack shows this revision; the next one not before `next_try_at`, unless the mailing has ended meanwhile."""
    values = {"shown": mailing.wanted, "posted_in": posted_in, "ts": ts, "attempts": 0}
    this = update(mailings).where(mailings.c.id == mailing.id)
    db.execute(this.values(values))
    db.execute(this.where(GOING).values(next_try_at=next_try_at))


def hurry(db: Connection, channel: str, now: datetime) -> None:
    """The channel is there again: what its mailings have to say is said now."""
    db.execute(update(mailings).where(OUT_OF_DATE, mailings.c.channel == channel).values(next_try_at=now))


def failed(db: Connection, mailing: Mailing, next_try_at: datetime) -> None:
    """Slack did not take it; it is tried again."""
    values = {"next_try_at": next_try_at, "attempts": mailings.c.attempts + 1}
    db.execute(update(mailings).where(mailings.c.id == mailing.id).values(values))


def simplify(db: Connection, mailing: Mailing) -> None:
    """Slack does not take its blocks: from now on it is shown in plain words."""
    db.execute(update(mailings).where(mailings.c.id == mailing.id).values(plain=True))


def lost(db: Connection, mailing: Mailing) -> None:
    """Somebody deleted the message in Slack. While mails go out it is posted anew; after that nobody misses it."""
    this = update(mailings).where(mailings.c.id == mailing.id)
    db.execute(this.values(posted_in=None, ts=None))
    db.execute(this.where(mailings.c.state != MailingState.GOING).values(shown=mailings.c.wanted))


def move(db: Connection, mailing: Mailing, to: str, now: datetime) -> None:
    """The channel is gone: the message goes to another one."""
    values = {"channel": to, "posted_in": None, "ts": None, "next_try_at": now}
    db.execute(update(mailings).where(mailings.c.id == mailing.id).values(values))


def adopt(db: Connection, mailing_id: int, posted_in: str, ts: str) -> bool:
    """The message was found in Slack after all; it is still out of date. False when that was known."""
    found = update(mailings).where(mailings.c.id == mailing_id, mailings.c.ts.is_(None))
    return db.execute(found.values(posted_in=posted_in, ts=ts)).rowcount == 1


def first_unposted(db: Connection, channel: str) -> datetime | None:
    """When the oldest mailing began whose message is not known to be in Slack."""
    unposted = (OUT_OF_DATE, mailings.c.channel == channel, mailings.c.ts.is_(None))
    return cast("datetime | None", db.execute(select(func.min(mailings.c.begun_at)).where(*unposted)).scalar_one())
