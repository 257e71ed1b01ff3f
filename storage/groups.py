"""Groups: pieces of work that are stored together, in one transaction, and the failure of one that harms no other."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.engines import first_line, first_of, is_away, is_collision, is_over
from storage.jobs import Job, Result
from storage.unavailable import StoreUnavailable
from storage.writing import Writing

MOST_TRIES = 5


class Groups:
    """Stores one group after the other. Used by one thread after the other, never by two at once."""

    def __init__(self, engine: Engine) -> None:
        self._writing = Writing(engine)
        self._most_tries = 1 if engine.dialect.name == "sqlite" else MOST_TRIES

    def store(self, group: Sequence[Job]) -> list[Result]:
        """Stores a group, however long it takes. Work that only collided with another process's is run again, by
        itself."""
        results = self._transaction(group)
        for number, job in enumerate(group):
            tries = self._most_tries
            while (problem := results[number][1]) and is_collision(problem) and (tries := tries - 1):
                results[number] = self._transaction([job])[0]
        return [(value, _told(problem)) for value, problem in results]

    def prepare(self, group: Sequence[Job]) -> list[Result] | None:
        """Runs a group of SQLite's up to its commit, waiting for nobody. None when that cannot be, or when a piece of
        it fails: then it is undone, and `store` finds out what is wrong."""
        if not self._writing.is_open:
            return None
        try:
            connection = self._writing.begin(on_disk=_on_disk(group), patient=False)
            return [(job.work(connection), None) for job in group]
        except BaseException:
            self._writing.close()
            return None

    def commit(self, prepared: list[Result]) -> list[Result]:
        """Commits what was prepared; what has come of it."""
        try:
            self._writing.commit()
        except BaseException as error:
            self._writing.close()
            return _none_stored(prepared, error)
        return prepared

    def close(self) -> None:
        self._writing.close()

    def _transaction(self, group: Sequence[Job]) -> list[Result]:
        """Runs a group in one transaction. Only when a piece fails are all run anew, each in a savepoint of its own, so
        that the failure stays alone: savepoints cost about as much as the work itself."""
        try:
            return self._together(group)
        except _Spoilt as spoilt:
            if len(group) == 1:
                return [(None, spoilt.problem)]
            return self._apart(group)
        except BaseException as error:  # whatever it is: who waits is answered, and the writer lives on
            return _none_stored(group, error)

    def _together(self, group: Sequence[Job]) -> list[Result]:
        with self._writing.transaction(on_disk=_on_disk(group)) as connection:
            return [(_done(connection, job), None) for job in group]

    def _apart(self, group: Sequence[Job]) -> list[Result]:
        try:
            with self._writing.transaction(on_disk=True) as connection:
                return [_attempt(connection, job) for job in group]
        except BaseException as error:
            return _none_stored(group, error)


class _Spoilt(Exception):
    """A piece of work failed; the transaction as such could go on."""

    def __init__(self, problem: BaseException) -> None:
        super().__init__()
        self.problem = problem


def _on_disk(group: Sequence[Job]) -> bool:
    return any(job.on_disk for job in group)


def _done(connection: Connection, job: Job) -> Any:
    """Its answer. Raises _Spoilt, or the database's error if that has ended the transaction."""
    try:
        return job.work(connection)
    except BaseException as error:
        if isinstance(error, DBAPIError) and is_over(connection, error):
            raise first_of(error) from None
        raise _Spoilt(error) from None


def _attempt(connection: Connection, job: Job) -> Result:
    savepoint = connection.begin_nested()
    try:
        value = _done(connection, job)
    except _Spoilt as spoilt:
        savepoint.rollback()
        return None, spoilt.problem
    savepoint.commit()
    return value, None


def _none_stored(group: Sequence[Any], error: BaseException) -> list[Result]:
    return [(None, StoreUnavailable(f"the database did not take it: {first_line(error)}")) for _ in group]


def _told(problem: BaseException | None) -> BaseException | None:
    """The problem as the caller hears of it."""
    if isinstance(problem, SQLAlchemyError) and is_away(problem):
        return StoreUnavailable(f"the database did not take it: {first_line(problem)}")
    return problem
