"""The lock on an SQLite file: it belongs to one process. PostgreSQL needs none."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.engines import no_folder
from storage.unavailable import StoreUnavailable


class AlreadyOpen(OSError):
    """Another process works on this file."""


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Holds the file of an SQLite `url` for this process. The system lets go of it when the process ends, however.

    Raises AlreadyOpen, or StoreUnavailable when there is no such folder, or we may not write there.
    """
    database = make_url(url)
    if database.get_backend_name() != "sqlite" or not database.database:
        yield
        return
    if problem := no_folder(database):
        raise StoreUnavailable(problem)
    path = Path(f"{os.path.realpath(database.database)}.lock")
    try:
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        why = f"{path}, which we hold while we work on the database, cannot be opened: {error.strerror}"
        cure = f"let this user write in {path.parent.absolute()}, or change DATABASE_URL"
        raise StoreUnavailable(f"{why}; {cure}") from None
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyOpen(
                f"Another Loopwell is at work on {database.database}. An SQLite file belongs to one process: "
                "stop the other one first, or set DATABASE_URL to PostgreSQL."
            ) from None
        yield
    finally:
        os.close(held)
