"""Responses: what each customer answered, unique by source and the provider's id."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, UniqueConstraint, bindparam, func, insert, select, update
from sqlmodel import Field, SQLModel

from playbooks.responses import Band, Metric, Response, Scale
from storage.columns import UtcTime, Word, table
from storage.statements import FEW, Row, Statement


class ResponseRow(SQLModel, table=True):
    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    external_id: str
    customer_id: int = Field(foreign_key="customers.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    metric: Metric = Field(sa_column=Column(Word(Metric), nullable=False))
    scale_low: float
    scale_high: float
    score: float | None = None
    band: Band | None = Field(default=None, sa_column=Column(Word(Band)))
    first_score: float | None = None
    comment: str | None = None
    touchpoint: str | None = None
    language: str | None = None
    link: str | None = None
    answered_at: datetime = Field(sa_column=Column(UtcTime, nullable=False, index=True))
    happened_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))
    properties: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    revision: int


responses = table(ResponseRow)

GIVEN = [column.name for column in responses.c][1:]
FIND = Statement(
    select(responses).where(
        responses.c.source == bindparam("from_source"), responses.c.external_id == bindparam("known_as")
    )
)
ADD = Statement(insert(responses).inline(), GIVEN, responses.c.id)
SAVE = Statement(update(responses).where(responses.c.id == bindparam("which")), GIVEN)
JOIN = Statement(update(responses).where(responses.c.id == bindparam("which")), ("case_id",))
IN_TIME = (responses.c.answered_at, responses.c.id)
OF_CUSTOMER = Statement(select(responses).where(responses.c.customer_id == bindparam("whose")).order_by(*IN_TIME))


def as_response(row: Row) -> Response:
    """A row of the table as the response that it holds."""
    values = dict(row)
    return Response(scale=Scale(values.pop("scale_low"), values.pop("scale_high")), **values)


def _values(response: Response) -> dict[str, Any]:
    values = dict(vars(response))
    del values["id"], values["scale"]
    return {**values, "scale_low": response.scale.low, "scale_high": response.scale.high}


def find(db: Connection, source: str, external_id: str) -> Response | None:
    row = FIND.first(db, from_source=source, known_as=external_id)
    return None if row is None else as_response(row)


def add(db: Connection, response: Response, case_id: int | None = None) -> Response:
    """Remembers a new response, and the case that it belongs to if that is known only now; its id is given here."""
    values = _values(response)
    if case_id is not None:
        values["case_id"] = case_id
    return Response(**{**vars(response), "id": ADD.new_id(db, **values), "case_id": values["case_id"]})


def save(db: Connection, response: Response) -> None:
    SAVE.run(db, which=response.id, **_values(response))


def join(db: Connection, response_id: int, case_id: int) -> None:
    """From now on the response belongs to this case."""
    JOIN.run(db, which=response_id, case_id=case_id)


def of_customers(db: Connection, customer_ids: Iterable[int]) -> dict[int, list[Response]]:
    """Each customer's responses, oldest first."""
    wanted = set(customer_ids)
    if len(wanted) <= FEW:
        return {one: [as_response(row) for row in OF_CUSTOMER.all(db, whose=one)] for one in wanted}
    found: dict[int, list[Response]] = {}
    for row in db.execute(select(responses).where(responses.c.customer_id.in_(wanted)).order_by(*IN_TIME)).mappings():
        found.setdefault(row["customer_id"], []).append(as_response(dict(row)))
    return found


def get_many(db: Connection, ids: Iterable[int]) -> list[Response]:
    """These responses, the oldest first."""
    wanted = select(responses).where(responses.c.id.in_(set(ids))).order_by(responses.c.id)
    return [as_response(dict(row)) for row in db.execute(wanted).mappings()]


def search(db: Connection, words: str, limit: int) -> list[int]:
    """Ids of cases with a comment that contains `words`, newest first."""
    hit = responses.c.comment.icontains(words, autoescape=True)
    return list(
        db.scalars(
            select(responses.c.case_id)
            .where(hit, responses.c.case_id.is_not(None))
            .group_by(responses.c.case_id)
            .order_by(func.max(responses.c.id).desc())
            .limit(limit)
        )
    )
