"""Customers, and the identifiers by which they are recognised."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, insert, or_, select, tuple_, update
from sqlmodel import Field, SQLModel

from playbooks.customers import Customer, Identifier, Touch
from storage.columns import UtcTime, Word, table


class CustomerRow(SQLModel, table=True):
    __tablename__ = "customers"

    id: int | None = Field(default=None, primary_key=True)
    name: str | None = None
    email: str | None = None
    external_id: str | None = None
    phone: str | None = None
    account: str | None = Field(default=None, index=True)
    touch: Touch = Field(sa_column=Column(Word(Touch), nullable=False))
    touch_said: bool = False
    value: int | None = Field(default=None, sa_column=Column(BigInteger))
    owner: str | None = None
    language: str | None = None
    timezone: str | None = None
    do_not_contact: bool = False
    created_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))


class IdentifierRow(SQLModel, table=True):
    __tablename__ = "identifiers"
    __table_args__ = (Index("ix_identifiers_customer", "customer_id"),)

    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    customer_id: int = Field(foreign_key="customers.id")


customers = table(CustomerRow)
identifiers = table(IdentifierRow)

KEPT = [column for column in customers.c if column.name != "created_at"]


def _customer(row: Any) -> Customer:
    return Customer(**row._mapping)


def get(db: Connection, customer_id: int) -> Customer:
    """The customer of that id, which must exist."""
    return _customer(db.execute(select(*KEPT).where(customers.c.id == customer_id)).one())


def get_many(db: Connection, ids: Iterable[int]) -> dict[int, Customer]:
    rows = db.execute(select(*KEPT).where(customers.c.id.in_(set(ids))))
    return {row.id: _customer(row) for row in rows}


def find(db: Connection, known_by: Sequence[Identifier]) -> Customer | None:
    """Who is recognised by these identifiers; the first of them that is known decides."""
    if not known_by:
        return None
    keys = [(identifier.kind, identifier.value) for identifier in known_by]
    rows = db.execute(select(identifiers).where(tuple_(identifiers.c.kind, identifiers.c.value).in_(keys))).all()
    owners = {(row.kind, row.value): row.customer_id for row in rows}
    match = next((owners[key] for key in keys if key in owners), None)
    return None if match is None else get(db, match)


def add(db: Connection, customer: Customer, known_by: Sequence[Identifier], now: datetime) -> Customer:
    """Remembers a new customer (its id is given here) and what it is known by."""
    values = {**vars(customer), "created_at": now}
    del values["id"]
    key = db.execute(insert(customers).values(values)).inserted_primary_key
    assert key is not None
    added = Customer(**{**vars(customer), "id": key[0]})
    recognise(db, added.id, known_by)
    return added


def save(db: Connection, customer: Customer) -> None:
    values = dict(vars(customer))
    db.execute(update(customers).where(customers.c.id == values.pop("id")).values(values))


def recognise(db: Connection, customer_id: int, known_by: Sequence[Identifier]) -> None:
    """From now on these identifiers mean this customer. One that already means somebody is left as it is."""
    for identifier in known_by:
        taken = db.execute(
            select(identifiers.c.customer_id).where(
                identifiers.c.kind == identifier.kind, identifiers.c.value == identifier.value
            )
        ).first()
        if taken is None:
            db.execute(
                insert(identifiers).values(kind=identifier.kind, value=identifier.value, customer_id=customer_id)
            )


def search(db: Connection, words: str, limit: int) -> list[int]:
    """Ids of customers whose name, account or e-mail contains `words`, in any letter case."""
    columns = (customers.c.name, customers.c.account, customers.c.email)
    hits = or_(*(column.icontains(words, autoescape=True) for column in columns))
    return list(db.scalars(select(customers.c.id).where(hits).order_by(customers.c.id.desc()).limit(limit)))
