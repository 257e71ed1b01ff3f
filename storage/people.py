"""People in Slack: their names and zones as last seen, and who is in which user group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, bindparam, delete, insert, select, update
from sqlmodel import Field, SQLModel

from playbooks.absence import NOTHING_SAID, Word
from storage.columns import UtcTime, table
from storage.statements import FEW, Statement


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"

    id: str = Field(primary_key=True)
    name: str
    timezone: str | None = None
    stranger: bool = False
    gone: bool = False
    status: str = ""
    status_until: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    quiet_until: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    idle: bool = False
    seen_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    email: str | None = None


class MemberRow(SQLModel, table=True):
    """`handle` is a user group's handle with its @."""

    __tablename__ = "group_members"

    handle: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)


people = table(PersonRow)
members = table(MemberRow)

NAME = Statement(select(people.c.name).where(people.c.id == bindparam("whose")))


@dataclass(frozen=True)
class Known:
    """What Slack said of a user at `seen_at`. A stranger is a guest or works for another company; `word` is what Slack
    said of where they are. Slack tells `email` only to an app with the scope users:read.email."""

    id: str
    name: str
    timezone: str | None
    stranger: bool
    seen_at: datetime
    word: Word = NOTHING_SAID
    email: str | None = None


def find(db: Connection, person_id: str) -> Known | None:
    return find_all(db, [person_id]).get(person_id)


def find_all(db: Connection, ids: Iterable[str]) -> dict[str, Known]:
    """Those of these people whom Slack has told us about."""
    rows = db.execute(select(people).where(people.c.id.in_(set(ids)))).mappings()
    return {row["id"]: Known(**{name: row[name] for name in OF_THEM}, word=_word(row)) for row in rows}


def _word(row: Any) -> Word:
    return Word(**{name: row[name] for name in vars(NOTHING_SAID)})


OF_THEM = ("id", "name", "timezone", "stranger", "seen_at", "email")


def save(db: Connection, known: Known) -> None:
    values = {**vars(known), **vars(known.word)}
    del values["word"]
    if db.execute(update(people).where(people.c.id == known.id).values(values)).rowcount == 0:
        db.execute(insert(people).values(values))


def hear_quiet(db: Connection, person_id: str, quiet_until: datetime | None, *, idle: bool) -> None:
    """What Slack says of whether they may be disturbed now. Nothing happens for somebody who is not known."""
    values = {"quiet_until": quiet_until, "idle": idle}
    db.execute(update(people).where(people.c.id == person_id).values(values))


def names(db: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of these people; who is not known is left out."""
    wanted = {id_ for id_ in ids if id_}
    if len(wanted) <= FEW:
        return {id_: row["name"] for id_ in wanted if (row := NAME.first(db, whose=id_))}
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
