"""The ground: what the bot works on. A file on a small disk of its own, or a PostgreSQL server of its own."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path

import psycopg

from bench.postgres import ABSENT, CAREFUL, Server, find
from storage.columns import UtcTime
from storage.tables import TABLES
from tests.crashes.program import SECRET
from tests.databases import Database

SMALL = "48m"
CONFIGURATION = f"""
[company]
name = "Acme"
admins = ["U0ADMIN", "U0MIRA"]
fallback_channel = "#loopwell-admins"

[[teams]]
name = "support"
channel = "#customer-feedback"
managers = ["U0MIRA"]
hours = {{ mon-sun = ["00:00-24:00"] }}

[[teams]]
name = "accounts"
channel = "#key-accounts"
hours = {{ mon-sun = ["00:00-24:00"] }}

[[routes]]
team = "accounts"
when = {{ touch = "high" }}

[[sources]]
name = "nps"
provider = "generic"
secret = "{SECRET}"
metric = "nps"
signature = {{ header = "X-Signature" }}

[nags]
per_person_per_day = 50
"""
QUICK = """
[delivery]
per_second = 100.0
burst = 1000
"""
STORMY = """
[delivery]
per_second = 5.0
burst = 3
storm_after = "1s"
"""
"""So slow that a few dozen at once are a storm."""
IMPATIENT = """
[limits.high]
claim = "1s"
contact = "1s"
close = "1s"

[limits.low]
claim = "1s"
contact = "1s"
close = "1s"
"""
"""Every tick of the schedule finds somebody to remind."""

OF_DELIVERY = ("cards", "notices", "storms", "nag_messages", "incidents", "people")


class Ground(ABC):
    """`folder` is where the bot is started."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database

    def set_clock_back(self) -> None:
        """What the bot has written so far of its own business, it wrote an hour ahead of now. The times of cases stay,
        as their cards show them."""
        for table in TABLES:
            for column in table.columns:
                if isinstance(column.type, UtcTime) and table.name in OF_DELIVERY:
                    self.database.do(f"UPDATE {table.name} SET {column.name} = {self._an_hour_after(column.name)}")

    @abstractmethod
    def _an_hour_after(self, column: str) -> str: ...

    @abstractmethod
    async def lock(self, seconds: float) -> None:
        """Somebody else writes, slowly. How long it takes is the fault itself."""


class FileGround(Ground):
    """An SQLite file. `mounted`: its folder is a disk of its own, which can be filled and made read-only for real."""

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        file = folder / "kept.db"
        super().__init__(folder, Database("sqlite", f"sqlite:///{file}", str(file)))
        self.mounted = mounted

    def fill(self, process: int) -> None:
        """The disk is full; where there is no disk to fill, the process may not make its files any larger."""
        if not self.mounted:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
            return
        with suppress(OSError), (self.folder / "ballast").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)

    def clear(self, process: int) -> None:
        if not self.mounted:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        (self.folder / "ballast").unlink(missing_ok=True)

    def may_be_written(self, *, yes: bool) -> None:
        """Nobody may use the disk or the folder while this is changed."""
        if self.mounted:
            mode = "remount,rw" if yes else "remount,ro"
            subprocess.run(["mount", "-o", mode, str(self.folder)], check=True, capture_output=True)
        else:
            for file in self.folder.iterdir():
                file.chmod(0o644 if yes else 0o444)
            self.folder.chmod(0o755 if yes else 0o555)

    def _an_hour_after(self, column: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '+1 hour')"

    async def lock(self, seconds: float) -> None:
        with closing(
            sqlite3.connect(self.database.name, isolation_level=None, timeout=30, check_same_thread=False)
        ) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")


class ServerGround(Ground):
    """A database on a server that nobody else uses: what is done to it must not hurt the plans beside it."""

    def __init__(self, folder: Path, server: Server) -> None:
        name = server.create()
        super().__init__(folder, Database("postgresql", server.url(name), name, server))
        self._server = server

    def _an_hour_after(self, column: str) -> str:
        return f"{column} + interval '1 hour'"

    async def lock(self, seconds: float) -> None:
        with closing(psycopg.connect(self.database.url)) as other:
            await asyncio.to_thread(other.execute, "LOCK TABLE cards IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(seconds)

    def cut(self) -> None:
        self._server.cut(self.database.name)

    def may_be_written(self, *, yes: bool) -> None:
        """For those who are connected too, from their next transaction on."""
        self._server.admin.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'off' if yes else 'on'}")
        self._server.admin.execute("SELECT pg_reload_conf()")

    async def crash(self) -> None:
        await asyncio.to_thread(self._server.crash)

    async def start(self) -> None:
        await asyncio.to_thread(self._server.start)


@asynccontextmanager
async def ground(folder: Path, kind: str, rules: str = QUICK) -> AsyncIterator[Ground]:
    """`kind` is one of `tests.databases.KINDS`; `rules` are the rest of the bot's configuration."""
    if kind == "sqlite":
        with _disk(folder) as mounted:
            yield _furnished(FileGround(folder, mounted=mounted), rules)
        return
    programs = find()
    assert programs is not None, ABSENT
    server = await asyncio.to_thread(Server, programs, CAREFUL)
    try:
        yield _furnished(ServerGround(folder, server), rules)
    finally:
        await asyncio.to_thread(server.stop)


def _furnished(place: Ground, rules: str) -> Ground:
    place.folder.mkdir(parents=True, exist_ok=True)
    (place.folder / "loopwell.toml").write_text(CONFIGURATION + rules, encoding="utf-8")
    return place


@contextmanager
def _disk(folder: Path) -> Iterator[bool]:
    """A small tmpfs for root, a plain folder for everybody else; whether it is mounted."""
    folder.mkdir(parents=True)
    mounted = False
    if os.geteuid() == 0:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)
