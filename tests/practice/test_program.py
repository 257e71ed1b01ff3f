"""`python -m practice` as a newcomer runs it: it starts at once, says where, and ends cleanly."""

from __future__ import annotations

import ast
import asyncio
import signal
import sys
from pathlib import Path

import aiohttp
import pytest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_prints_its_address_answers_and_ends_cleanly(number: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "practice", "--port", "0", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    address = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().split()[-1]
    async with aiohttp.ClientSession() as session, session.get(f"{address}practice/stream?as=U0ANA") as stream:
        assert (await stream.content.readline()).startswith(b"event: changed")
        process.send_signal(number)
        _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, errors) == (0, b"")


def test_it_stands_on_the_standard_library_and_two_servers_alone() -> None:
    """It is an independent check of the bot: neither the bot's code nor Slack's SDK may judge themselves here."""
    allowed = sys.stdlib_module_names | {"aiohttp", "aiosmtpd", "practice"}
    for path in Path("practice").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.partition(".")[0] for name in names} <= allowed, path
