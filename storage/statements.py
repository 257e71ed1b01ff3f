"""Statements that run for each survey: written in SQLAlchemy Core, compiled once, run on the driver's own cursor.

For small statements Core's way from the expression to the cursor and back costs many times what the database itself
needs. So the few that every survey runs are kept here, ready to go. All others are plain Core.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, ColumnElement, Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Process = Callable[[Any], Any]
Row = dict[str, Any]
FEW = 5
"""The worst cases of a storm, or all that one card shows: so many are faster asked for one by one, by a Statement."""


class _Ready(NamedTuple):
    """A statement as the driver takes it. Each bind has a name, and a value of its own where none is given; `processed`
    says at which places a value has to be made the driver's, and how."""

    sql: str
    binds: Sequence[tuple[str, Any]]
    processed: Sequence[tuple[int, Process]]
    by_place: bool


class _Columns(NamedTuple):
    """The columns of an answer, and what makes the driver's values of some of them ours."""

    names: Sequence[str]
    processed: Sequence[tuple[str, Process]]


class Statement:
    """A Core statement whose values are bound parameters. `given` names the columns that an insert or update sets, and
    `number` the column in which an inserted row gets its id."""

    def __init__(
        self, statement: ClauseElement, given: Sequence[str] | None = None, number: ColumnElement[int] | None = None
    ) -> None:
        self._statement: Any = statement
        self._given = given
        self._number = number
        self._ready: dict[str, _Ready] = {}
        self._columns: dict[str, _Columns] = {}

    def run(self, db: Connection, **values: Any) -> int:
        """How many rows it changed."""
        count: int = self._execute(db, values).rowcount
        return count

    def run_all(self, db: Connection, several: Sequence[Row]) -> int:
        """Runs it for each of these, which all have the same keys. How many rows that changed in all."""
        if len(several) < 2:
            return sum(self.run(db, **values) for values in several)
        ready = self._ready.get(db.dialect.name) or self._made_ready(db.dialect)
        count: int = _on_driver(db, ready.sql, [_given(ready, values) for values in several], many=True).rowcount
        return count

    def new_id(self, db: Connection, **values: Any) -> int:
        """Inserts a row; the id that it got."""
        cursor = self._execute(db, values)
        found: int = cursor.lastrowid if _tells_last_id(db.dialect) else cursor.fetchone()[0]
        return found

    def first(self, db: Connection, **values: Any) -> Row | None:
        """The only row that there can be, by the names of its columns."""
        rows = self.all(db, **values)
        return rows[0] if rows else None

    def all(self, db: Connection, **values: Any) -> list[Row]:
        cursor = self._execute(db, values)
        found = cursor.fetchall()
        if not found:
            return []
        names, processed = self._columns.get(db.dialect.name) or self._made_columns(db.dialect, cursor)
        rows = [dict(zip(names, row, strict=True)) for row in found]
        for name, process in processed:
            for row in rows:
                row[name] = process(row[name])
        return rows

    def _execute(self, db: Connection, values: Row) -> Any:
        ready = self._ready.get(db.dialect.name) or self._made_ready(db.dialect)
        if not db.in_transaction():
            db.begin()  # as Core does
        return _on_driver(db, ready.sql, _given(ready, values))

    def _made_ready(self, dialect: Dialect) -> _Ready:
        statement = self._statement
        if self._number is not None and not _tells_last_id(dialect):
            statement = statement.returning(self._number)
        made: Any = statement.compile(dialect=dialect, column_keys=self._given and list(self._given))
        bound = {name: parameter for parameter, name in made.bind_names.items()}
        names = list(made.positiontup if made.positional else bound)
        processes = [_impl(bound[name], dialect).bind_processor(dialect) for name in names]
        ready = self._ready[dialect.name] = _Ready(
            made.string,
            [(name, made.params[name]) for name in names],
            [(place, process) for place, process in enumerate(processes) if process],
            made.positional,
        )
        return ready

    def _made_columns(self, dialect: Dialect, cursor: Any) -> _Columns:
        """What makes the driver's values ours; that depends on what it says of the columns of the answer."""
        expected = self._statement.exported_columns
        processes = {
            column.name: _impl(column, dialect).result_processor(dialect, told[1])
            for column, told in zip(expected, cursor.description, strict=True)
        }
        columns = self._columns[dialect.name] = _Columns(
            list(processes), [(name, process) for name, process in processes.items() if process]
        )
        return columns


def _given(ready: _Ready, values: Row) -> Any:
    """The values as the driver takes them. None is NULL, whatever the column."""
    given_for = values.get
    given = [given_for(name, own) for name, own in ready.binds]
    for place, process in ready.processed:
        if (value := given[place]) is not None:
            given[place] = process(value)
    if ready.by_place:
        return given
    return {name: value for (name, _own), value in zip(ready.binds, given, strict=True)}


def _tells_last_id(dialect: Dialect) -> bool:
    """Whether the driver knows the id of the row that it has just inserted. SQLite's does, and to make it return a row
    would double the price."""
    return dialect.name == "sqlite"


def _impl(typed: Any, dialect: Dialect) -> Any:
    return typed.type.dialect_impl(dialect)


def order(db: Connection, sql: str) -> None:
    """Runs what has neither values nor an answer, such as BEGIN; it begins no transaction by itself."""
    _on_driver(db, sql, ())


def _on_driver(db: Connection, sql: str, given: Any, *, many: bool = False) -> Any:
    driver: Any = db.connection.dbapi_connection
    try:
        cursor = driver.cursor()
        (cursor.executemany if many else cursor.execute)(sql, given)
    except db.dialect.loaded_dbapi.Error as error:
        raise _told(db, sql, error) from error
    return cursor


def _told(db: Connection, sql: str, error: Any) -> DBAPIError:
    """The driver's error as Core tells it, without the values. A lost connection is let go, as Core does."""
    lost = db.dialect.is_disconnect(error, db.connection.dbapi_connection, None)
    if lost:
        db.invalidate(error)
    kind = db.dialect.loaded_dbapi.Error
    told = DBAPIError.instance(
        sql, None, error, kind, hide_parameters=True, connection_invalidated=lost, dialect=db.dialect
    )
    assert isinstance(told, DBAPIError)
    return told
