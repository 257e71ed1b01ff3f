"""Recipients: the cases of a mailing, each once, and how far each of them is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, and_, delete, exists, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from playbooks.mailings import MailingState
from playbooks.mails import MailState
from playbooks.recipients import OUTCOMES, LeftOut, Progress, RecipientState
from storage.columns import Word, table
from storage.mailings import GOING, mailings
from storage.mails import mails
from storage.statements import Statement

WAITING = text("state = 'waiting'")
IS_OUT = text("state IN ('handed', 'doubt')")
OUT = text("recipients.state IN ('handed', 'doubt')")


class RecipientRow(SQLModel, table=True):
    """`place` is the order in which they get their turn; `reason` says why one was left out when it came."""

    __tablename__ = "recipients"
    __table_args__ = (
        Index("ix_recipients_waiting", "mailing_id", "place", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_recipients_out", "mailing_id", sqlite_where=IS_OUT, postgresql_where=IS_OUT),
    )

    mailing_id: int = Field(foreign_key="mailings.id", primary_key=True)
    case_id: int = Field(foreign_key="cases.id", primary_key=True, index=True)
    place: int
    state: RecipientState = Field(sa_column=Column(Word(RecipientState), nullable=False))
    reason: LeftOut | None = Field(default=None, sa_column=Column(Word(LeftOut)))


recipients = table(RecipientRow)

AT_WORK = Statement(
    select(
        exists().select_from(recipients).where(IS_OUT).label("out"),
        exists().select_from(mailings).where(GOING).label("going"),
    )
)


def add(db: Connection, mailing_id: int, case_ids: Iterable[int]) -> None:
    """These cases are to get a mail, in this order."""
    rows = [
        {"mailing_id": mailing_id, "case_id": case_id, "place": place, "state": RecipientState.WAITING}
        for place, case_id in enumerate(case_ids)
    ]
    if rows:
        db.execute(insert(recipients), rows)


def forget(db: Connection, mailing_ids: Sequence[int]) -> None:
    """Drops the recipients of drafts."""
    db.execute(delete(recipients).where(recipients.c.mailing_id.in_(mailing_ids)))


def of_mailing(db: Connection, mailing_id: int) -> list[int]:
    """The cases of a mailing, in their order."""
    chosen = select(recipients.c.case_id).where(recipients.c.mailing_id == mailing_id)
    return list(db.scalars(chosen.order_by(recipients.c.place)))


def next_of(db: Connection, mailing_id: int) -> int | None:
    """Whose turn it is."""
    waiting = select(recipients.c.case_id).where(recipients.c.mailing_id == mailing_id, WAITING)
    return db.scalars(waiting.order_by(recipients.c.place).limit(1)).first()


def mark(db: Connection, mailing_id: int, case_id: int, state: RecipientState, reason: LeftOut | None = None) -> None:
    """How far this one is now."""
    this = (recipients.c.mailing_id == mailing_id, recipients.c.case_id == case_id)
    db.execute(update(recipients).where(*this).values(state=state, reason=reason))


def stop(db: Connection, mailing_id: int) -> None:
    """Those whose turn has not come get none."""
    waiting = update(recipients).where(recipients.c.mailing_id == mailing_id, WAITING)
    db.execute(waiting.values(state=RecipientState.STOPPED))


def under_way(db: Connection, case_ids: Iterable[int]) -> set[int]:
    """Which of these cases a mailing that was begun is about to write to."""
    begun = select(mailings.c.id).where(mailings.c.state == MailingState.GOING)
    to_go = recipients.c.state.in_([RecipientState.WAITING, RecipientState.HANDED])
    theirs = select(recipients.c.case_id).where(recipients.c.case_id.in_(set(case_ids)), to_go)
    return set(db.scalars(theirs.where(recipients.c.mailing_id.in_(begun))))


def in_hand(db: Connection, mailing_id: int) -> int:
    """How many mails of it are in the outbox."""
    handed = select(func.count()).select_from(recipients).where(recipients.c.mailing_id == mailing_id, OUT)
    return db.execute(handed.where(recipients.c.state == RecipientState.HANDED)).scalar_one()


@dataclass(frozen=True)
class Settled:
    """What came of a mail: its `state` is new to the mailing."""

    mailing_id: int
    case_id: int
    state: RecipientState
    text: str
    message_id: str
    sent_at: datetime | None


def at_work(db: Connection) -> bool:
    """Whether there is any mailing that may want something. It is asked whenever anything was saved."""
    row = AT_WORK.first(db)
    return row is not None and (row["out"] or row["going"])


def settled(db: Connection) -> list[Settled]:
    """The mails that have left the outbox since we looked, and those of which a person has found out meanwhile what
    became of them."""
    same = and_(mails.c.mailing_id == recipients.c.mailing_id, mails.c.case_id == recipients.c.case_id)
    known = and_(recipients.c.state == RecipientState.DOUBT, mails.c.state == MailState.UNCERTAIN)
    of_mail = (mails.c.state, mails.c.text, mails.c.message_id, mails.c.sent_at)
    news = select(recipients.c.mailing_id, recipients.c.case_id, *of_mail)
    news = news.join(mails, same).where(OUT, mails.c.state.in_(OUTCOMES), ~known)
    rows = db.execute(news.order_by(recipients.c.mailing_id, recipients.c.place))
    return [
        Settled(row.mailing_id, row.case_id, OUTCOMES[row.state], row.text, row.message_id, row.sent_at) for row in rows
    ]


def waits(db: Connection, mailing_id: int) -> bool:
    """Whether the mail server has put one of its mails off."""
    put_off = select(mails.c.id).where(mails.c.mailing_id == mailing_id, mails.c.state == MailState.WAITING)
    return db.execute(put_off.where(mails.c.problem.is_not(None)).limit(1)).first() is not None


def progress(db: Connection, mailing_id: int) -> Progress:
    """How many of a mailing are how far, and why some were left out."""
    of = recipients.c.mailing_id == mailing_id
    counted = select(recipients.c.state, recipients.c.reason, func.count()).where(of)
    states: dict[RecipientState, int] = {}
    left_out: dict[LeftOut, int] = {}
    for state, reason, n in db.execute(counted.group_by(recipients.c.state, recipients.c.reason)):
        states[state] = states.get(state, 0) + n
        if reason is not None:
            left_out[reason] = left_out.get(reason, 0) + n
    return Progress(states, left_out)
