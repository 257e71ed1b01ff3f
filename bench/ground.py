"""The ground that all measurements stand on: the sizes, a folder on a real disk, Slack, and the receivers by name."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.processes import UNLIMITED, Receiver, Slack
from bench.sent import Sent
from bench.sizes import Sizes

CHANNELS = 10
MODULES = {
    "Loopwell": "bench.loopwell",
    "A": "bench.yardsticks.commit_each",
    "B": "bench.yardsticks.group_only",
    "C": "bench.yardsticks.outbox",
    "hello": "bench.yardsticks.hello",
}
QUIET = 3.0


@dataclass(frozen=True)
class Ground:
    sizes: Sizes
    folder: Path
    slack: Slack

    def receiver(self, name: str, options: Sequence[str] = UNLIMITED, database: Path | None = None) -> Receiver:
        """A receiver that is not started yet. `options` are Loopwell's: its policy of delivery."""
        return Receiver(name, MODULES[name], self.folder, self.slack, options if name == "Loopwell" else (), database)


def settle(slack: Slack, sent: Sequence[Sent], patience: float, quiet: float = QUIET) -> dict[str, tuple[float, int]]:
    """Waits until Slack shows everything that was accepted, or nothing more has come for `quiet` seconds."""
    accepted = {one.token for one in sent if one.accepted}
    until, news, posts = time.monotonic() + patience, time.monotonic(), -1
    while time.monotonic() < until:
        state = slack.order("state")
        if state["posts"] != posts:
            posts, news = state["posts"], time.monotonic()
        if posts >= len(accepted) and accepted <= slack.shown().keys():
            break
        if time.monotonic() - news > quiet:
            break
        time.sleep(0.1)
    return slack.shown()
