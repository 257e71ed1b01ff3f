"""The start: what is loaded when. A bot that comes back after a crash has customers waiting at its door."""

import subprocess
import sys

LATE = {"slack_bolt", "apscheduler", "aiosmtplib"}
RARE = {"alembic", "psycopg", "openai", "numpy", "py3langid"}


def loaded(*modules: str) -> list[set[str]]:
    """The libraries that are there after each of these modules of ours, in one process."""
    program = "import sys\n" + "\n".join(f"import {module}\nprint(*sys.modules)" for module in modules)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return [{name.partition(".")[0] for name in line.split()} for line in told.stdout.splitlines()]


def test_a_start_loads_what_it_needs_when_it_needs_it() -> None:
    """Whatever is loaded too early keeps surveys out for longer after a crash; `--help` that takes seconds looks
    broken."""
    usage, way_in, whole = loaded("bot.commands", "bot.running", "bot.work")
    assert not usage & {"aiohttp", "sqlalchemy", "sqlmodel", "pydantic"}
    assert not way_in & (LATE | RARE)
    assert not whole & RARE
    assert whole >= LATE
