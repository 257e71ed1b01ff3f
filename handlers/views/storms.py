"""The storm card: many cases in one place, with what they share, and the worst of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    SectionBlock,
)

from handlers.language import _, ngettext
from handlers.views.case_lines import case_line
from handlers.views.list_keys import InStorm, write_key
from handlers.views.message import Message
from handlers.views.metadata import of_storm
from handlers.views.mrkdwn import cut, line, literal, when
from playbooks.cards import CaseFile
from playbooks.cases import CaseState
from playbooks.storms import CLAIM_AT_ONCE, Share

VALUE = 80
LONGEST = 4000  # Slack's limit for the text of an update


@dataclass(frozen=True)
class StormView:
    """All that a storm card shows. `shares` were found among the latest `sample` answers."""

    storm: int
    began_at: datetime
    grew_at: datetime
    ended_at: datetime | None
    total: int
    states: Mapping[CaseState, int] = field(default_factory=dict)
    high_waiting: int = 0
    shares: tuple[Share, ...] = ()
    sample: int = 0
    worst: tuple[CaseFile, ...] = ()


def storm_card(view: StormView, *, plain: bool = False) -> Message:
    """One card for many cases; `plain` without blocks, where Slack does not take them. It pings nobody."""
    said = list(_said(view))
    blocks: list[Block] = [SectionBlock(text=line(f"🌊 *{said[0]}*"))]
    blocks += [ContextBlock(elements=[line(words)]) for words in said[1:]]
    if view.worst:
        worst = [case_line(file, view.grew_at) for file in view.worst]
        blocks.append(SectionBlock(text=line("\n".join(f"• {words}" for words in worst))))
        said += worst
    blocks.append(_buttons(view))
    shown = () if plain else tuple(block.to_dict() for block in blocks)
    return Message(cut("\n".join(said), LONGEST), shown, of_storm(view.storm))


def _said(view: StormView) -> Iterator[str]:
    if view.ended_at:
        yield ngettext(
            "It is over. {n} answer came in between {start} and {end}.",
            "It is over. {n} answers came in between {start} and {end}.",
            view.total,
        ).format(n=view.total, start=when(view.began_at), end=when(view.grew_at))
    else:
        yield ngettext("{n} answer at once, since {start}", "{n} answers at once, since {start}", view.total).format(
            n=view.total, start=when(view.began_at)
        )
        yield _("They share this card so that the channel stays readable. Each is a case of its own in the list.")
    if view.shares:
        yield _("What they have in common: {shares}.").format(shares=_shares(view))
    yield _standing(view)


def _shares(view: StormView) -> str:
    shapes = {
        "account": _("{percent}% are from {value}"),
        "touchpoint": _("{percent}% were asked at {value}"),
        "phrase": _("{percent}% write “{value}”"),
    }
    return ", ".join(
        shapes[share.key].format(
            percent=round(100 * share.count / max(1, view.sample)), value=literal(share.value, VALUE)
        )
        for share in view.shares
    )


def _standing(view: StormView) -> str:
    held = view.states.get
    said = _("{open} wait for somebody, {claimed} are claimed, {contacted} were contacted, {closed} are closed").format(
        open=held(CaseState.OPEN, 0),
        claimed=held(CaseState.CLAIMED, 0),
        contacted=held(CaseState.CONTACTED, 0),
        closed=held(CaseState.CLOSED, 0),
    )
    if view.high_waiting:
        said += " · " + ngettext(
            "{n} high-touch customer gets a card of their own, on its way",
            "{n} high-touch customers get cards of their own, on their way",
            view.high_waiting,
        ).format(n=view.high_waiting)
    return said


def _buttons(view: StormView) -> ActionsBlock:
    waiting = view.states.get(CaseState.OPEN, 0)
    buttons = [ButtonElement(text=_("Show the list"), action_id="list_more", value=write_key(InStorm(view.storm)))]
    if waiting:
        sure = ConfirmObject(
            title=_("Claim them all?"),
            text=_sure(waiting),
            confirm=_("Claim"),
            deny=_("Cancel"),
        )
        claim = ButtonElement(
            text=cut(_("Claim all that wait"), 75), action_id="storm_claim", value=str(view.storm), confirm=sure
        )
        buttons.insert(0, claim)
    return ActionsBlock(elements=buttons)


def _sure(waiting: int) -> str:
    if waiting > CLAIM_AT_ONCE:
        return _("You take the {n} most urgent of {all} cases that nobody has yet.").format(
            n=CLAIM_AT_ONCE, all=waiting
        )
    return ngettext(
        "You take {n} case that nobody has yet.", "You take {n} cases that nobody has yet.", waiting
    ).format(n=waiting)


def over_words(view: StormView) -> str:
    """The one line that says what the storm was. Escaped."""
    said = ngettext(
        "That was a storm: {n} answer between {start} and {end}.",
        "That was a storm: {n} answers between {start} and {end}.",
        view.total,
    ).format(n=view.total, start=when(view.began_at), end=when(view.grew_at))
    return f"{said} {_shares(view)}." if view.shares else said


def claimed_words(count: int, left: int) -> str:
    """What the person who took a storm's cases is told."""
    said = ngettext(
        "{n} more case is yours now. `/loop mine` shows it.",
        "{n} more cases are yours now. `/loop mine` shows them.",
        count,
    ).format(n=count)
    if not left:
        return said
    return f"{said} " + ngettext("{n} still waits for somebody.", "{n} still wait for somebody.", left).format(n=left)
