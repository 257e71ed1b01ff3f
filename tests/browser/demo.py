"""The real demo as a process of its own: started, waited for, ended, and looked after."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Demo:
    """`python -m bot demo` on a free port, in a session of its own, so that what it leaves behind is seen."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self.said: list[str] = []

    def wait_until_open(self) -> None:
        """Until it prints its address; the test's own timeout guards against a demo that never does."""
        assert self._process.stdout
        for line in self._process.stdout:
            self.said.append(line)
            if self.url in line:
                return
        raise AssertionError("The demo ended before it opened:\n" + "".join(self.said))

    def answers(self) -> bool:
        """Whether anybody listens at the address."""
        try:
            with urllib.request.urlopen(self.url, timeout=5):
                return True
        except OSError:
            return False

    def end(self) -> int:
        """Ctrl-C. Returns the exit code; what it said meanwhile is in `said`."""
        self._process.send_signal(signal.SIGINT)
        rest, _ = self._process.communicate(timeout=PATIENCE)
        self.said.append(rest)
        return self._process.returncode

    def kill(self) -> None:
        """Whatever is left, for a test run that broke off."""
        for process in self.left():
            os.kill(process, signal.SIGKILL)
        self._process.wait()

    def left(self) -> list[int]:
        """The processes of the demo's session that still run."""
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and self._ours(entry)]

    def _ours(self, entry: Path) -> bool:
        try:
            state, _parent, _group, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it ended while we looked
            return False
        return int(session) == self._process.pid and state != "Z"
