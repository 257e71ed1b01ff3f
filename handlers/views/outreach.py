"""Outreach figures in words: what came of mails, for each playbook and each mailing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock, SectionBlock

from handlers.language import _, ngettext
from handlers.views.message import Message
from handlers.views.mrkdwn import cut, escape, line, literal, one_line, units, when
from handlers.views.people import name_of
from playbooks.outreach import Figures

SHOWN = 20  # playbooks, and as many mailings
TITLE = 60
LONGEST = 4000


@dataclass(frozen=True)
class MailingLine:
    """One mailing: who sent what, when, and what came of it."""

    by: str
    title: str
    at: datetime
    figures: Figures


def outreach_message(
    playbooks: Mapping[str, Figures],
    mailings: Sequence[MailingLine],
    names: Mapping[str, str],
    between: tuple[datetime, datetime],
    whose: str,
) -> Message:
    """The report. `playbooks` by title; `mailings` newest first; `whose` says which teams wrote."""
    title = _("What came of mails: {teams}").format(teams=cut(one_line(whose), 100))
    dates = _("Sent from {start} to {end}.").format(start=when(between[0]), end=when(between[1]))
    ranked = sorted(playbooks.items(), key=lambda pair: (-pair[1].sent, pair[0]))[:SHOWN]
    by_playbook = [f"*{literal(name, TITLE)}*: {figures_line(figures)}" for name, figures in ranked]
    by_mailing = [_mailing(one, names) for one in mailings[:SHOWN]]
    parts = [by_playbook or [_("No mail was sent from a template.")]]
    if by_mailing:
        parts.append([_("*To many at once*"), *by_mailing])
    blocks: list[Block] = [HeaderBlock(text=cut(title, 150)), ContextBlock(elements=[line(dates)])]
    said = [escape(title), dates]
    for part in parts:
        blocks.append(DividerBlock())
        blocks += [SectionBlock(text=line(words)) for words in part]
        said += [words.replace("*", "") for words in part]
    blocks.append(ContextBlock(elements=[line(_how(playbooks))]))
    return Message(_text([*said, _how(playbooks)]), tuple(block.to_dict() for block in blocks))


def figures_line(figures: Figures) -> str:
    """ "33 sent, 1 not delivered, 5 answered, 0 want no more mail, 3 recovered"."""
    parts = [
        _("{n} sent").format(n=figures.sent),
        _("{n} not delivered").format(n=figures.bounced),
        _("{n} answered").format(n=figures.answered),
        ngettext("{n} wants no more mail", "{n} want no more mail", figures.unsubscribed).format(
            n=figures.unsubscribed
        ),
        _("{n} recovered").format(n=figures.recovered),
    ]
    if figures.clicked is not None:
        parts.insert(2, _("{n} clicked on our page").format(n=figures.clicked))
    return ", ".join(parts)


def since_line(figures: Figures) -> str | None:
    """What has come of a mailing since: "5 answered, 3 recovered"; None while nothing has."""
    shapes = (
        (figures.clicked or 0, _("{n} clicked on our page")),
        (figures.answered, _("{n} answered")),
        (figures.unsubscribed, ngettext("{n} wants no more mail", "{n} want no more mail", figures.unsubscribed)),
        (figures.recovered, _("{n} recovered")),
    )
    parts = [words.format(n=n) for n, words in shapes if n]
    return _("Since then: {figures}.").format(figures=", ".join(parts)) if parts else None


def _mailing(one: MailingLine, names: Mapping[str, str]) -> str:
    who = _("{name}, {when}, “{title}”").format(
        name=name_of(one.by, names), when=when(one.at), title=literal(one.title, TITLE)
    )
    return f"{who}: {figures_line(one.figures)}"


def _how(playbooks: Mapping[str, Figures]) -> str:
    said = _("Each thing counts for the last mail before it. Nobody's reading is tracked.")
    if all(figures.clicked is None for figures in playbooks.values()):
        return said
    return (
        said + " " + _("A click is a pressed button; opening a page counts for nothing, since mail scanners do that.")
    )


def _text(said: Sequence[str]) -> str:
    """As many whole lines as Slack takes."""
    lines = list(said)
    while units("\n".join(lines)) > LONGEST:
        lines.pop(-2)
    return "\n".join(lines)
