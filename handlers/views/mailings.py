"""The modals of a mailing: whom to answer and with what, and then three of the mails as they will be read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, SectionBlock, StaticMultiSelectElement
from slack_sdk.models.blocks.basic_components import OptionGroup
from slack_sdk.models.blocks.block_elements import StaticSelectElement
from slack_sdk.models.views import View

from handlers.language import _, ngettext
from handlers.views.list_keys import ListKey, write_key
from handlers.views.mailing_lines import languages_line, left_out_line
from handlers.views.modal_parts import TITLE, Modal, field, option, words
from handlers.views.mrkdwn import cut, isolate, line, literal, one_line, quote, written
from handlers.views.pen import Pen
from handlers.views.people import customer_name
from playbooks.letters import Letter, samples
from playbooks.mailings import MOST
from playbooks.policy import Mailings
from playbooks.recipients import Candidate, LeftOut, Selection
from playbooks.replies import Playbook

GROUP = 100  # what Slack takes in one group of a menu
BODY, BODY_LINES = 1200, 20
SUBJECT, ADDRESS, NAME = 200, 120, 60


@dataclass(frozen=True)
class Preview:
    """What is about to be sent. `letters` are those of the chosen cases, in the same order."""

    mailing: int
    title: str
    selection: Selection
    letters: Sequence[Letter]
    agent: str
    most: int = MOST


def choose_modal(key: ListKey, selection: Selection, library: Sequence[Playbook], rules: Mailings, most: int) -> Modal:
    """Whom to answer, and with which template. All who can be answered, unless some are named."""
    n = len(selection.chosen)
    about = ngettext(
        "*{n} customer* of this list can get a mail: a personal one, in their own language.",
        "*{n} customers* of this list can get a mail: each a personal one, in their own language.",
        n,
    ).format(n=n)
    blocks: list[Block] = [SectionBlock(text=line(about)), *_left_out(selection.reasons, rules, most)]
    templates = [option(one.name, one.title) for one in library[:GROUP]]
    select = StaticSelectElement(action_id="playbook", options=templates, initial_option=templates[0])
    blocks.append(field("playbook", _("What to say"), select))
    hint = ngettext("Leave it empty to answer {n} customer.", "Leave it empty to answer all {n}.", n).format(n=n)
    blocks.append(field("only", _("Only these"), _cases(selection), hint=hint, optional=True))
    return _modal("mailing_choose", {"list": write_key(key)}, _("Answer many"), blocks, _("Preview"))


def nobody_words(selection: Selection, rules: Mailings, most: int = MOST) -> str:
    """Why none of them can get a mail."""
    said = _("Nobody here can get a mail now.")
    reasons = left_out_line(selection.reasons, rules, most)
    return f"{said} {reasons}" if reasons else said


def preview_modal(preview: Preview, rules: Mailings) -> Modal:
    """Three of the mails with names and languages as they are, who gets none, and the count to confirm."""
    n = len(preview.selection.chosen)
    about = ngettext("*{n} mail* from {agent}: {title}", "*{n} mails* from {agent}: {title}", n).format(
        n=n, agent=literal(preview.agent, NAME), title=literal(preview.title, NAME)
    )
    facts = [languages_line(preview.letters), _pace(n, rules)]
    blocks: list[Block] = [SectionBlock(text=line(about)), ContextBlock(elements=[line(" ".join(facts))])]
    blocks += _left_out(preview.selection.reasons, rules, preview.most)
    for place in samples(preview.letters):
        blocks += _sample(preview, place)
    send = ngettext("Send {n} mail", "Send {n} mails", n).format(n=n)
    return _modal("mailing_send", {"mailing": preview.mailing}, _("Before you send"), blocks, send)


def _pace(n: int, rules: Mailings) -> str:
    minutes = -(-n // rules.per_minute)
    return ngettext(
        "They go out within about {n} minute, and you can stop it half-way.",
        "They go out within about {n} minutes, and you can stop it half-way.",
        minutes,
    ).format(n=minutes)


def _left_out(reasons: Mapping[LeftOut, int], rules: Mailings, most: int) -> Iterator[Block]:
    if said := left_out_line(reasons, rules, most):
        yield ContextBlock(elements=[line(said)])


def _cases(selection: Selection) -> StaticMultiSelectElement:
    options = [
        option(str(one.case.id), _("{name} (case {id})").format(name=_short(one), id=one.case.id))
        for one in selection.chosen
    ]
    if len(options) <= GROUP:
        return StaticMultiSelectElement(action_id="only", options=options)
    starts = range(0, len(options), GROUP)
    groups = [
        OptionGroup(
            label=words(_("{first} to {last}").format(first=at + 1, last=min(at + GROUP, len(options))), 75),
            options=options[at : at + GROUP],
        )
        for at in starts
    ]
    return StaticMultiSelectElement(action_id="only", option_groups=groups)


def _short(candidate: Candidate) -> str:
    return cut(customer_name(candidate.customer), 55)


def _sample(preview: Preview, place: int) -> Iterator[Block]:
    customer, letter = preview.selection.chosen[place].customer, preview.letters[place]
    address = isolate(cut(one_line(customer.email or ""), ADDRESS))
    named = isolate(cut(one_line(customer.name or ""), NAME))
    shape = _("To {name}, {address}") if written(customer.name) else _("To {address}")
    to = shape.format(name=named, address=address)
    yield DividerBlock()
    yield ContextBlock(elements=[words(to, 600)])
    yield SectionBlock(text=line(f"*{literal(letter.filled.subject, SUBJECT)}*"))
    yield quote(Pen().comment(letter.filled.text, BODY, BODY_LINES))


def _modal(callback: str, about: Mapping[str, object], title: str, blocks: Sequence[Block], submit: str) -> Modal:
    view = View(
        type="modal",
        callback_id=callback,
        private_metadata=json.dumps(about),
        title=words(title, TITLE),
        submit=words(submit, TITLE),
        close=words(_("Cancel"), TITLE),
        blocks=blocks,
    )
    drawn: Modal = view.to_dict()
    return drawn
