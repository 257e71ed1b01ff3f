"""The report: what a manager reads of a week or a month, each figure with the list behind it."""

from collections.abc import Mapping

from slack_sdk.models.blocks import Block, ButtonElement, ContextBlock, DividerBlock, HeaderBlock, SectionBlock

from handlers.language import _, ngettext
from handlers.views.list_keys import behind_figure, write_key
from handlers.views.message import Message
from handlers.views.mrkdwn import cut, escape, line, one_line, when
from handlers.views.report_lines import (
    claim_time_line,
    counted_line,
    holder_line,
    nps_lines,
    open_line,
    responses_line,
    unclaimed_line,
)
from playbooks.reports import Figure, Report

HOLDERS = 20
Line = tuple[str, ButtonElement | None]


def report_message(report: Report, names: Mapping[str, str], teams: str = "") -> Message:
    """The whole report. `names` maps Slack user ids to names; `teams` says whose cases they are."""
    title, dates = report_title(report, teams), dates_line(report)
    parts = (_answers(report), _moved(report), _now(report), _holders(report, names))
    blocks: list[Block] = [HeaderBlock(text=cut(title, 150)), ContextBlock(elements=[line(dates)])]
    said = [escape(title), dates]
    for part in parts:
        if part:
            blocks.append(DividerBlock())
        blocks += [SectionBlock(text=line(words), accessory=button) for words, button in part]
        said += [words.replace("*", "") for words, _button in part]
    blocks.append(ContextBlock(elements=[line(_elapsed())]))
    return Message("\n".join([*said, _elapsed()]), tuple(block.to_dict() for block in blocks))


def report_title(report: Report, teams: str = "") -> str:
    """The heading, in plain text."""
    title = _("The last 7 days") if report.period.word == "week" else _("The last 30 days")
    whose = cut(one_line(teams), 100)
    return _("{title}: {teams}").format(title=title, teams=whose) if whose else title


def dates_line(report: Report) -> str:
    """From when to when, and what "was" compares with."""
    days = _("the 7 days before") if report.period.word == "week" else _("the 30 days before")
    return _("From {start} to {end}. “Was” means {days}.").format(
        start=when(report.period.start), end=when(report.period.end), days=days
    )


def _answers(report: Report) -> list[Line]:
    return [("\n".join([responses_line(report), *nps_lines(report)]), None)]


def _moved(report: Report) -> list[Line]:
    figures = (Figure.OPENED, Figure.CLAIMED, Figure.CONTACTED, Figure.CLOSED)
    counts = (report.now.opened, report.now.claimed, report.now.contacted, report.now.closed)
    lines: list[Line] = [
        (counted_line(figure, report), _show(figure, report) if count else None)
        for figure, count in zip(figures, counts, strict=True)
    ]
    return [*lines, (claim_time_line(report), None)]


def _now(report: Report) -> list[Line]:
    return [
        (open_line(report), _show(Figure.OPEN, report) if report.open else None),
        (unclaimed_line(report), _show(Figure.UNCLAIMED, report) if report.unclaimed else None),
    ]


def _holders(report: Report, names: Mapping[str, str]) -> list[Line]:
    if not report.holders:
        return []
    lines: list[Line] = [(_("*Who has what*"), None)]
    lines += [(holder_line(held, names), _show(Figure.HELD, report, held.owner)) for held in report.holders[:HOLDERS]]
    others = report.holders[HOLDERS:]
    if others:
        cases = sum(held.cases for held in others)
        people = ngettext("{n} more person", "{n} more people", len(others)).format(n=len(others))
        lines.append((_("{people}: {cases}").format(people=people, cases=cases), None))
    return lines


def _show(figure: Figure, report: Report, owner: str | None = None) -> ButtonElement:
    key = behind_figure(figure, report.period, owner)
    return ButtonElement(text=_("Show these"), action_id="report_show", value=write_key(key))


def _elapsed() -> str:
    return _("Times are elapsed time: nights and weekends count.")
