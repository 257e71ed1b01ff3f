"""Sizes: how much is measured. Most of a run is the search for the highest rates and a month of the attention bench;
the targets speak of `FULL=1`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Counts of surveys, and seconds. `probe` is how long one rate is tried in the search for the highest, which
    ends when it is known as well as `fine`; `longest` limits the memory test; `smoke` leaves out what takes long. The
    attention bench plays `month` answers in `days` days, in which people use storm cards or do not (`together`); a
    tick looks among `open` cases that are not due."""

    name: str
    runs: int
    probe: float
    steady: float
    burst: float
    paced: int
    paced_rate: float
    surveys: int
    waiting: int
    stored: tuple[int, int]
    refused: float
    backlog: int
    storm: int
    longest: float = 60.0
    fine: float = 1.08
    smoke: bool = False
    month: int = 5_000
    days: int = 30
    together: bool = True
    open: int = 1_000_000


QUICK = Sizes(
    name="quick (a smoke run: its numbers mean little)",
    runs=1,
    probe=0.5,
    steady=1.0,
    burst=0.5,
    paced=6,
    paced_rate=2.0,
    surveys=300,
    waiting=200,
    stored=(1_000, 5_000),
    refused=1.0,
    backlog=6,
    storm=300,
    fine=1.6,
    smoke=True,
    month=200,
    days=3,
    open=10_000,
)
USUAL = Sizes(
    name="usual",
    runs=3,
    probe=1.5,
    steady=5.0,
    burst=2.0,
    paced=15,
    paced_rate=1.0,
    surveys=20_000,
    waiting=5_000,
    stored=(1_000, 100_000),
    refused=20.0,
    backlog=200,
    storm=10_000,
)
FULL = Sizes(
    name="full",
    runs=3,
    probe=3.0,
    steady=20.0,
    burst=2.0,
    paced=60,
    paced_rate=1.0,
    surveys=100_000,
    waiting=10_000,
    stored=(1_000, 1_000_000),
    longest=3600.0,
    refused=20.0,
    backlog=200,
    storm=10_000,
)
