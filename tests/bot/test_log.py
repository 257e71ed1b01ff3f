"""The log: what is wrong for a while is named once, and so is its end."""

import logging

import pytest
from aiohttp.http_exceptions import BadHttpMessage, HttpProcessingError, LineTooLong

from bot.log import FLAPPING, Lasting, Short, Sparing

WHAT = "storing deliveries"


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def lasting(ticks: Ticks, caplog: pytest.LogCaptureFixture) -> Lasting:
    caplog.set_level(logging.INFO, "loopwell.test")
    return Lasting(logging.getLogger("loopwell.test"), ticks)


def test_it_is_named_when_it_begins_and_when_it_is_over(
    lasting: Lasting, ticks: Ticks, caplog: pytest.LogCaptureFixture
) -> None:
    """However often it is met, and however its words change meanwhile."""
    for number in range(1000):
        ticks.now += 2
        lasting.met(WHAT, OSError(f"connection {number} refused"))
    lasting.over(WHAT)
    lasting.over(WHAT)
    assert caplog.messages == [
        "storing deliveries failed, and is tried again: connection 0 refused",
        "storing deliveries works again",
    ]


def test_a_second_fault_hides_behind_no_first_one(lasting: Lasting, caplog: pytest.LogCaptureFixture) -> None:
    lasting.met(WHAT, OSError("the disk is full"))
    lasting.met(WHAT, ValueError("a mistake of ours"))
    lasting.met("reminding", OSError("the disk is full"))
    assert len(caplog.messages) == 3


def test_the_next_outage_is_named_again(lasting: Lasting, ticks: Ticks, caplog: pytest.LogCaptureFixture) -> None:
    for _time in range(2):
        lasting.met(WHAT, OSError("away"))
        lasting.over(WHAT)
        ticks.now += FLAPPING
    assert len(caplog.messages) == 4


def test_what_comes_and_goes_all_the_time_does_not_fill_the_disk(
    lasting: Lasting, ticks: Ticks, caplog: pytest.LogCaptureFixture
) -> None:
    for _time in range(1000):
        lasting.met(WHAT, OSError("too much is waiting"))
        lasting.over(WHAT)
        ticks.now += 0.01
    assert len(caplog.messages) <= 4


def test_a_stranger_who_sends_what_is_no_http_again_and_again_does_not_fill_the_disk(ticks: Ticks) -> None:
    """Nor hides behind it what is wrong with us."""
    short = Short(Sparing(ticks))

    def heard(error: Exception) -> str | None:
        record = logging.LogRecord("aiohttp.server", logging.ERROR, "", 1, "Error", (), (type(error), error, None))
        return record.getMessage() if short.filter(record) else None

    def junk() -> list[HttpProcessingError]:
        return [BadHttpMessage("x" * 8000), LineTooLong(b"x" * 8000)]

    lines = [line for _ in range(1000) for error in junk() if (line := heard(error))]
    assert len(lines) == 2
    assert all(len(line) < 300 for line in lines)
    assert heard(RuntimeError("a mistake of ours")) == "Error"
    ticks.now += 60
    assert heard(junk()[0]) is not None
