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
from typing import Any

from bench.generator import offer
from bench.ground import Ground
from bench.loopwell import API_TOKEN
from bench.machine import OTHER_CORE, pin, shape
from bench.numbers import acks, counted, quantile
from bench.processes import Receiver, Slack
from bench.sent import Sent
from bench.sizes import QUICK, USUAL
from bench.surveys import build

CHANNELS, MINUTE, VISIBLE = 3, 60.0, 60.0
HIGH_EVERY = 100
OPTIONS = ("--per-second", "1.0", "--burst", "3", "--channels", str(CHANNELS))


def storm(ground: Ground) -> list[str]:
    """What the storm did, a line each."""
    surveys = build(ground.sizes.storm, CHANNELS, HIGH_EVERY)
    ground.slack.reset()
    with Receiver("Loopwell", "bench.loopwell", ground.folder, ground.slack, OPTIONS) as receiver:
        for survey in surveys:
            if survey.high:
                _make_important(receiver.port, survey.email)
        ground.slack.reset(1.0, 3)
        sent = offer(receiver.port, surveys, len(surveys) / MINUTE)
        time.sleep(VISIBLE)
        state = ground.slack.order("shown")
    high = {survey.token for survey in surveys if survey.high}
    accepted = sum(one.accepted for one in sent)
    lines = [
        f"offered {len(sent)} in {MINUTE:.0f} s over {CHANNELS} channels, accepted {accepted}, "
        f"ack p50 {quantile(acks(sent), 0.5) * 1000:.1f} ms, p99 {quantile(acks(sent), 0.99) * 1000:.1f} ms"
    ]
    for number in range(CHANNELS):
        lines += _channel(number, [one for one in sent[number::CHANNELS] if one.accepted], high, state)
    pinged, twice = state["pinged"], sum(count > 1 for _at, count in state["shown"].values())
    lines.append(
        f"429s met {state['limited']}, updates {state['updates']}, shown twice {twice}, people pinged {len(pinged)}, "
        f"pings of one person {max(pinged.values(), default=0)} at most (target <= 1)"
    )
    return lines


def _channel(number: int, sent: list[Sent], high: set[str], state: dict[str, Any]) -> list[str]:
    """What one channel showed: each survey on a card of its own, or counted by the storm card."""
    name = f"C0BENCH{number}"
    alone = {one.token: state["shown"][one.token][0] for one in sent if one.token in state["shown"]}
    together = counted([one for one in sent if one.token not in alone], state["storms"].get(name, []))
    seconds = {one.token: (alone | together)[one.token] - one.due for one in sent if one.token in alone | together}
    urgent = [second for token, second in seconds.items() if token in high and token in alone]
    wanted = sum(one.token in high for one in sent)
    return [
        f"channel {number}: {len(alone)} on cards of their own, {len(together)} on the storm card, "
        f"{len(sent) - len(seconds)} nowhere {VISIBLE:.0f} s after the last; {state['messages'].get(name, 0)} messages",
        f"  visible after p50 {quantile(list(seconds.values()), 0.5):.1f} s, "
        f"p99 {quantile(list(seconds.values()), 0.99):.1f} s, longest {max(seconds.values(), default=0.0):.1f} s; "
        f"later than {VISIBLE:.0f} s: {sum(second > VISIBLE for second in seconds.values())}",
        f"  high touch with a card of their own: {len(urgent)} of {wanted}, p50 {quantile(urgent, 0.5):.1f} s, "
        f"longest {max(urgent, default=0.0):.1f} s",
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
