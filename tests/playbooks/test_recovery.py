"""Recovery: the share that the house is judged by."""

from datetime import UTC, datetime, timedelta

from playbooks.check_ins import Word
from playbooks.periods import period
from playbooks.recovery import Asked, behind, summarise
from playbooks.reports import Figure

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
WEEK = period("week", NOW, "UTC")


def asked(case: int, days_ago: float, word: Word | None = None, after: float = 1) -> Asked:
    at = NOW - timedelta(days=days_ago)
    return Asked(case, at, word, at + timedelta(days=after) if word else None, at - timedelta(days=2))


def test_one_of_two() -> None:
    report = summarise([asked(1, 3, Word.YES), asked(2, 2, Word.NO), asked(3, 1), asked(4, 9, Word.YES, 6)], WEEK)
    assert (report.now.asked, report.now.yes, report.now.no, report.now.answered) == (3, 1, 1, 2)
    assert report.now.percent == 50
    assert (report.before.asked, report.before.percent) == (1, 100)
    assert report.to_recovery
    assert report.to_recovery.median == timedelta(days=3)


def test_nobody_has_answered_is_no_share_of_nought() -> None:
    assert summarise([asked(1, 1)], WEEK).now.percent is None
    assert summarise([], WEEK).to_recovery is None


def test_the_lists_are_what_was_counted() -> None:
    rows = [asked(1, 3, Word.YES), asked(2, 2, Word.NO), asked(3, 1), asked(4, 9)]
    found = {figure: [row.case_id for row in behind(rows, figure, WEEK)] for figure in (Figure.ASKED, Figure.SILENT)}
    assert found == {Figure.ASKED: [1, 2, 3], Figure.SILENT: [3]}
    assert [row.case_id for row in behind(rows, Figure.SAID_NO, WEEK)] == [2]
