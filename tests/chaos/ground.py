"""The ground: the folder that the bot works in, on a small disk of its own where that can be had."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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

[[teams]]
name = "accounts"
channel = "#key-accounts"

[[routes]]
team = "accounts"
when = {{ touch = "high" }}

[[sources]]
name = "nps"
provider = "generic"
secret = "{SECRET}"
metric = "nps"
signature = {{ header = "X-Signature" }}

[delivery]
per_second = 100.0
burst = 1000
"""


class Ground:
    """`mounted`: it is a disk of its own, which can be filled and made read-only for real."""

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        self.folder = folder
        self.mounted = mounted

    @property
    def file(self) -> Path:
        return self.folder / "kept.db"

    @property
    def database(self) -> Database:
        return Database("sqlite", f"sqlite:///{self.file}", str(self.file))

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

    async def lock(self, seconds: float) -> None:
        """Somebody else writes, slowly. How long it takes is the fault itself."""
        other = sqlite3.connect(self.file, isolation_level=None, timeout=30, check_same_thread=False)
        try:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")
        finally:
            other.close()


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """A small tmpfs for root, a plain folder for everybody else."""
    folder.mkdir(parents=True)
    mounted = False
    if os.geteuid() == 0:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        (folder / "loopwell.toml").write_text(CONFIGURATION, encoding="utf-8")
        yield Ground(folder, mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)
