"""The report as a manager reads it."""

from hypothesis import given

from handlers.language import speaking
from handlers.views.list_keys import Behind, read_key
from handlers.views.report import report_message
from playbooks.reports import Figure, Report
from tests.handlers.views.limits import check_message
from tests.handlers.views.sample_cases import DAY, HOUR, INVENTING, NAMES, case_row, report, reports, responses
from tests.handlers.views.seen import Pretend, buttons, texts, untranslated

BUSY = report(
    case_row(1, 9 * DAY, 8 * DAY, "U0ANA"),
    case_row(2, 2 * DAY, 1 * DAY, "U0ANA"),
    case_row(3, 3 * DAY, 3 * DAY - HOUR, "U0BO"),
    case_row(4, 5 * HOUR),
    answers=responses(10, 9, 8, 3) + responses(9, 2, ago=10 * DAY),
)


def shown(busy: Report = BUSY) -> list[str]:
    return report_message(busy, NAMES, "Support").text.split("\n")


def test_every_figure_stands_beside_what_it_was() -> None:
    lines = shown()
    assert lines[0] == "The last 7 days: Support"
    assert "“Was” means the 7 days before." in lines[1]
    for expected in (
        "Answers 4, was 2",
        "NPS 25 (from 4 answers), was 0 (from 2 answers)",
        "Only 4 answers: a single one can move this NPS by up to 50 points.",
        "Opened 3, was 1 (3 to rescue)",
        "Claimed 2, was 1",
        "Customer contacted 0, was 0",
        "Closed 0, was 0",
        "Time to claim: half within 60 minutes, nine in ten within 24 hours, of 2 cases",
        "Was: 24 hours, of 1 case",
        "Still open 4, typically for 2 days, the oldest for 9 days",
        "Not claimed 1 of those",
        "Ana: 2 open cases",
        "Bo: 1 open case",
    ):
        assert expected in lines


def test_a_quiet_week_has_no_empty_figures() -> None:
    lines = shown(report())
    assert "NPS: no answers yet" in lines
    assert "Time to claim: no case was claimed" in lines
    assert "Still open: none" in lines
    assert "Not claimed: none" in lines
    assert buttons(report_message(report(), NAMES).blocks, "report_show") == []


def test_cases_that_are_equally_old_are_not_told_apart() -> None:
    young = report(case_row(1, DAY / 9999), case_row(2, DAY / 9999))
    assert "Still open 2, the oldest for less than a minute" in shown(young)


def test_an_nps_below_zero_has_a_minus_and_no_hyphen() -> None:
    """Screen readers pass over a hyphen, and -63 becomes 63."""
    assert "NPS \u2212100 (from 1 answer), no answers to compare with" in shown(report(answers=responses(2)))


def test_a_week_without_answers_still_says_what_nps_was() -> None:
    assert "NPS: no answers, was 100 (from 1 answer)" in shown(report(answers=responses(9, ago=10 * DAY)))


def test_few_answers_before_make_the_change_say_little() -> None:
    answers = responses(*[9] * 30) + responses(2, ago=10 * DAY)
    assert "Few answered before, so the change says little." in shown(report(answers=answers))
    assert "NPS 100 (from 30 answers), no answers to compare with" in shown(report(answers=responses(*[9] * 30)))


def test_show_these_names_the_figure_the_period_and_the_person() -> None:
    keys = [read_key(value) for value in buttons(report_message(BUSY, NAMES).blocks, "report_show")]
    asked = [(key.figure, key.owner) for key in keys if isinstance(key, Behind)]
    assert asked == [
        (Figure.OPENED, None),
        (Figure.CLAIMED, None),
        (Figure.OPEN, None),
        (Figure.UNCLAIMED, None),
        (Figure.HELD, "U0ANA"),
        (Figure.HELD, "U0BO"),
    ]
    assert {key.end for key in keys if isinstance(key, Behind)} == {int(BUSY.period.end.timestamp())}


def test_many_holders_are_cut_to_those_with_most() -> None:
    crowd = report(*(case_row(n, DAY, DAY, f"U{n // 2}") for n in range(60)))
    assert "10 more people: 20" in shown(crowd)


@given(reports())
@INVENTING
def test_reports_keep_to_slacks_limits(any_report: Report) -> None:
    check_message(report_message(any_report, {"U1": "<!channel>&" * 50}, "A & B " * 60))


@given(reports())
@INVENTING
def test_every_word_can_be_translated(any_report: Report) -> None:
    names = {held.owner: "1" for held in any_report.holders}
    with speaking(Pretend()):
        message = report_message(any_report, names, "2")
    assert untranslated([message.text, *texts(message.blocks)]) == []
