"""Logging: text for people, JSON lines for machines. Secrets are never passed to it."""

import json
import logging
import sys
from collections.abc import Callable

from aiohttp.http_exceptions import HttpProcessingError

from bot.clock import Clock

MINUTE = 60.0
FLAPPING = 10.0
MOST_OF_JUNK = 200
"""Characters of what somebody sent that is no HTTP."""
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


class Lasting:
    """What is wrong for a while is named when it begins and when it is over, however often it is met in between. What
    comes and goes many times a second is named once in ten seconds.

    `ticks` gives real seconds from some moment on.
    """

    def __init__(self, log: logging.Logger, ticks: Callable[[], float]) -> None:
        self._log = log
        self._ticks = ticks
        self._known: dict[str, set[type[BaseException]]] = {}
        self._named: dict[str, float] = {}

    def met(self, what: str, error: BaseException) -> None:
        """`what` cannot be done, such as "delivery to #feedback". An error of another kind is news."""
        known = self._known.get(what)
        if known is None:
            if what in self._named and self._ticks() - self._named[what] < FLAPPING:
                return
            known = self._known[what] = set()
            self._named[what] = self._ticks()
        if type(error) not in known:
            known.add(type(error))
            self._log.error("%s failed, and is tried again: %s", what, error)

    def any(self) -> bool:
        """Whether anything is wrong now."""
        return bool(self._known)

    def over(self, what: str) -> None:
        """It could be done."""
        if self._known.pop(what, None):
            self._log.info("%s works again", what)


class Short(logging.Filter):
    """Everyday events that libraries tell with a whole traceback: a WebSocket that cannot be opened, somebody who
    sends what is no HTTP. One line says all; and as anybody may send that as often as they like, it is said once a
    minute of each kind."""

    def __init__(self, sparing: Sparing) -> None:
        super().__init__()
        self._sparing = sparing

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):
            if not self._sparing.may_say(type(error).__name__):
                return False
            record.msg, record.args = f"{record.getMessage()}: {' '.join(error.message.split())[:MOST_OF_JUNK]}", ()
        if isinstance(error, HttpProcessingError) or "socket_mode" in record.pathname:
            record.exc_info = record.exc_text = None
        return True


def set_up(level: str, style: str) -> None:
    """Logs to standard error. The libraries are heard only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Short(Sparing(Clock.ticks)))
    plain = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if style == "json" else plain)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
