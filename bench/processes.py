"""The processes of a bench: the fake Slack, and a receiver that is started, killed and started again."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bench.surveys import build

ROOT = Path(__file__).parent.parent
UNLIMITED = ("--per-second", "100", "--burst", "10000")
"""As fast as a policy allows: 10,000 cards at once in each channel."""


class Slack:
    """The fake Slack's process, and orders to it."""

    def __init__(self) -> None:
        command = (sys.executable, "-m", "bench.slack")
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        self._line = socket.create_connection(("127.0.0.1", port)).makefile("rw", encoding="utf-8")
        self.url = f"http://127.0.0.1:{self.order('state')['api_port']}/api/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        self._process.terminate()
        self._process.wait()

    def order(self, what: str, **details: Any) -> dict[str, Any]:
        """Gives an order; returns the counts."""
        self._line.write(json.dumps({"do": what, **details}) + "\n")
        self._line.flush()
        state: dict[str, Any] = json.loads(self._line.readline())
        return state

    def reset(self, per_second: float = 0.0, burst: int = 1) -> None:
        """A new, empty Slack; `per_second` 0 means without limit."""
        self.order("reset", per_second=per_second, burst=burst)

    def shown(self) -> dict[str, tuple[float, int]]:
        """By token: when it became visible, and in how many messages it stands."""
        return {token: (at, int(count)) for token, (at, count) in self.order("shown")["shown"].items()}


@dataclass
class Receiver:
    """A receiver of surveys. `module` is what runs it."""

    name: str
    module: str
    folder: Path
    slack: Slack
    options: Sequence[str] = ()
    database: Path | None = None

    def __post_init__(self) -> None:
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.launch()
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def launch(self) -> None:
        """Starts it and does not wait."""
        database = self.database or self.folder / f"{self.name}-{self.port}.db"
        command = [sys.executable, "-m", self.module, "--port", str(self.port), "--database", str(database)]
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--slack", self.slack.url, *self.options], cwd=ROOT, stderr=log, stdout=log
            )

    def wait(self, patience: float = 30.0) -> float:
        """Seconds until it accepts a survey."""
        began = time.monotonic()
        request = build(1, 1)[0].request
        while time.monotonic() - began < patience:
            if _accepts(self.port, request):
                return time.monotonic() - began
            if self._process is not None and self._process.poll() is not None:
                break
            time.sleep(0.002)
        raise RuntimeError(f"{self.name} does not take surveys: see {self.folder / self.name}.log")

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


def _accepts(port: int, request: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(request)
            return line.recv(4096)[9:10] == b"2"
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
