"""`loopwell demo`: one address, surveys that arrive by themselves, and nothing left behind when it ends."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.workspace import Slack

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def started(folder: Path, port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", str(port), "--speed", "60"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_a_newcomer_sees_the_loop_work_and_it_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    demo = await started(tmp_path, port)
    assert demo.stdout is not None
    async with asyncio.timeout(90):
        told = ""
        while "Open " not in told:
            line = await demo.stdout.readline()
            assert line, "the demo ended before it began"
            told += line.decode()
        address = f"http://127.0.0.1:{port}"
        assert f"Open {address}" in told
        async with Slack(f"{address}/", patience=20) as slack:
            card = await slack.channel("#customer-feedback").expect_card("Claim")
            assert await card.click("Claim", by=slack.person("Mira")) == {"ok": True}
            await card.expect("claimed by Mira")
        demo.send_signal(signal.SIGINT)
        rest, errors = await demo.communicate()
    assert (demo.returncode, "Traceback" in errors.decode()) == (0, False)
    assert rest.decode().endswith("The demo has ended.\n")
    assert os.listdir(tmp_path) == []
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(address)


async def test_a_port_that_is_taken_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = await started(tmp_path, port)
        async with asyncio.timeout(90):
            out, errors = await demo.communicate()
    assert (demo.returncode, out) == (1, b"")
    assert f"http://127.0.0.1:{port}" in errors.decode()
    assert "make demo PORT=" in errors.decode()
    assert "Traceback" not in errors.decode()
