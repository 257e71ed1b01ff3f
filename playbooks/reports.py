"""Reports: what the responses and cases of a period add up to, beside the period before. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from playbooks.cases import CaseKind, CaseState
from playbooks.periods import Period
from playbooks.responses import Band, Metric
from playbooks.spreads import Spread, spread

FEW = 30  # below this many answers one customer moves NPS by several points, and the report says so


@dataclass(frozen=True)
class ResponseRow:
    """What a report needs to know of a response."""

    answered_at: datetime
    metric: Metric
    band: Band | None
    score: float | None


@dataclass(frozen=True)
class CaseRow:
    """What a report needs to know of a case: those still open, and those that moved in either period."""

    id: int
    opened_at: datetime
    claimed_at: datetime | None
    contacted_at: datetime | None
    closed_at: datetime | None
    owner: str | None
    kind: CaseKind
    state: CaseState
    team: str

    @property
    def is_open(self) -> bool:
        return self.state is not CaseState.CLOSED


class Figure(StrEnum):
    """The figures behind which there is a list of cases."""

    OPENED = "opened"
    CLAIMED = "claimed"
    CONTACTED = "contacted"
    CLOSED = "closed"
    OPEN = "open"
    UNCLAIMED = "unclaimed"
    HELD = "held"
    ASKED = "asked"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    SILENT = "silent"


@dataclass(frozen=True)
class Nps:
    """`n` answers with an NPS score; `score` is None when there were none."""

    n: int
    score: int | None

    @property
    def few(self) -> bool:
        return 0 < self.n < FEW

    @property
    def swing(self) -> int:
        """By how many points one answer, had it been the opposite, would move the score."""
        return min(200, ceil(200 / self.n)) if self.n else 0


@dataclass(frozen=True)
class Counts:
    """What happened in one period. `kinds` says of what kind the opened cases were."""

    responses: int
    nps: Nps
    opened: int
    claimed: int
    contacted: int
    closed: int
    kinds: Mapping[CaseKind, int]


@dataclass(frozen=True)
class Held:
    """How many open cases one person has."""

    owner: str
    cases: int


@dataclass(frozen=True)
class Report:
    """`open` and what follows is as of `at`. `holders`: most cases first. A Spread is None when there were none."""

    period: Period
    at: datetime
    now: Counts
    before: Counts
    open: int
    unclaimed: int
    open_for: Spread | None
    to_claim: Spread | None
    to_claim_before: Spread | None
    holders: tuple[Held, ...]


def summarise(responses: Iterable[ResponseRow], cases: Iterable[CaseRow], period: Period, now: datetime) -> Report:
    """The report of a period. The order of the rows does not matter."""
    answered, rows = list(responses), list(cases)
    still_open = behind(rows, Figure.OPEN, period)
    held = Counter(row.owner for row in still_open if row.owner)
    return Report(
        period=period,
        at=now,
        now=_counts(answered, rows, period),
        before=_counts(answered, rows, period.previous),
        open=len(still_open),
        unclaimed=len(behind(rows, Figure.UNCLAIMED, period)),
        open_for=spread(now - row.opened_at for row in still_open),
        to_claim=_to_claim(rows, period),
        to_claim_before=_to_claim(rows, period.previous),
        holders=tuple(Held(who, n) for who, n in sorted(held.items(), key=lambda item: (-item[1], item[0]))),
    )


def behind(cases: Iterable[CaseRow], figure: Figure, period: Period, owner: str | None = None) -> list[CaseRow]:
    """The cases behind a figure, oldest first; "Show these" opens this list, so it agrees with the count."""
    tests: Mapping[Figure, Callable[[CaseRow], bool]] = {
        Figure.OPENED: lambda row: period.holds(row.opened_at),
        Figure.CLAIMED: lambda row: period.holds(row.claimed_at),
        Figure.CONTACTED: lambda row: period.holds(row.contacted_at),
        Figure.CLOSED: lambda row: period.holds(row.closed_at),
        Figure.OPEN: lambda row: row.is_open,
        Figure.UNCLAIMED: lambda row: row.is_open and row.owner is None,
        Figure.HELD: lambda row: row.is_open and row.owner is not None and row.owner == owner,
    }
    return sorted(filter(tests[figure], cases), key=lambda row: (row.opened_at, row.id))


def nps(responses: Iterable[ResponseRow]) -> Nps:
    """Percent promoters less percent detractors, a whole number; halves go away from zero."""
    bands = [row.band for row in responses if row.metric is Metric.NPS and row.band is not None]
    n = len(bands)
    if not n:
        return Nps(0, None)
    balance = bands.count(Band.PROMOTER) - bands.count(Band.DETRACTOR)
    size = (200 * abs(balance) + n) // (2 * n)
    return Nps(n, size if balance >= 0 else -size)


def _counts(responses: Sequence[ResponseRow], cases: Sequence[CaseRow], period: Period) -> Counts:
    answered = [row for row in responses if period.holds(row.answered_at)]
    opened = behind(cases, Figure.OPENED, period)
    return Counts(
        responses=len(answered),
        nps=nps(answered),
        opened=len(opened),
        claimed=len(behind(cases, Figure.CLAIMED, period)),
        contacted=len(behind(cases, Figure.CONTACTED, period)),
        closed=len(behind(cases, Figure.CLOSED, period)),
        kinds=Counter(row.kind for row in opened),
    )


def _to_claim(cases: Sequence[CaseRow], period: Period) -> Spread | None:
    claimed = behind(cases, Figure.CLAIMED, period)
    return spread(row.claimed_at - row.opened_at for row in claimed if row.claimed_at)
