"""App Home: what one person has to do, what their teams have, and for managers the week at a glance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    SectionBlock,
)
from slack_sdk.models.views import View

from handlers.language import _, ngettext
from handlers.views.case_lines import case_section, case_words, open_button
from handlers.views.list_keys import ListKey
from handlers.views.lists import show_all
from handlers.views.mrkdwn import cut, line, one_line
from handlers.views.report import dates_line
from handlers.views.report_lines import glance
from handlers.views.set_aside import counted, show_list
from handlers.views.settings import settings_line
from playbooks.cards import CaseFile
from playbooks.reports import Report
from playbooks.roles import Act, CaseOf, Person, may
from playbooks.settings import USUAL, Settings
from playbooks.urgency import is_overdue, is_snoozed, urgency

MINE, OWN, TEAM = 20, 10, 15  # cases shown; own customers are among the team's 15. Two blocks a case, Slack takes 100


@dataclass(frozen=True)
class Desk:
    """What lies before one person. `mine` are their open cases, `team` those of their teams and of the customers whom
    they look after, in any order. `report` is there for managers, `set_aside` (what could not be read) is counted for
    admins. `settings` are this person's own."""

    person: Person
    mine: Sequence[CaseFile] = ()
    team: Sequence[CaseFile] = ()
    report: Report | None = None
    set_aside: int = 0
    settings: Settings = USUAL


def home(desk: Desk, now: datetime) -> dict[str, Any]:
    """The view for `views.publish`."""
    blocks = list(_stranger() if desk.person.stranger else _blocks(desk, now))
    view: dict[str, Any] = View(type="home", callback_id="home", blocks=blocks).to_dict()
    return view


def _blocks(desk: Desk, now: datetime) -> Iterator[Block]:
    yield HeaderBlock(text=cut(_hello(desk.person), 150))
    if desk.set_aside:
        yield SectionBlock(text=line(f"{counted(desk.set_aside)}."), accessory=show_list())
    if not (desk.mine or desk.team):
        yield from _how_to_start(desk.person)
    else:
        yield SectionBlock(text=line(_summary(desk, now)))
        yield from _my_cases(desk, now)
    if desk.report:
        yield from _week(desk.report)
    yield from _others(desk, now)
    yield SectionBlock(text=line(settings_line(desk.settings)), accessory=_settings_button())
    yield ContextBlock(elements=[line(_("`/loop help` shows what else I can do."))])


def _hello(person: Person) -> str:
    name = one_line(person.name)
    return _("Hello {name}").format(name=cut(name, 80)) if name else _("Hello")


def _summary(desk: Desk, now: datetime) -> str:
    own = len(_own(desk))
    if not desk.mine and not own:
        return _("You have no open cases. Below is what your team has; take one if you like.")
    waits = ngettext(
        "{n} customer whom you look after waits below.", "{n} customers whom you look after wait below.", own
    ).format(n=own)
    if not desk.mine:
        return _("You have claimed no case. {waits}").format(waits=waits)
    return f"{_load(desk, now)} {waits}" if own else _load(desk, now)


def _own(desk: Desk) -> list[CaseFile]:
    """The cases of customers whom they look after, and that nobody has."""
    return [file for file in desk.team if file.customer.owner == desk.person.id and file.case.owner is None]


def _load(desk: Desk, now: datetime) -> str:
    total = len(desk.mine)
    late = sum(is_overdue(file, now) for file in desk.mine)
    cases = ngettext("You have {n} open case", "You have {n} open cases", total).format(n=total)
    if not late:
        return _("{cases}, and nothing is overdue.").format(cases=cases)
    overdue = ngettext("{n} is overdue", "{n} are overdue", late).format(n=late)
    return _("{cases}; {overdue}.").format(cases=cases, overdue=overdue)


