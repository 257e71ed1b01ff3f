"""Inbound mails: what customers wrote to us, each once, as it came and as it was understood."""

from datetime import datetime

from sqlalchemy import Column, Connection, insert, select
from sqlmodel import Field, SQLModel

from playbooks.inbound import Became
from storage.columns import UtcTime, Word, table


class InboundMailRow(SQLModel, table=True):
    """`key` is its Message-ID, or the digest of its words. `text` is all of it, `answer` what is new in it. `mail_id`
    is the mail of ours that it answers or gives back."""

    __tablename__ = "inbound_mails"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    received_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    from_address: str
    from_name: str
    to_address: str
    subject: str
    text: str
    answer: str
    became: Became = Field(sa_column=Column(Word(Became), nullable=False))
    why: str
    mail_id: int | None = Field(default=None, foreign_key="mails.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    customer_id: int | None = Field(default=None, foreign_key="customers.id", index=True)


inbound_mails = table(InboundMailRow)


def known(db: Connection, key: str) -> bool:
    """Whether this very mail has come before."""
    return db.execute(select(inbound_mails.c.id).where(inbound_mails.c.key == key)).first() is not None


def add(db: Connection, row: InboundMailRow) -> None:
    """Keeps a mail. Its key must be news."""
    values = {column.name: getattr(row, column.name) for column in inbound_mails.c if column.name != "id"}
    db.execute(insert(inbound_mails).values(values))
