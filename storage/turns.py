"""Turns: who of a team was given a case last. Whoever asks holds the team's turn until their transaction ends, so that
two processes give one after the other."""

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgres
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlmodel import Field, SQLModel

from storage.columns import table


class TurnRow(SQLModel, table=True):
    __tablename__ = "turns"

    team: str = Field(primary_key=True)
    last: str | None = None


turns = table(TurnRow)


def take(db: Connection, team: str) -> str | None:
    """Who was given the team's latest case; None if nobody was yet. Others who ask wait for us."""
    insert = insert_on_sqlite if db.dialect.name == "sqlite" else insert_on_postgres
    db.execute(insert(turns).values(team=team).on_conflict_do_nothing())
    last: str | None = db.execute(select(turns.c.last).where(turns.c.team == team).with_for_update()).scalar_one()
    return last


def gave(db: Connection, team: str, person: str) -> None:
    """This person was given the latest."""
    db.execute(update(turns).where(turns.c.team == team).values(last=person))
