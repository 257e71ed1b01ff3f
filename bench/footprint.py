"""Footprint: memory when idle, after many surveys and with many cards waiting; start after kill -9; growth."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from bench.filling import fill
from bench.generator import offer
from bench.ground import CHANNELS, Ground, settle
from bench.intake import PACED
from bench.machine import memory_mb
from bench.numbers import acks, quantile
from bench.processes import UNLIMITED
from bench.surveys import build


@dataclass(frozen=True)
class Memory:
    idle: float
    after: float
    surveys: int
    waiting: float
    cards: int


def memory(ground: Ground, rate: float) -> Memory:
    """MiB: idle, after `surveys` with Slack unlimited, and with `waiting` cards that wait for Slack's pace.

    A receiver that is too slow for those counts gets fewer, and the table says how many.
    """
    surveys, cards = (
        int(min(count, rate * ground.sizes.longest)) for count in (ground.sizes.surveys, ground.sizes.waiting)
    )
    with ground.receiver("Loopwell", UNLIMITED) as receiver:
        time.sleep(2)
        idle = memory_mb(receiver.pid)
        ground.slack.reset()
        sent = offer(receiver.port, build(surveys, CHANNELS), rate)
        settle(ground.slack, sent, 60)
        after = memory_mb(receiver.pid)
    with ground.receiver("Loopwell", PACED) as receiver:
        offer(receiver.port, build(cards, CHANNELS), rate)
        time.sleep(2)
        return Memory(idle, after, surveys, memory_mb(receiver.pid), cards)


def restart(ground: Ground) -> float:
    """Seconds from the start after kill -9 to the first 2xx, with surveys under way and cards waiting."""
    with ground.receiver("Loopwell", PACED) as receiver:
        offer(receiver.port, build(200, CHANNELS), 100)
        receiver.kill()
        receiver.launch()
        return receiver.wait()


@dataclass(frozen=True)
class Grown:
    """With so many responses stored: ack p99 at 50 a second, and seconds to the first 2xx."""

    stored: int
    ack99: float
    start: float


def databases(ground: Ground) -> dict[int, Path]:
    """A database for each size, filled by bulk insert into the real schema."""
    return {stored: fill(ground.folder / f"stored-{stored}.db", stored) for stored in ground.sizes.stored}


def grown(ground: Ground, stored: int, database: Path) -> Grown:
    """One run on a copy of that database."""
    copy = ground.folder / "grown.db"
    shutil.copyfile(database, copy)
    for suffix in ("-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    ground.slack.reset()
    receiver = ground.receiver("Loopwell", PACED, copy)
    receiver.launch()
    try:
        start = receiver.wait()
        offer(receiver.port, build(100, CHANNELS), 50)  # warm
        sent = offer(receiver.port, build(int(50 * ground.sizes.steady), CHANNELS), 50)
    finally:
        receiver.stop()
    return Grown(stored, quantile(acks(sent), 0.99), start)
