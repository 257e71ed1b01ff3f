"""What all modals are made of: a title, the case they are about, and fields to fill in."""

import json
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    InputBlock,
    InputInteractiveElement,
    PlainTextInputElement,
)
from slack_sdk.models.blocks.basic_components import Option, PlainTextObject
from slack_sdk.models.views import View

from handlers.language import _
from handlers.views.facts import who
from handlers.views.mrkdwn import clean, cut, line, one_line, written
from handlers.views.pen import Pen
from handlers.views.states import case_name
from playbooks.cards import CaseFile

TITLE = 24
OPTION = 75
LONGEST_INPUT = 3000

Modal = dict[str, Any]


def modal(file: CaseFile, callback: str, title: str, blocks: Sequence[Block], submit: str | None) -> Modal:
    """A modal about a case. Without `submit` it is only for reading."""
    view = View(
        type="modal",
        callback_id=callback,
        private_metadata=json.dumps({"case": file.case.id}),
        title=words(title, TITLE),
        submit=words(submit, TITLE) if submit else None,
        close=words(_("Cancel") if submit else _("Done"), TITLE),
        blocks=blocks,
    )
    drawn: Modal = view.to_dict()
    return drawn


def about(file: CaseFile) -> ContextBlock:
    """Which case and which customer this modal is about."""
    return ContextBlock(elements=[line(f"{case_name(file.case.id)} · {who(file.customer, Pen())}")])


def field(
    block: str, label: str, element: InputInteractiveElement, *, hint: str | None = None, optional: bool = False
) -> InputBlock:
    """Something to fill in. `block` names the block; the element brings its own action id."""
    return InputBlock(
        block_id=block,
        label=words(label, 2000),
        element=element,
        hint=words(hint, 2000) if hint else None,
        optional=optional,
    )


def text_input(
    action: str, *, longest: int = LONGEST_INPUT, multiline: bool = False, initial: str | None = None
) -> PlainTextInputElement:
    """A field for words of a person."""
    return PlainTextInputElement(
        action_id=action,
        multiline=multiline,
        max_length=longest,
        initial_value=cut(clean(initial), longest) or None if initial else None,
    )


def option(value: str, label: str, description: str | None = None) -> Option:
    """One thing to choose."""
    return Option(
        value=value,
        text=words(one_line(label), OPTION),
        description=words(one_line(description), OPTION) if description and written(description) else None,
    )


def words(text: str, limit: int) -> PlainTextObject:
    """Plain text without emoji codes, in so much room."""
    return PlainTextObject(text=cut(clean(text), limit), emoji=False)
