"""AI use: how many tokens each month's calls to the model have cost."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgres
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, table


class AiUseRow(SQLModel, table=True):
    """`month` is "2026-03", in UTC; `tokens` holds also what is reserved for calls under way."""

    __tablename__ = "ai_use"

    month: str = Field(primary_key=True)
    tokens: int = Field(sa_column=Column(BigInteger, nullable=False))
    calls: int
    failed: int
    last_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))


ai_use = table(AiUseRow)


def reserve(db: Connection, month: str, tokens: int, budget: int, now: datetime) -> bool:
    """Counts a call before it is made; False when the month's budget has no room for it. Of calls at the same moment
    only those go through that fit together. One that is never settled stays counted in full."""
    insert = insert_on_sqlite if db.dialect.name == "sqlite" else insert_on_postgres
    fresh = {"month": month, "tokens": 0, "calls": 0, "failed": 0, "last_at": now}
    db.execute(insert(ai_use).values(fresh).on_conflict_do_nothing())
    room = (ai_use.c.month == month, ai_use.c.tokens + tokens <= budget)
    counted = {"tokens": ai_use.c.tokens + tokens, "calls": ai_use.c.calls + 1, "last_at": now}
    return db.execute(update(ai_use).where(*room).values(counted)).rowcount == 1


def settle(db: Connection, month: str, reserved: int, tokens: int, *, failed: bool) -> None:
    """The call is over and has cost so much."""
    difference = {"tokens": ai_use.c.tokens + tokens - reserved, "failed": ai_use.c.failed + int(failed)}
    db.execute(update(ai_use).where(ai_use.c.month == month).values(difference))


def used(db: Connection, month: str) -> int:
    """Tokens that this month has cost."""
    return db.execute(select(ai_use.c.tokens).where(ai_use.c.month == month)).scalar_one_or_none() or 0
