"""Checkpoints: SQLite's log is moved into the database beside the writer, so that no survey waits for it.

Left to itself SQLite does that within a commit, every thousand pages, which is some times a second under load and
holds up whoever asked for that commit. Done here once a second, a page that was written often is moved once. What the
writer still does itself, so that the log can begin anew, is little: the rest since the last time.
"""

import logging
import threading
from contextlib import closing

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger("loopwell.checkpoints")

PAUSE = 1.0
"""Seconds between two checkpoints."""


class Checkpoints:
    """A thread of its own. A disk that fails is met by the writer as well, and told there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._news = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def news(self) -> None:
        """Something was committed."""
        self._news.set()

    def close(self) -> None:
        self._closed.set()
        self._news.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            self._news.wait()
            if self._closed.wait(PAUSE):
                return
            self._news.clear()
            try:
                with closing(self._engine.raw_connection()) as connection:
                    connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
                log.debug("no checkpoint: %s", error)
