"""Customers, and the identifiers by which they are recognised."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, and_, bindparam, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgres
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlmodel import Field, SQLModel

from playbooks.customers import Customer, Identifier, Touch
from storage.columns import UtcTime, Word, table
from storage.engines import Again
from storage.statements import FEW, Statement

SILENT = text("(do_not_contact OR unsubscribed_at IS NOT NULL)")


class CustomerRow(SQLModel, table=True):
    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_silent", "id", sqlite_where=SILENT, postgresql_where=SILENT),)

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
    unsubscribed_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
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
GET = Statement(select(*KEPT).where(customers.c.id == bindparam("id")))


@cache
def _owners(count: int) -> Statement:
    """Whom so many identifiers mean."""
    each = (
        and_(identifiers.c.kind == bindparam(f"kind{n}"), identifiers.c.value == bindparam(f"value{n}"))
        for n in range(count)
    )
    return Statement(select(identifiers).where(or_(*each)))


ADD = Statement(insert(customers).inline(), [column.name for column in customers.c][1:], customers.c.id)
RECOGNISE = {
    dialect: Statement(insert_into(identifiers).inline().on_conflict_do_nothing(), ("kind", "value", "customer_id"))
    for dialect, insert_into in (("sqlite", insert_on_sqlite), ("postgresql", insert_on_postgres))
}


def _customer(row: Any) -> Customer:
    return Customer(**row._mapping)


def get(db: Connection, customer_id: int) -> Customer:
    """The customer of that id, which must exist."""
    row = GET.first(db, id=customer_id)
    assert row is not None
    return Customer(**row)


def get_many(db: Connection, ids: Iterable[int]) -> dict[int, Customer]:
    wanted = set(ids)
    if len(wanted) <= FEW:
        return {one: Customer(**row) for one in wanted if (row := GET.first(db, id=one))}
    rows = db.execute(select(*KEPT).where(customers.c.id.in_(wanted)))
    return {row.id: _customer(row) for row in rows}


def find(db: Connection, known_by: Sequence[Identifier]) -> Customer | None:
    """Who is recognised by these identifiers; the first of them that is known decides."""
    if not known_by:
        return None
    named = {f"kind{n}": one.kind for n, one in enumerate(known_by)}
    named |= {f"value{n}": one.value for n, one in enumerate(known_by)}
    owners = {(row["kind"], row["value"]): row["customer_id"] for row in _owners(len(known_by)).all(db, **named)}
    first = next((owner for one in known_by if (owner := owners.get((one.kind, one.value)))), None)
    return None if first is None else get(db, first)


def add(db: Connection, customer: Customer, known_by: Sequence[Identifier], now: datetime) -> Customer:
    """Remembers a new customer (its id is given here) and what it is known by, which must mean nobody yet.

    Raises Again when somebody else came to know the same customer in this very moment.
    """
    values = dict(vars(customer))
    del values["id"]
    added = Customer(id=ADD.new_id(db, **values, created_at=now), **values)
    if recognise(db, added.id, known_by) < len(set(known_by)):
        raise Again
    return added


def save(db: Connection, customer: Customer) -> None:
    values = dict(vars(customer))
    db.execute(update(customers).where(customers.c.id == values.pop("id")).values(values))


def recognise(db: Connection, customer_id: int, known_by: Sequence[Identifier]) -> int:
    """From now on these identifiers mean this customer. One that already means somebody is left as it is.

    Returns how many are news.
    """
    rows = [{"kind": one.kind, "value": one.value, "customer_id": customer_id} for one in known_by]
    return RECOGNISE[db.dialect.name].run_all(db, rows)


def silent_at(db: Connection, addresses: Collection[str]) -> list[Customer]:
    """Who of all customers with these addresses (as `normal_email` writes them) is not to be written to. An address can
    be that of several: `find` knows only the one whom it means."""
    if not addresses:
        return []
    means = select(identifiers.c.customer_id).where(identifiers.c.kind == "email", identifiers.c.value.in_(addresses))
    theirs = or_(func.lower(func.trim(customers.c.email)).in_(addresses), customers.c.id.in_(means))
    return [_customer(row) for row in db.execute(select(*KEPT).where(SILENT, theirs).order_by(customers.c.id))]


def search(db: Connection, words: str, limit: int) -> list[int]:
    """Ids of customers whose name, account or e-mail contains `words`, in any letter case."""
    columns = (customers.c.name, customers.c.account, customers.c.email)
    hits = or_(*(column.icontains(words, autoescape=True) for column in columns))
    return list(db.scalars(select(customers.c.id).where(hits).order_by(customers.c.id.desc()).limit(limit)))
