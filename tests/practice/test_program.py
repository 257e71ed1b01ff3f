"""`python -m practice` as a newcomer runs it: it starts at once, says where, and ends cleanly."""

from __future__ import annotations

import asyncio
import signal
import sys

import aiohttp
import pytest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_prints_its_address_answers_and_ends_cleanly(number: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "practice", "--port", "0", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    address = (await asyncio.wait_for(process.stdout.readline(), 10)).decode().split()[-1]
    async with aiohttp.ClientSession() as session, session.get(f"{address}practice/stream?as=U0ANA") as stream:
        assert (await stream.content.readline()).startswith(b"event: changed")
        process.send_signal(number)
        _, errors = await asyncio.wait_for(process.communicate(), 5)
    assert (process.returncode, errors) == (0, b"")
