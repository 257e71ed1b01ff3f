"""The log: it names every fault, once and not for each card that meets it, and nothing in it is a crash."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from practice.server import PracticeServer
from tests.chaos.plan import AT_SLACK, Kind
from tests.chaos.traffic import Ledger

WORDS = {
    **dict.fromkeys(AT_SLACK, "uncertain"),
    Kind.LIMITED: "rate limited",
}
SAYING = ("chat.postMessage", "chat.update")
LOUD = re.compile(r" (WARNING|ERROR|CRITICAL) ")
VARIABLE = re.compile(r"[0-9]+|#[a-z-]+|\bU0[A-Z]+")
MOST_OF_A_KIND = 12
LAST = 3.0
ON_ITS_WAY = 0.5
"""Slack may take up a call a moment after the bot that made it was killed. No bot starts so fast."""


def log_wrongs(lines: list[str], server: PracticeServer, ledger: Ledger, ends: list[float]) -> list[str]:
    return [*_crashes(lines), *_unnamed(lines, server, ledger, ends), *_chatter(lines)]


def _crashes(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if "Traceback" in line or "never retrieved" in line:
            yield "the log holds a crash:\n" + "".join(lines[max(0, number - 2) : number + 40])
            return


def _unnamed(lines: list[str], server: PracticeServer, ledger: Ledger, ends: list[float]) -> Iterator[str]:
    """Faults that met a message. What a bot met just before its end, it may not have lived to say."""
    said = "".join(lines)
    met = {
        str(call["fault"])
        for call in server.workspace.calls
        if call["method"] in SAYING
        and "fault" in call
        and not any(-ON_ITS_WAY <= end - call["time"] < LAST for end in ends)
    }
    for kind, name in AT_SLACK.items():
        if name in met and WORDS[kind] not in said:
            yield f"the log does not name what happened: {kind}"
    if any(code == 503 for _, code in ledger.answers) and "storing deliveries failed" not in said:
        yield "deliveries were refused with 503 and the log does not say why"


def _chatter(lines: list[str]) -> Iterator[str]:
    """However many cards and deliveries a fault meets, the log says the same thing only so often."""
    alike = Counter(VARIABLE.sub("*", line) for line in lines if LOUD.search(line))
    for line, count in alike.items():
        if count > MOST_OF_A_KIND:
            yield f"the log says {count} times: {line.strip()}"
