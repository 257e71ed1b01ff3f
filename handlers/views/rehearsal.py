"""A rehearsal in words: the same rows for Slack and for the command line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ContextBlock, HeaderBlock, SectionBlock

from handlers.language import _, ngettext
from handlers.views.message import Message
from handlers.views.mrkdwn import cut, line, literal
from playbooks.rehearsal_figures import Days, Figures, Sum, sums

SHOWN = 15
NAME = 40
SECTION = 2900


@dataclass(frozen=True)
class Rehearsed:
    """The figures of so many days; `names` maps Slack user ids to names."""

    days: int
    nobody_acts: bool
    figures: Figures
    names: Mapping[str, str]


def rehearsal_message(rehearsed: Rehearsed) -> Message:
    """The rehearsal as one message: what came, then teams and people with their totals and worst days."""
    figures = rehearsed.figures
    title = ngettext("Rehearsal of the last day", "Rehearsal of the last {n} days", rehearsed.days)
    title = title.format(n=rehearsed.days)
    said = [_bullets(_team_lines(figures)), _bullets(_person_lines(rehearsed))]
    blocks: list[Block] = [HeaderBlock(text=cut(title, 150)), SectionBlock(text=line(" ".join(came(figures))))]
    blocks += [SectionBlock(text=line(part)) for part in said if part]
    notes = " ".join(assumptions(rehearsed))
    if notes:
        blocks.append(ContextBlock(elements=[line(notes)]))
    text = "\n".join([title, *came(figures), *(part for part in (*said, notes) if part)])
    return Message(text, tuple(block.to_dict() for block in blocks))


def came(figures: Figures) -> list[str]:
    """What the past brought, in sentences."""
    if not figures.answers:
        return [_("No customer answered in that time, so there is nothing to rehearse.")]
    said = [
        ngettext("{n} answer came in.", "{n} answers came in.", figures.answers).format(n=figures.answers),
        ngettext("It would make {n} case.", "They would make {n} cases.", figures.opened).format(n=figures.opened),
    ]
    if figures.storms:
        said.append(ngettext("{n} storm.", "{n} storms.", figures.storms).format(n=figures.storms))
    if figures.given_back:
        given = ngettext(
            "A silent case would go back to its channel {n} time.",
            "Silent cases would go back to their channel {n} times.",
            figures.given_back,
        )
        said.append(given.format(n=figures.given_back))
    return said


def assumptions(rehearsed: Rehearsed) -> list[str]:
    """What the figures take for granted."""
    if not rehearsed.figures.answers:
        return []
    said = [
        _("Nobody acts on any case here.")
        if rehearsed.nobody_acts
        else _("People act here as they really did then, by the same people at the same times.")
    ]
    if rehearsed.figures.unknown and not rehearsed.nobody_acts:
        new = ngettext(
            "{n} case did not exist then, so nobody acts on it.",
            "{n} cases did not exist then, so nobody acts on them.",
            rehearsed.figures.unknown,
        )
        said.append(new.format(n=rehearsed.figures.unknown))
    said.append(_("Leave and own working hours count as they stand in people's settings today."))
    said.append(_("Do-not-disturb and statuses in Slack are left out: nobody knows any more what they were then."))
    said.append(_("Cases from before are left out, and nothing was said to anybody."))
    if end := rehearsed.figures.ended_early:
        short = _("There was only time up to {day}; `loopwell rehearse` plays all of it.")
        said.append(short.format(day=end.date().isoformat()))
    return said


def _bullets(lines: Iterator[str]) -> str:
    """As many of the lines as a section may hold."""
    shown: list[str] = []
    for one in lines:
        if len(shown) == SHOWN or sum(map(len, shown)) + len(one) > SECTION:
            break
        shown.append(f"• {one}")
    return "\n".join(shown)


def _team_lines(figures: Figures) -> Iterator[str]:
    for team, days in sorted(figures.teams.items()):
        cards = sums(days, lambda tally: tally.cards)
        yield _("{team}: {cards}, {overdue}").format(
            team=f"*{literal(team, NAME)}*",
            cards=ngettext("{n} card", "{n} cards", cards.total).format(n=cards.total) + _when(cards),
            overdue=_overdue(days),
        )


def _person_lines(rehearsed: Rehearsed) -> Iterator[str]:
    people = rehearsed.figures.people
    for person in sorted(people, key=lambda one: (-_pings(people[one]).total, one)):
        pings = _pings(people[person])
        yield _("{name}: {pings}, {overdue}").format(
            name=literal(rehearsed.names.get(person, person), NAME),
            pings=ngettext("{n} ping", "{n} pings", pings.total).format(n=pings.total) + _when(pings),
            overdue=_overdue(people[person]),
        )


def _pings(days: Days) -> Sum:
    return sums(days, lambda tally: tally.pings)


def _overdue(days: Days) -> str:
    overdue = sums(days, lambda tally: tally.overdue)
    return _("{n} overdue").format(n=overdue.total) + _when(overdue)


def _when(summed: Sum) -> str:
    """ " (most in a day: 12, on 2026-03-10)" """
    if summed.day is None:
        return ""
    day = summed.day.isoformat()
    if summed.worst == summed.total:
        return _(" (on {day})").format(day=day)
    return _(" (most in a day: {worst}, on {day})").format(worst=summed.worst, day=day)
