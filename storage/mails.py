"""Mails: the outbox to customers. A unique key: nothing is written twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, bindparam, case, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from playbooks.mails import Mail, MailKind, MailState, Way
from storage.columns import UtcTime, Word, table
from storage.statements import FEW, Statement

WAITING = text("state = 'waiting'")


class MailRow(SQLModel, table=True):
    """See `playbooks.mails.Mail`."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_waiting", "next_try_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_mails_mailing", "mailing_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: MailKind = Field(sa_column=Column(Word(MailKind), nullable=False))
    way: Way = Field(sa_column=Column(Word(Way), nullable=False))
    case_id: int = Field(foreign_key="cases.id", index=True)
    customer_id: int = Field(foreign_key="customers.id", index=True)
    mailing_id: int | None = None
    playbook: str | None = None
    to_address: str
    from_name: str
    reply_to: str | None = None
    subject: str
    text: str
    language: str
    message_id: str = Field(unique=True)
    in_reply_to: str | None = None
    state: MailState = Field(sa_column=Column(Word(MailState), nullable=False, index=True))
    attempts: int = 0
    next_try_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    problem: str | None = None
    made_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))


mails = table(MailRow)

FIRST = func.min(mails.c.next_try_at).label("first")
NEXT_DUE = Statement(select(FIRST).where(WAITING, mails.c.way == bindparam("by")))

OF_CASE = Statement(select(mails).where(mails.c.case_id == bindparam("whose")).order_by(mails.c.id))


def _mail(row: Any) -> Mail:
    return Mail(**row._mapping)


def add(db: Connection, mail: Mail) -> Mail:
    """Keeps a mail that is to be sent; its id is given here. The one that has this key already, if there is one."""
    if known := by_key(db, mail.key):
        return known
    values = dict(vars(mail))
    del values["id"]
    key = db.execute(insert(mails).values(values)).inserted_primary_key
    assert key is not None
    return Mail(id=int(key[0]), **values)


def find(db: Connection, mail_id: int) -> Mail | None:
    row = db.execute(select(mails).where(mails.c.id == mail_id)).first()
    return None if row is None else _mail(row)


def by_key(db: Connection, key: str) -> Mail | None:
    row = db.execute(select(mails).where(mails.c.key == key)).first()
    return None if row is None else _mail(row)


def by_message_id(db: Connection, message_ids: Iterable[str]) -> list[Mail]:
    """The mails of these Message-IDs (without <>), newest first."""
    chosen = select(mails).where(mails.c.message_id.in_(set(message_ids)))
    return [_mail(row) for row in db.execute(chosen.order_by(mails.c.id.desc()))]


def of_cases(db: Connection, case_ids: Iterable[int]) -> dict[int, list[Mail]]:
    """Each case's mails, oldest first."""
    wanted = set(case_ids)
    if len(wanted) <= FEW:
        rows = [row for one in wanted for row in OF_CASE.all(db, whose=one)]
    else:
        several = select(mails).where(mails.c.case_id.in_(wanted)).order_by(mails.c.id)
        rows = [dict(row) for row in db.execute(several).mappings()]
    found: dict[int, list[Mail]] = {}
    for row in rows:
        found.setdefault(row["case_id"], []).append(Mail(**row))
    return found


def of_case(db: Connection, case_id: int) -> list[Mail]:
    """The case's mails, oldest first."""
    return of_cases(db, [case_id]).get(case_id, [])


def due(db: Connection, now: datetime, way: Way) -> Mail | None:
    """What is to be sent next by this way: replies of people first, what goes to many last."""
    waiting = select(mails).where(WAITING, mails.c.next_try_at <= now, mails.c.way == way)
    last = case((mails.c.kind == MailKind.OUTREACH, 2), (mails.c.kind == MailKind.CHECK_IN, 1), else_=0)
    row = db.execute(waiting.order_by(last, mails.c.next_try_at, mails.c.id).limit(1)).first()
    return None if row is None else _mail(row)


def next_due(db: Connection, way: Way) -> datetime | None:
    """When the next one of this way may be tried; None when none waits."""
    row = NEXT_DUE.first(db, by=way)
    return None if row is None else row["first"]


def begin(db: Connection, mail_id: int) -> bool:
    """From now on its words may be on the line. False when it waits no more: somebody else has it, or stopped it."""
    waiting = update(mails).where(mails.c.id == mail_id, WAITING)
    return db.execute(waiting.values(state=MailState.SENDING)).rowcount == 1


def left_sending(db: Connection) -> list[Mail]:
    """Those that an earlier run was sending when it ended: nobody knows whether they arrived."""
    return [_mail(row) for row in db.execute(select(mails).where(mails.c.state == MailState.SENDING))]


def sent(db: Connection, mail_id: int, now: datetime) -> None:
    """It was taken."""
    settle(db, mail_id, MailState.SENT, None, sent_at=now)


def retry(db: Connection, mail_id: int, problem: str | None, next_try_at: datetime, attempts: int) -> None:
    """It waits for another try, after so many attempts."""
    settle(db, mail_id, MailState.WAITING, problem, next_try_at=next_try_at, attempts=attempts)


def settle(db: Connection, mail_id: int, state: MailState, problem: str | None, **also: Any) -> None:
    """It has this state from now on."""
    db.execute(update(mails).where(mails.c.id == mail_id).values(state=state, problem=problem, **also))


def stop_mailing(db: Connection, mailing_id: int) -> int:
    """What of a mailing has not gone yet never will; how many those are."""
    waiting = update(mails).where(WAITING, mails.c.mailing_id == mailing_id)
    return db.execute(waiting.values(state=MailState.STOPPED)).rowcount


def counts(db: Connection) -> dict[MailState, int]:
    """How many mails are in each state."""
    rows = db.execute(select(mails.c.state, func.count()).group_by(mails.c.state))
    return {row[0]: row[1] for row in rows}
