"""Logging: text for people, JSON lines for machines. Secrets are never passed to it."""

import json
import logging
import sys
from collections.abc import Callable

MINUTE = 60.0
QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "aiohttp.access", "alembic", "asyncio")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class Sparing:
    """What comes with every request while something is wrong is said once a minute; the metrics count it.

    `ticks` gives real seconds from some moment on.
    """

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._said: dict[str, float] = {}

    def may_say(self, what: str) -> bool:
        """True when this was not said in the last minute."""
        now = self._ticks()
        self._said = {known: at for known, at in self._said.items() if now - at < MINUTE}
        if what in self._said:
            return False
        self._said[what] = now
        return True


def set_up(level: str, style: str) -> None:
    """Logs to standard error. The libraries are heard only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if style == "json" else plain)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
