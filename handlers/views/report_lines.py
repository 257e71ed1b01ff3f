"""The sentences of a report: each figure with what it was before. Mrkdwn, shared by the report and App Home."""

from collections.abc import Mapping

from handlers.language import _, ngettext
from handlers.views.durations import how_long
from handlers.views.people import name_of
from playbooks.cases import CaseKind
from playbooks.reports import Counts, Figure, Held, Nps, Report
from playbooks.spreads import Spread

MINUS = "\u2212"
"""As wide as a plus, and no hyphen: a screen reader says it."""


def responses_line(report: Report) -> str:
    return _("*Answers* {n}, was {before}").format(n=report.now.responses, before=report.before.responses)


def nps_lines(report: Report) -> list[str]:
    """ "NPS 32 (from 41 answers), was −25 (from 38 answers)", and how much that can be relied on."""
    now, before = report.now.nps, report.before.nps
    was = _("was {nps}").format(nps=_nps(before)) if before.n else _("no answers to compare with")
    lines = [_("*NPS* {nps}, {was}").format(nps=_nps(now), was=was) if now.n else _no_nps(before)]
    if now.few:
        counted = ngettext("Only {n} answer", "Only {n} answers", now.n).format(n=now.n)
        lines.append(
            _("{counted}: a single one can move this NPS by up to {points} points.").format(
                counted=counted, points=now.swing
            )
        )
    elif before.few:
        lines.append(_("Few answered before, so the change says little."))
    return lines


def counted_line(figure: Figure, report: Report) -> str:
    """What was opened, claimed, contacted or closed in the period."""
    label = {
        Figure.OPENED: _("Opened"),
        Figure.CLAIMED: _("Claimed"),
        Figure.CONTACTED: _("Customer contacted"),
        Figure.CLOSED: _("Closed"),
    }[figure]
    said = _("*{label}* {n}, was {before}").format(
        label=label, n=_count(figure, report.now), before=_count(figure, report.before)
    )
    kinds = _kinds(report.now.kinds) if figure is Figure.OPENED else ""
    return f"{said} ({kinds})" if kinds else said


def claim_time_line(report: Report) -> str:
    """The median and 90th percentile in words: each is a time that one of the cases really took."""
    if report.to_claim is None:
        return _("*Time to claim:* no case was claimed")
    now = _half_and_most(report.to_claim)
    if report.to_claim_before is None:
        return _("*Time to claim:* {now}").format(now=now)
    return _("*Time to claim:* {now}\nWas: {before}").format(now=now, before=_half_and_most(report.to_claim_before))


def open_line(report: Report) -> str:
    """How many are open now, and for how long."""
    if report.open_for is None:
        return _("*Still open:* none")
    if report.open == 1:
        return _("*Still open* 1, for {time}").format(time=how_long(report.open_for.longest))
    median, oldest = how_long(report.open_for.median), how_long(report.open_for.longest)
    if median == oldest:
        return _("*Still open* {n}, the oldest for {oldest}").format(n=report.open, oldest=oldest)
    return _("*Still open* {n}, typically for {median}, the oldest for {oldest}").format(
        n=report.open, median=median, oldest=oldest
    )


def unclaimed_line(report: Report) -> str:
    if not report.unclaimed:
        return _("*Not claimed:* none")
    return _("*Not claimed* {n} of those").format(n=report.unclaimed)


def holder_line(held: Held, names: Mapping[str, str]) -> str:
    """Who has how many open cases, by name."""
    cases = ngettext("{n} open case", "{n} open cases", held.cases).format(n=held.cases)
    return _("{name}: {cases}").format(name=name_of(held.owner, names), cases=cases)


def glance(report: Report) -> list[str]:
    """The few figures that a manager sees first."""
    return [
        nps_lines(report)[0],
        counted_line(Figure.OPENED, report),
        counted_line(Figure.CLOSED, report),
        open_line(report),
        unclaimed_line(report),
    ]


def _nps(nps: Nps) -> str:
    score = str(nps.score).replace("-", MINUS)
    return ngettext("{score} (from {n} answer)", "{score} (from {n} answers)", nps.n).format(score=score, n=nps.n)


def _no_nps(before: Nps) -> str:
    if not before.n:
        return _("*NPS:* no answers yet")
    return _("*NPS:* no answers, was {nps}").format(nps=_nps(before))


def _count(figure: Figure, counts: Counts) -> int:
    return {
        Figure.OPENED: counts.opened,
        Figure.CLAIMED: counts.claimed,
        Figure.CONTACTED: counts.contacted,
        Figure.CLOSED: counts.closed,
    }[figure]


def _kinds(kinds: Mapping[CaseKind, int]) -> str:
    words = {
        CaseKind.RESCUE: _("{n} to rescue"),
        CaseKind.THANKS: _("{n} to thank"),
        CaseKind.ASK: _("{n} to ask"),
    }
    return ", ".join(words[kind].format(n=kinds[kind]) for kind in words if kinds.get(kind))


def _half_and_most(times: Spread) -> str:
    if times.n == 1:
        return _("{time}, of 1 case").format(time=how_long(times.median))
    return _("half within {median}, nine in ten within {p90}, of {n} cases").format(
        median=how_long(times.median), p90=how_long(times.p90), n=times.n
    )
