"""The machine: its shape, which core a process runs on, and what a process has used."""

import os
import platform
import sqlite3
from pathlib import Path

RECEIVER_CORE, OTHER_CORE = 0, 1
TICKS = os.sysconf("SC_CLK_TCK")


def pin(core: int) -> None:
    """Keeps this process, and those that it starts, on one core. A machine without that core is left as it is."""
    if core in os.sched_getaffinity(0) or core < (os.cpu_count() or 1):
        os.sched_setaffinity(0, {core})


def shape(folder: Path) -> str:
    """What the numbers were measured on, in one line."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    parts = (
        f"{os.cpu_count()} cores ({_processor()})",
        f"{pages / 2**30:.0f} GiB memory",
        f"{platform.python_implementation()} {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version} on {_filesystem(folder)}",
        f"{platform.system()} {platform.release()}",
    )
    return ", ".join(parts)


def memory_mb(pid: int) -> float:
    """What the process has in memory (VmRSS)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """User and system time that the process has used, all threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _filesystem(folder: Path) -> str:
    """The kind of file system that holds the folder: an fsync on tmpfs costs nothing and would prove nothing."""
    best = ("", "?")
    for line in Path("/proc/mounts").read_text().splitlines():
        _device, place, kind = line.split()[:3]
        if folder.resolve().is_relative_to(place) and len(place) > len(best[0]):
            best = (place, kind)
    return best[1]
