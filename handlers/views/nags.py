"""Reminders: what waits, in one list for one person or channel. Short, and never a reproach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock

from handlers.language import _, ngettext
from handlers.views.case_lines import case_line, case_text, case_words, open_button
from handlers.views.list_keys import Reminded
from handlers.views.lists import show_all
from handlers.views.message import Message
from handlers.views.metadata import of_nag
from handlers.views.mrkdwn import cut, line, literal, one_line, units
from handlers.views.people import customer_name
from handlers.views.states import away_words, case_name, given_words
from playbooks.cards import CaseFile
from playbooks.ladder import Rung

SHOWN = 8
NAME = 60
LONGEST = 4000
SHORT = 24


@dataclass(frozen=True)
class Reminder:
    """A case that waits, and on which rung of the ladder it stands. `helpers` could take it, off its owner if somebody
    has it: each a user id, a name and how many open cases they have."""

    file: CaseFile
    rung: Rung
    helpers: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Over:
    """A case that waits no longer; or, `again`, one of which a newer list speaks."""

    file: CaseFile
    again: bool


def reminders(
    message: int, waiting: Sequence[Reminder], over: Sequence[Over], total: int, now: datetime, viewer: str | None
) -> Message:
    """The list as it is now. `waiting` are the first of `total` cases; `viewer` None: it stands in a channel."""
    heading = _heading(total, viewer, newer=bool(over) and all(one.again for one in over))
    blocks: list[Block] = [SectionBlock(text=line(f"*{heading}*"))]
    for one in waiting:
        blocks.append(SectionBlock(text=line("\n".join([case_words(one.file, now, viewer), *_why(one)]))))
        blocks.append(ActionsBlock(elements=list(_buttons(one, viewer))))
    rest = []
    if total > len(waiting):
        rest = [ngettext("and {n} more", "and {n} more", total - len(waiting)).format(n=total - len(waiting))]
        blocks.append(SectionBlock(text=line(rest[0]), accessory=show_all(Reminded(message))))
    if over:
        blocks.append(ContextBlock(elements=[line("\n".join(f"~{_name(one)}~ {_ending(one)}" for one in over))]))
    done = [f"{_name(one)} {_ending(one)}" for one in over]
    whole = [part for one in waiting for part in (case_text(one.file, now, viewer), *_why(one))]
    brief = [case_line(one.file, now, viewer) for one in waiting]
    drafts = ["\n".join([heading, *said, *rest, *done]) for said in (whole, brief)]
    text = next((draft for draft in drafts if units(draft) <= LONGEST), heading)
    return Message(text, tuple(block.to_dict() for block in blocks), of_nag(message))


def _heading(total: int, viewer: str | None, *, newer: bool) -> str:
    if not total and newer:
        return _("There is a newer list of these.")
    if not total:
        return _("Nothing here waits any more. Thank you.")
    if viewer is None:
        return ngettext(
            "{n} customer is waiting for somebody to take their case.",
            "{n} customers are waiting for somebody to take their case.",
            total,
        ).format(n=total)
    return ngettext("{n} customer is waiting.", "{n} customers are waiting.", total).format(n=total)


def _why(one: Reminder) -> list[str]:
    """Why this reader hears of it, where that is not plain."""
    return {
        Rung.OPENING: [_("You look after this customer, so you hear of it first.")],
        Rung.GIVEN: [_("You were given this ({why}).").format(why=given_words(one.file))],
        Rung.ABSENT: [f"{away_words(one.file, one.file.case.away)}."] if one.file.case.away else [],
        Rung.MANAGER: [_waited_long(one)],
        Rung.DAILY_LEADERS: [_waited_long(one)],
    }.get(one.rung, [])


def _waited_long(one: Reminder) -> str:
    if one.file.case.owner is None:
        return _("It has waited long and nobody has taken it yet: perhaps you know who can help.")
    return _("It has waited long, so perhaps somebody else can help.")


def _name(one: Over) -> str:
    return f"{case_name(one.file.case.id)} · {literal(customer_name(one.file.customer), NAME)}"


def _ending(one: Over) -> str:
    return _("is in a newer list") if one.again else _("no longer waits")


def _buttons(one: Reminder, viewer: str | None) -> Iterator[ButtonElement]:
    file, case = one.file, one.file.case
    if case.owner is None:
        yield from _helpers(one)
        yield _button("case_claim", _("Claim"), file, style=None if one.helpers else "primary")
        if viewer:
            yield _button("case_reply", _("Reply"), file)
    elif case.owner == viewer:
        yield _button("case_reply", _("Reply"), file, style="primary")
        yield _button("case_snooze", _("Snooze"), file)
        yield _button("nag_hand_over", _("Hand over"), file)
        yield _button("nag_release", _("Release"), file)
        if case.contacted_at:
            yield _button("nag_waiting", _("I'm waiting for the customer"), file)
    else:
        yield from _helpers(one)
        yield _button("nag_hand_over", _("Hand over"), file, style=None if one.helpers else "primary")
        yield _button("nag_release", _("Release"), file)
    yield open_button(file)


def _helpers(one: Reminder) -> Iterator[ButtonElement]:
    """One click gives the case to somebody who has time."""
    case = one.file.case
    for place, (person, name, open_cases) in enumerate(one.helpers, 1):
        label = _("Give to {name} ({n} open)").format(name=cut(one_line(name) or _("somebody"), SHORT), n=open_cases)
        spoken = _("{label}, case {id}").format(label=label, id=case.id)
        value = f"{case.id}:{case.owner or ''}:{person}"
        style = "primary" if place == 1 else None
        yield ButtonElement(
            text=label, action_id=f"nag_give_{place}", value=value, accessibility_label=cut(spoken, 75), style=style
        )


def _button(action: str, label: str, file: CaseFile, style: str | None = None) -> ButtonElement:
    spoken = _("{label}, case {id}").format(label=label, id=file.case.id)
    return ButtonElement(text=label, action_id=action, value=str(file.case.id), accessibility_label=spoken, style=style)