def _my_cases(desk: Desk, now: datetime) -> Iterator[Block]:
    if not desk.mine:
        return
    yield DividerBlock()
    yield HeaderBlock(text=_("My cases"))
    ordered = sorted(desk.mine, key=lambda file: urgency(file, now))
    group = ""
    for file in ordered[:MINE]:
        if _group(file, now) != group:
            group = _group(file, now)
            yield ContextBlock(elements=[line(f"*{group}*")])
        yield SectionBlock(text=line(case_words(file, now, desk.person.id)))
        reply = _button("case_reply", _("Reply"), _("Reply in case {id}").format(id=file.case.id), file)
        yield ActionsBlock(elements=[reply, open_button(file)])
    yield from _more("mine", len(ordered) - MINE)


def _group(file: CaseFile, now: datetime) -> str:
    if is_snoozed(file, now):
        return _("Asleep")
    return _("Overdue") if is_overdue(file, now) else _("Next")


def _others(desk: Desk, now: datetime) -> Iterator[Block]:
    """What waits for them first, and then what their teams have. Their own cases stand above already."""
    own = sorted(_own(desk), key=lambda file: urgency(file, now))
    yield from _loops(_("My customers"), own[:OWN], desk, now)
    yield from _more("open", len(own) - OWN)
    known = {file.case.id for file in own}
    others = [file for file in desk.team if file.case.owner != desk.person.id and file.case.id not in known]
    others.sort(key=lambda file: (file.case.owner is not None, urgency(file, now)))
    room = TEAM - len(own[:OWN])
    yield from _loops(_("My team's open loops"), others[:room], desk, now)
    yield from _more("open", len(others) - room)


def _loops(title: str, files: Sequence[CaseFile], desk: Desk, now: datetime) -> Iterator[Block]:
    if not files:
        return
    yield DividerBlock()
    yield HeaderBlock(text=title)
    for file in files:
        yield from _team_loop(file, desk.person, now)


def _team_loop(file: CaseFile, me: Person, now: datetime) -> Iterator[Block]:
    refused = may(me, Act.CLAIM, CaseOf(file.case, file.customer.owner))
    if file.case.owner or not file.case.is_open or refused:
        yield case_section(file, now, me.id)
        return
    claim = _button("case_claim", _("Claim"), _("Claim case {id}").format(id=file.case.id), file)
    yield SectionBlock(text=line(case_words(file, now, me.id)))
    yield ActionsBlock(elements=[claim, open_button(file)])


def _more(key: ListKey, n: int) -> Iterator[Block]:
    if n > 0:
        words = ngettext("and {n} more", "and {n} more", n).format(n=n)
        yield SectionBlock(text=line(words), accessory=show_all(key))


def _week(report: Report) -> Iterator[Block]:
    yield DividerBlock()
    yield HeaderBlock(text=_("The last 7 days") if report.period.word == "week" else _("The last 30 days"))
    yield SectionBlock(text=line("\n".join(glance(report))))
    hint = _("`/loop report` shows the whole report.")
    yield ContextBlock(elements=[line(f"{dates_line(report)} {hint}")])


def _how_to_start(person: Person) -> Iterator[Block]:
    if not person.teams:
        yield SectionBlock(
            text=line(
                _(
                    "You are not in a Loopwell team yet. The person who set Loopwell up can add you; your team's"
                    " cases will then appear here."
                )
            )
        )
        return
    yield SectionBlock(text=line(_("All loops are closed: no customer is waiting for your team.")))
    steps = (
        _("1. When a customer needs somebody, a card appears in your team's channel."),
        _("2. Press *Claim* on the card. The case is then yours, and stands here."),
        _("3. Answer the customer, and press *Close* when they are helped."),
    )
    yield SectionBlock(text=line("\n".join(steps)))


def _settings_button() -> ButtonElement:
    return ButtonElement(text=_("My settings"), action_id="settings_open", value="mine")


def _stranger() -> Iterator[Block]:
    yield SectionBlock(text=line(_("Loopwell is for the people who work here, so there is nothing to show you.")))


def _button(action: str, label: str, spoken: str, file: CaseFile) -> ButtonElement:
    style = "primary" if action == "case_claim" else None
    return ButtonElement(text=label, action_id=action, value=str(file.case.id), accessibility_label=spoken, style=style)
