"""The recovery report: of those who were asked whether it is solved, how many said yes."""

from slack_sdk.models.blocks import Block, ButtonElement, ContextBlock, DividerBlock, HeaderBlock, SectionBlock

from handlers.language import _
from handlers.views.durations import how_long
from handlers.views.list_keys import behind_figure, write_key
from handlers.views.message import Message
from handlers.views.mrkdwn import cut, escape, line, one_line, when
from playbooks.recovery import Counts, Recovery
from playbooks.reports import Figure
from playbooks.spreads import Spread

Line = tuple[str, ButtonElement | None]


def recovery_message(report: Recovery, teams: str = "") -> Message:
    """The whole report; `teams` says whose cases they are."""
    title, lines, note = _title(report, teams), _lines(report), _note(report)
    blocks: list[Block] = [HeaderBlock(text=cut(title, 150)), ContextBlock(elements=[line(note)]), DividerBlock()]
    blocks += [SectionBlock(text=line(words), accessory=button) for words, button in lines]
    said = [escape(title), note, *(words.replace("*", "") for words, _button in lines)]
    return Message("\n".join(said), tuple(block.to_dict() for block in blocks))


def _title(report: Recovery, teams: str) -> str:
    days = {"week": _("7 days"), "month": _("30 days"), "quarter": _("90 days")}[report.period.word]
    title = _("Did we solve it? The last {days}").format(days=days)
    whose = cut(one_line(teams), 100)
    return _("{title}: {teams}").format(title=title, teams=whose) if whose else title


def _note(report: Recovery) -> str:
    return _("Customers asked from {start} to {end}. “Was” means as many days before.").format(
        start=when(report.period.start), end=when(report.period.end)
    )


def _lines(report: Recovery) -> list[Line]:
    now, before = report.now, report.before
    silent = (now.asked - now.answered, before.asked - before.answered)
    return [
        (_recovered(now, before), None),
        _counted(_("Asked"), Figure.ASKED, (now.asked, before.asked), report),
        _counted(_("Said yes, it is solved"), Figure.SAID_YES, (now.yes, before.yes), report),
        _counted(_("Said no, not yet"), Figure.SAID_NO, (now.no, before.no), report),
        _counted(_("Have not answered"), Figure.SILENT, silent, report),
        (_time(report.to_recovery), None),
    ]


def _recovered(now: Counts, before: Counts) -> str:
    if not now.answered and not before.answered:
        return _("*Recovered* nobody has answered yet")
    return _("*Recovered* {share}, was {before}").format(share=_share(now), before=_share(before))


def _share(counts: Counts) -> str:
    """ "1 of 2 who answered (50 %)"."""
    if not counts.answered:
        return _("no answers")
    return _("{yes} of {answered} who answered ({percent} %)").format(
        yes=counts.yes, answered=counts.answered, percent=counts.percent
    )


def _counted(label: str, figure: Figure, counts: tuple[int, int], report: Recovery) -> Line:
    words = _("*{label}* {n}, was {before}").format(label=label, n=counts[0], before=counts[1])
    key = behind_figure(figure, report.period)
    button = ButtonElement(text=_("Show these"), action_id="report_show", value=write_key(key))
    return words, button if counts[0] else None


def _time(times: Spread | None) -> str:
    if times is None:
        return _("*Time to recovery:* nobody has said yes yet")
    return _(
        "*Time to recovery:* {median} in the middle, {longest} at most, of {n}. Nights and weekends count."
    ).format(median=how_long(times.median), longest=how_long(times.longest), n=times.n)
