"""The storm card: many cases in one place, with what they share, and the worst of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
from handlers.views.mailing_lines import answer_many
from handlers.views.message import Message
from handlers.views.metadata import of_storm
from handlers.views.moved import some_moved
from handlers.views.mrkdwn import cut, line, literal, units, when
from handlers.views.wire import wire
from playbooks.cards import CaseFile
from playbooks.cases import CaseState
from playbooks.storms import CLAIM_AT_ONCE, Share

TO_ANSWER = (CaseState.OPEN, CaseState.CLAIMED)
VALUE = 80
LONGEST = 4000  # Slack's limit for the text of an update


@dataclass(frozen=True)
class StormView:
    """All that a storm card shows. `moved` are the channels where some of its cases belong, and Slack's name for why we
    cannot post there. `shares` were found among the latest `sample` answers."""

    storm: int
    began_at: datetime
    grew_at: datetime
    ended_at: datetime | None
    total: int
    states: Mapping[CaseState, int] = field(default_factory=dict)
    high_waiting: int = 0
    moved: tuple[tuple[str, str], ...] = ()
    shares: tuple[Share, ...] = ()
    sample: int = 0
    worst: tuple[CaseFile, ...] = ()


def storm_card(view: StormView, *, plain: bool = False) -> Message:
    """One card for many cases; `plain` without blocks, where Slack does not take them. It pings nobody."""
    heading, about, standing = _heading(view), list(_about(view)), _standing(view)
    worst = [f"• {case_line(file, view.grew_at)}" for file in view.worst]
    urgent = [_("The most urgent of them:"), *worst] if worst else []
    blocks: list[Block] = [SectionBlock(text=line(f"🌊 *{heading}*"))]
    blocks += [ContextBlock(elements=[line(words)]) for words in about]
    blocks.append(SectionBlock(text=line(standing)))
    if urgent:
        blocks.append(SectionBlock(text=line("\n".join(urgent))))
    blocks.append(_buttons(view))
    shown = () if plain else tuple(wire(block) for block in blocks)
    return Message(_text([heading, *about, standing, *urgent]), shown, of_storm(view.storm))


def _text(said: list[str]) -> str:
    """As many whole lines as Slack takes."""
    while units("\n".join(said)) > LONGEST:
        said = said[:-1]
    return "\n".join(said)


def _heading(view: StormView) -> str:
    if view.ended_at:
        return _("{answers}, and that is over").format(answers=_answers(view))  # that it is calm says a line below
    return ngettext(
        "{n} answer came in a rush since {start}", "{n} answers came in a rush since {start}", view.total
    ).format(n=view.total, start=when(view.began_at))


def _answers(view: StormView) -> str:
    """How many came, and when."""
    if view.grew_at - view.began_at < timedelta(minutes=1):
        return ngettext("{n} answer came in a rush {start}", "{n} answers came in a rush {start}", view.total).format(
            n=view.total, start=when(view.began_at)
        )
    return ngettext(
        "{n} answer came between {start} and {end}", "{n} answers came between {start} and {end}", view.total
    ).format(n=view.total, start=when(view.began_at), end=when(view.grew_at))


def _about(view: StormView) -> Iterator[str]:
    if not view.ended_at:
        yield _("They share this card so that the channel stays readable. Each is a case of its own in the list.")
    for channel, why in view.moved:
        yield some_moved(channel, why)
    if view.shares:
        yield _("What they have in common: {shares}.").format(shares=_shares(view))


def _shares(view: StormView) -> str:
    some = {
        "account": _("{percent}% are from {value}"),
        "touchpoint": _("{percent}% were asked at “{value}”"),
        "phrase": _("{percent}% write “{value}”"),
    }
    every = {
        "account": _("all are from {value}"),
        "touchpoint": _("all were asked at “{value}”"),
        "phrase": _("all write “{value}”"),
    }
    return ", ".join(
        (every if share.count >= view.sample else some)[share.key].format(
            percent=min(99, round(100 * share.count / max(1, view.sample))), value=literal(share.value, VALUE)
        )
        for share in view.shares
    )


def _standing(view: StormView) -> str:
    counted = {
        CaseState.CLAIMED: _("claimed: {n}"),
        CaseState.CONTACTED: _("customer contacted: {n}"),
        CaseState.CLOSED: _("closed: {n}"),
    }
    parts = [_waiting(view.states.get(CaseState.OPEN, 0))]
    parts += [words.format(n=view.states[state]) for state, words in counted.items() if view.states.get(state)]
    if view.high_waiting:
        parts.append(
            ngettext(
                "{n} high-touch customer gets a card of their own, on its way",
                "{n} high-touch customers get cards of their own, on their way",
                view.high_waiting,
            ).format(n=view.high_waiting)
        )
    return " · ".join(parts)


def _waiting(count: int) -> str:
    if not count:
        return _("nobody waits to be claimed")
    return ngettext("{n} waits for somebody", "{n} wait for somebody", count).format(n=count)


def _buttons(view: StormView) -> ActionsBlock:
    waiting = view.states.get(CaseState.OPEN, 0)
    buttons = [ButtonElement(text=_("Show the list"), action_id="list_more", value=write_key(InStorm(view.storm)))]
    if waiting:
        sure = ConfirmObject(
            title=_("Claim so many?"),
            text=_sure(waiting),
            confirm=_("Claim"),
            deny=_("Cancel"),
        )
        claim = ButtonElement(
            text=cut(_claim_label(waiting), 75), action_id="storm_claim", value=str(view.storm), confirm=sure
        )
        buttons.insert(0, claim)
    if any(view.states.get(state) for state in TO_ANSWER):
        buttons.append(answer_many(InStorm(view.storm), _("Answer all ...")))
    return ActionsBlock(elements=buttons)


def _claim_label(waiting: int) -> str:
    if waiting > CLAIM_AT_ONCE:
        return _("Claim the {n} most urgent").format(n=CLAIM_AT_ONCE)
    return _("Claim all that wait")


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
    said = _("🌊 It is calm again. {answers}.").format(answers=_answers(view))
    return said + " " + _("What they had in common: {shares}.").format(shares=_shares(view)) if view.shares else said


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
