"""Recipients: the cases of a mailing, each once, and how far each of them is."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, Connection, Index, delete, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from playbooks.mailings import LeftOut, Progress, RecipientState
from storage.columns import Word, table

WAITING = text("state = 'waiting'")
HANDED = text("state = 'handed'")


class RecipientRow(SQLModel, table=True):
    """`place` is the order in which they get their turn; `reason` says why one was left out when it came."""

    __tablename__ = "recipients"
    __table_args__ = (
        Index("ix_recipients_waiting", "mailing_id", "place", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_recipients_handed", "mailing_id", sqlite_where=HANDED, postgresql_where=HANDED),
    )

    mailing_id: int = Field(foreign_key="mailings.id", primary_key=True)
    case_id: int = Field(foreign_key="cases.id", primary_key=True, index=True)
    place: int
    state: RecipientState = Field(sa_column=Column(Word(RecipientState), nullable=False))
    reason: LeftOut | None = Field(default=None, sa_column=Column(Word(LeftOut)))


recipients = table(RecipientRow)


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


def handed(db: Connection, mailing_ids: Iterable[int] | None = None) -> dict[int, list[int]]:
    """The cases whose mail is in the outbox, by mailing."""
    chosen = select(recipients.c.mailing_id, recipients.c.case_id).where(HANDED)
    if mailing_ids is not None:
        chosen = chosen.where(recipients.c.mailing_id.in_(set(mailing_ids)))
    found: dict[int, list[int]] = {}
    for row in db.execute(chosen.order_by(recipients.c.mailing_id, recipients.c.place)):
        found.setdefault(row.mailing_id, []).append(row.case_id)
    return found


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
