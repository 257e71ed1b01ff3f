"""Readings: translations and summaries of comments, as a model made them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, bindparam, delete, func, insert, or_, select, text
from sqlmodel import Field, SQLModel

from playbooks.readings import Kind, Reading
from storage.cases import cases, events
from storage.columns import UtcTime, Word, table
from storage.responses import responses
from storage.statements import FEW, Statement


class ReadingRow(SQLModel, table=True):
    """`of` marks the comment that it was made of, `language` is that of the reading. Without a `text` it failed:
    `next_try_at` says when it is tried again, if ever. `cost` is in tokens, all tries together."""

    __tablename__ = "readings"

    response_id: int = Field(primary_key=True, foreign_key="responses.id")
    kind: Kind = Field(sa_column=Column(Word(Kind), primary_key=True))
    language: str
    of: str
    text: str | None = None
    made_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    model: str
    cost: int = Field(sa_column=Column(BigInteger, nullable=False))
    tries: int
    next_try_at: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    problem: str | None = None


readings = table(ReadingRow)

SHOWABLE = select(*(readings.c[name] for name in ("response_id", "kind", "text", "language", "of"))).where(
    readings.c.text.is_not(None)
)
OF_RESPONSE = Statement(SHOWABLE.where(readings.c.response_id == bindparam("whose")).order_by(readings.c.kind))

OPEN = text("cases.state <> 'closed'")


@dataclass(frozen=True)
class Kept:
    """A reading, or a try at one."""

    response_id: int
    kind: Kind
    language: str
    of: str
    text: str | None
    made_at: datetime
    model: str
    cost: int
    tries: int
    next_try_at: datetime | None = None
    problem: str | None = None


def keep(db: Connection, kept: Kept) -> None:
    """Remembers it in place of what was there before."""
    same = (readings.c.response_id == kept.response_id, readings.c.kind == kept.kind)
    db.execute(delete(readings).where(*same))
    db.execute(insert(readings).values(vars(kept)))


def find(db: Connection, response_id: int, kind: Kind) -> Kept | None:
    row = db.execute(select(readings).where(readings.c.response_id == response_id, readings.c.kind == kind)).first()
    return None if row is None else Kept(**row._mapping)


def of_responses(db: Connection, response_ids: Iterable[int]) -> Mapping[int, list[Reading]]:
    """What can be shown of each of these responses."""
    wanted = set(response_ids)
    if len(wanted) <= FEW:
        rows = [row for one in wanted for row in OF_RESPONSE.all(db, whose=one)]
    else:
        several = SHOWABLE.where(readings.c.response_id.in_(wanted)).order_by(readings.c.response_id, readings.c.kind)
        rows = [dict(row) for row in db.execute(several).mappings()]
    found: dict[int, list[Reading]] = {}
    for row in rows:
        found.setdefault(row["response_id"], []).append(Reading(row["kind"], row["text"], row["language"], row["of"]))
    return found


def candidates(
    db: Connection, longer_than: int, translating: Iterable[str], after: int | None
) -> tuple[dict[int, int], int]:
    """Responses to open cases whose comment is long, or whose team may want a translation: id to revision. Somebody
    must look whether something is to be made of them. With them the number of the newest case event.

    Only of cases to which something happened `after` the event of that number: it costs what is new. None: of all.
    """
    newest = db.execute(select(func.max(events.c.id))).scalar_one() or 0
    long = func.length(responses.c.comment) > longer_than
    translated = cases.c.team.in_(list(translating))
    found = select(responses.c.id, responses.c.revision).join(cases, cases.c.id == responses.c.case_id)
    found = found.where(OPEN, responses.c.comment.is_not(None), or_(long, translated))
    if after is not None:
        found = found.where(responses.c.case_id.in_(select(events.c.case_id).where(events.c.id > after)))
    rows = db.execute(found.order_by(responses.c.id))
    return {row.id: row.revision for row in rows}, newest
