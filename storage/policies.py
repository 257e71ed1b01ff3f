"""Policies: since when the present clocks of a team hold, so that its cases can say that they were changed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Connection, insert, select, update
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, table
from storage.statements import Statement


class PolicyRow(SQLModel, table=True):
    """`digest` stands for all that decides when a case of this team is due; `since` None: for as long as we know.
    After a change the cards of open cases follow a few at a time: `followed` is the last of them, None at the end."""

    __tablename__ = "policies"

    team: str = Field(primary_key=True)
    digest: str
    since: datetime | None = Field(default=None, sa_column=Column(UtcTime))
    followed: int | None = None


policies = table(PolicyRow)

CHANGED = Statement(select(policies.c.team, policies.c.since).where(policies.c.since.is_not(None)))


def digests(db: Connection) -> dict[str, str]:
    """What was decided for each team, in short."""
    return {row.team: row.digest for row in db.execute(select(policies.c.team, policies.c.digest))}


def since(db: Connection, teams: Iterable[str]) -> dict[str, datetime]:
    """Since when the clocks of these teams are as they are; who never changed them is left out."""
    wanted = set(teams)
    return {row["team"]: row["since"] for row in CHANGED.all(db) if row["team"] in wanted}


def begin(db: Connection, team: str, digest: str) -> None:
    """The first that we know of a team's clocks."""
    db.execute(insert(policies).values(team=team, digest=digest))


def change(db: Connection, team: str, was: str, digest: str, now: datetime) -> bool:
    """The team's clocks are others from now on. False when somebody else has noticed it already."""
    row = (policies.c.team == team, policies.c.digest == was)
    return db.execute(update(policies).where(*row).values(digest=digest, since=now, followed=0)).rowcount == 1


def following(db: Connection) -> list[tuple[str, datetime, int]]:
    """The teams whose cards still follow a change: which, since when it holds, and the last case that has followed."""
    unfinished = select(policies.c.team, policies.c.since, policies.c.followed).where(policies.c.followed.is_not(None))
    return [(row[0], row[1], row[2]) for row in db.execute(unfinished.order_by(policies.c.team))]


def followed(db: Connection, team: str, last: int | None) -> None:
    """The cards up to this case have followed; None: all of them."""
    db.execute(update(policies).where(policies.c.team == team).values(followed=last))
