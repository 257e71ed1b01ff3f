"""People in Slack: their names and zones as last seen, and who is in which user group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, delete, insert, select, update
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, table


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"

    id: str = Field(primary_key=True)
    name: str
    timezone: str | None = None
    stranger: bool = False
    seen_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    email: str | None = None


class MemberRow(SQLModel, table=True):
    """`handle` is a user group's handle with its @."""

    __tablename__ = "group_members"

    handle: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)


people = table(PersonRow)
members = table(MemberRow)


@dataclass(frozen=True)
class Known:
    """What Slack said of a user at `seen_at`. A stranger is a guest or works for another company. Slack tells `email`
    only to an app with the scope users:read.email."""

    id: str
    name: str
    timezone: str | None
    stranger: bool
    seen_at: datetime
    email: str | None = None


def find(db: Connection, person_id: str) -> Known | None:
    row = db.execute(select(people).where(people.c.id == person_id)).first()
    return None if row is None else Known(**row._mapping)


def save(db: Connection, known: Known) -> None:
    values = dict(vars(known))
    if db.execute(update(people).where(people.c.id == known.id).values(values)).rowcount == 0:
        db.execute(insert(people).values(values))


def names(db: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of these people; who is not known is left out."""
    wanted = {id_ for id_ in ids if id_}
    if not wanted:
        return {}
    return {row.id: row.name for row in db.execute(select(people.c.id, people.c.name).where(people.c.id.in_(wanted)))}


def groups(db: Connection) -> dict[str, frozenset[str]]:
    """Who is in which user group."""
    found: dict[str, set[str]] = {}
    for row in db.execute(select(members)):
        found.setdefault(row.handle, set()).add(row.person_id)
    return {handle: frozenset(ids) for handle, ids in found.items()}


def save_groups(db: Connection, groups: Mapping[str, Iterable[str]]) -> None:
    """Slack's word on these groups replaces what was known of them."""
    for handle, ids in groups.items():
        db.execute(delete(members).where(members.c.handle == handle))
        for person_id in set(ids):
            db.execute(insert(members).values(handle=handle, person_id=person_id))
