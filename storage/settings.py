"""Settings: what each person has decided about their own reminders."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, insert, or_, select, update
from sqlmodel import Field, SQLModel

from playbooks.absence import Leave
from playbooks.hours import WorkingHours
from playbooks.settings import USUAL, Settings
from storage.columns import table

Days = list[list[list[str]]]


class SettingsRow(SQLModel, table=True):
    """`hours` holds for each weekday the spans as "HH:MM"; None: the team's. The leave's last day is included."""

    __tablename__ = "settings"

    person_id: str = Field(primary_key=True)
    hours: Days | None = Field(default=None, sa_column=Column(JSON))
    once_a_day: bool = False
    leave_first: date | None = Field(default=None, sa_column=Column(Date))
    leave_last: date | None = Field(default=None, sa_column=Column(Date))
    stand_in: str | None = None


settings = table(SettingsRow)


def find(db: Connection, person_id: str) -> Settings:
    """What they have decided, or what is usual."""
    return find_all(db, [person_id]).get(person_id, USUAL)


def find_all(db: Connection, ids: Iterable[str]) -> dict[str, Settings]:
    """The settings of those of these people who have some."""
    rows = db.execute(select(settings).where(settings.c.person_id.in_(set(ids))))
    return {row.person_id: _settings(row) for row in rows}


def save(db: Connection, person_id: str, decided: Settings) -> None:
    leave = decided.leave
    values = {
        "hours": _written(decided.hours) if decided.hours else None,
        "once_a_day": decided.once_a_day,
        "leave_first": leave.first if leave else None,
        "leave_last": leave.last if leave else None,
        "stand_in": leave.stand_in if leave else None,
    }
    if db.execute(update(settings).where(settings.c.person_id == person_id).values(values)).rowcount == 0:
        db.execute(insert(settings).values(person_id=person_id, **values))


def on_leave_around(db: Connection, first: date, last: date) -> list[str]:
    """Whose leave begins or ends between these days."""
    edge = or_(settings.c.leave_first.between(first, last), settings.c.leave_last.between(first, last))
    return list(db.scalars(select(settings.c.person_id).where(edge).order_by(settings.c.person_id)))


def _settings(row: Any) -> Settings:
    leave = Leave(row.leave_first, row.leave_last, row.stand_in) if row.leave_first and row.leave_last else None
    return Settings(_read(row.hours) if row.hours else None, leave, row.once_a_day)


def _written(hours: WorkingHours) -> Days:
    return [[[f"{clock:%H:%M}" for clock in span] for span in day] for day in hours.days]


def _read(days: Days) -> WorkingHours:
    return WorkingHours(
        tuple(tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in day) for day in days)
    )
