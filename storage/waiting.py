"""Waiting: what is to be said, of every kind, at one look. It is asked after each commit and before each message, so it
is one statement and not one for each kind."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    TextClause,
    exists,
    literal_column,
    select,
    union_all,
)

from playbooks.storms import CALM_AFTER
from storage import cards, mailings, nag_messages, notices, storms
from storage.columns import times
from storage.statements import Statement


class Kind(StrEnum):
    """`CALM`: a storm may be over."""

    NOTICE = "notice"
    STORM = "storm"
    MAILING = "mailing"
    CARD = "card"
    NAG = "nag"
    CALM = "calm"


def _waits(kind: Kind, waits: Select[Any]) -> Select[Any]:
    return waits.add_columns(_named(kind))


def _due(kind: Kind, of: Table, conditions: tuple[ColumnElement[bool] | TextClause, ...]) -> Select[str]:
    return select(_named(kind)).where(exists().select_from(of).where(*conditions))


def _named(kind: Kind) -> ColumnElement[str]:
    return literal_column(f"'{kind.value}'", String).label("kind")


FIRST = Statement(
    union_all(
        _waits(Kind.CARD, cards.WAITS),
        _waits(Kind.NOTICE, notices.WAITS),
        _waits(Kind.STORM, storms.WAITS),
        _waits(Kind.CALM, storms.GROWS),
        _waits(Kind.MAILING, mailings.WAITS),
        _waits(Kind.NAG, nag_messages.WAITS),
    )
)
DUE = Statement(
    union_all(
        _due(Kind.NOTICE, notices.notices, notices.IS_DUE),
        _due(Kind.STORM, storms.storms, storms.IS_DUE),
        _due(Kind.MAILING, mailings.mailings, mailings.IS_DUE),
        _due(Kind.CARD, cards.cards, cards.IS_DUE),
        _due(Kind.NAG, nag_messages.messages, nag_messages.IS_DUE),
    )
)


def first(db: Connection) -> dict[str, datetime]:
    """Everybody for whom something waits, and when the first of it may be tried."""
    found: dict[str, datetime] = {}
    for row in FIRST.all(db):
        at = row["first"] + CALM_AFTER if row["kind"] == Kind.CALM else row["first"]
        found[row["target"]] = min(at, found.get(row["target"], at))
    return found


def due(db: Connection, target: str, now: datetime) -> frozenset[Kind]:
    """What kinds of messages may be said to this channel or person now."""
    return frozenset(Kind(row["kind"]) for row in DUE.all(db, where=target, **times(now)))
