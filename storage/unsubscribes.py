"""Unsubscribes: when a customer said by our link that they want no more mail. Only for the figures: what is obeyed is
`unsubscribed_at` of the customer."""

from datetime import datetime

from sqlalchemy import Column, Connection, insert
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, table


class UnsubscribeRow(SQLModel, table=True):
    __tablename__ = "unsubscribes"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customers.id", index=True)
    at: datetime = Field(sa_column=Column(UtcTime, nullable=False))


unsubscribes = table(UnsubscribeRow)


def add(db: Connection, customer_id: int, now: datetime) -> None:
    db.execute(insert(unsubscribes).values(customer_id=customer_id, at=now))
