"""Recovery: of the customers who were asked whether it is solved, how many said yes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from playbooks.check_ins import Word
from playbooks.periods import Period
from playbooks.reports import Figure
from playbooks.spreads import Spread, spread


@dataclass(frozen=True)
class Asked:
    """What the report needs to know of one check-in that was sent. `opened_at` is of its case."""

    case_id: int
    asked_at: datetime
    word: Word | None
    word_at: datetime | None
    opened_at: datetime


@dataclass(frozen=True)
class Counts:
    """Of those who were asked in a period: how many answered, and what. Answers that came later count too."""

    asked: int
    yes: int
    no: int

    @property
    def answered(self) -> int:
        return self.yes + self.no

    @property
    def percent(self) -> int | None:
        """How many of those who answered said yes; None while nobody has. Halves are rounded up."""
        return (200 * self.yes + self.answered) // (2 * self.answered) if self.answered else None


@dataclass(frozen=True)
class Recovery:
    """The report. `to_recovery` is from the opening of a case to the customer's yes; None where there was none."""

    period: Period
    now: Counts
    before: Counts
    to_recovery: Spread | None
    to_recovery_before: Spread | None


FIGURES = frozenset({Figure.ASKED, Figure.SAID_YES, Figure.SAID_NO, Figure.SILENT})


def summarise(rows: Iterable[Asked], period: Period) -> Recovery:
    """The report of a period. The order of the rows does not matter."""
    known = list(rows)
    return Recovery(
        period=period,
        now=_counts(known, period),
        before=_counts(known, period.previous),
        to_recovery=_to_recovery(known, period),
        to_recovery_before=_to_recovery(known, period.previous),
    )


def behind(rows: Iterable[Asked], figure: Figure, period: Period) -> list[Asked]:
    """The check-ins behind a figure, the oldest first."""
    word = {Figure.SAID_YES: Word.YES, Figure.SAID_NO: Word.NO}.get(figure)
    held = [row for row in rows if period.holds(row.asked_at)]
    if figure is not Figure.ASKED:
        held = [row for row in held if row.word is word]
    return sorted(held, key=lambda row: (row.asked_at, row.case_id))


def _counts(rows: list[Asked], period: Period) -> Counts:
    counted = {figure: len(behind(rows, figure, period)) for figure in FIGURES}
    return Counts(counted[Figure.ASKED], counted[Figure.SAID_YES], counted[Figure.SAID_NO])


def _to_recovery(rows: list[Asked], period: Period) -> Spread | None:
    said = behind(rows, Figure.SAID_YES, period)
    return spread(row.word_at - row.opened_at for row in said if row.word_at)
