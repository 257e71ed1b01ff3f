"""`make bench-storm`: 10,000 detractors in one minute over three channels, at Slack's real pace.

Every high-touch case should have a card of its own, and everything should be visible, on a card or on the storm
card, within 60 seconds of its arrival.
"""

import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.generator import offer
from bench.ground import Ground
from bench.loopwell import API_TOKEN
from bench.machine import OTHER_CORE, pin, shape
from bench.numbers import acks, quantile
from bench.processes import Receiver, Slack
from bench.sizes import QUICK, USUAL
from bench.surveys import build

CHANNELS, MINUTE, VISIBLE = 3, 60.0, 60.0
HIGH_EVERY = 100
OPTIONS = ("--per-second", "1.0", "--burst", "3", "--channels", str(CHANNELS))


def storm(ground: Ground) -> list[str]:
    """What the storm did, a line each."""
    surveys = build(ground.sizes.storm, CHANNELS, HIGH_EVERY)
    high = {survey.token for survey in surveys if survey.high}
    ground.slack.reset()
    with Receiver("Loopwell", "bench.loopwell", ground.folder, ground.slack, OPTIONS) as receiver:
        for survey in surveys:
            if survey.high:
                _make_important(receiver.port, survey.email)
        ground.slack.reset(1.0, 3)
        sent = offer(receiver.port, surveys, len(surveys) / MINUTE)
        time.sleep(VISIBLE)
        state, shown = ground.slack.order("state"), ground.slack.shown()
    accepted = [one for one in sent if one.accepted]
    seconds = {one.token: shown[one.token][0] - one.due for one in accepted if one.token in shown}
    urgent = [second for token, second in seconds.items() if token in high]
    in_time = sum(second <= VISIBLE for second in seconds.values())
    counts = state["messages"].values()
    return [
        f"offered {len(sent)} in {MINUTE:.0f} s over {CHANNELS} channels, accepted {len(accepted)}, "
        f"ack p50 {quantile(acks(sent), 0.5) * 1000:.1f} ms, p99 {quantile(acks(sent), 0.99) * 1000:.1f} ms",
        f"visible in Slack within {VISIBLE:.0f} s: {in_time} of {len(accepted)} "
        f"({len(accepted) - len(seconds)} not visible when the watch ended, {VISIBLE:.0f} s after the last)",
        f"high touch: {len(urgent)} of {len(high)} have a message, p50 {quantile(urgent, 0.5):.1f} s, "
        f"p99 {quantile(urgent, 0.99):.1f} s, longest {max(urgent, default=0.0):.1f} s",
        f"messages a channel: {sorted(counts)}, updates {state['updates']}, 429s met {state['limited']}, "
        f"pings {state['pings']}, shown twice {sum(count > 1 for _at, count in shown.values())}",
    ]


def _make_important(port: int, email: str) -> None:
    """The company's own word on a customer: high touch."""
    headers = {"Authorization": f"Bearer {API_TOKEN}", "Content-Type": "application/json"}
    body = json.dumps({"email": email, "touch": "high"}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/customers", body, headers, method="PUT")
    with urllib.request.urlopen(asked, timeout=10):
        pass


def main() -> None:
    pin(OTHER_CORE)
    sizes = QUICK if "--quick" in sys.argv else USUAL
    with tempfile.TemporaryDirectory(prefix="loopwell-bench-") as folder, Slack() as slack:
        print(shape(Path(folder)))
        for line in storm(Ground(sizes, Path(folder), slack)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
