"""How the domain's values are kept in columns, the same on SQLite and PostgreSQL."""

import enum
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, DateTime, Dialect, String, Table, bindparam, or_, types
from sqlmodel import SQLModel

from playbooks.sending import LAST_RETRY


class UtcTime(types.TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite keeps no zone, so it is taken off on the way in and put on on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """For SQLite its text at once, instead of through three layers."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time must not be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@lru_cache(64)
def _as_text(value: datetime | None) -> str | None:
    """A group of surveys has few times among them, each of which is stored in many rows."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a naive time must not be stored")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(64)
def _of_text(value: str | None) -> datetime | None:
    """The rows of one case have few times among them."""
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class Word(types.TypeDecorator[enum.StrEnum]):
    """One of the domain's words, kept as its text."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[enum.StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._text_of: dict[Any, str | None] = {None: None, **{word: word.value for word in words}}
        self._word_of: dict[Any, enum.StrEnum | None] = {None: None, **{word.value: word for word in words}}

    def bind_processor(self, dialect: Dialect) -> Any:
        """At once, instead of through three layers."""
        return self._text_of.__getitem__

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return self._word_of.__getitem__

    def process_bind_param(self, value: enum.StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> enum.StrEnum | None:
        return None if value is None else self.words(value)


def is_due(at: Column[Any], now: datetime | None = None) -> ColumnElement[bool]:
    """Whether the time has come; see `playbooks.sending.time_left`, which says the same. Without a `now`, for a
    Statement, it is given by the `times` of each run."""
    if now is None:
        return or_(at <= bindparam("now"), at > bindparam("too_far"))
    return or_(at <= now, at > now + LAST_RETRY)


def times(now: datetime) -> dict[str, datetime]:
    return {"now": now, "too_far": now + LAST_RETRY}


def table(model: type[SQLModel]) -> Table:
    """The Core table of a SQLModel class. Queries here are Core: plain statements, plain rows."""
    return cast(Table, model.__dict__["__table__"])
