"""The group commit of yardsticks B and C: a thread that stores whatever has gathered, in one transaction."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

LARGEST = 512


class _Piece(NamedTuple):
    statement: str
    values: tuple[Any, ...]
    done: asyncio.Future[int]


class Writer:
    """`stored` is called in the event loop after each commit."""

    def __init__(self, database: sqlite3.Connection, stored: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._stored = stored
        self._pieces: queue.SimpleQueue[_Piece] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, daemon=True).start()

    async def write(self, statement: str, *values: Any) -> int:
        """Returns how many rows it changed, once that is on disk."""
        done: asyncio.Future[int] = self._loop.create_future()
        self._pieces.put(_Piece(statement, values, done))
        return await done

    def _run(self) -> None:
        while True:
            group = [self._pieces.get()]
            while len(group) < LARGEST and not self._pieces.empty():
                group.append(self._pieces.get())
            self._database.execute("BEGIN IMMEDIATE")
            counts = [self._database.execute(piece.statement, piece.values).rowcount for piece in group]
            self._database.execute("COMMIT")
            self._loop.call_soon_threadsafe(self._settle, group, counts)

    def _settle(self, group: list[_Piece], counts: list[int]) -> None:
        for piece, count in zip(group, counts, strict=True):
            if not piece.done.done():
                piece.done.set_result(count)
        self._stored()
