"""The checklist on a card: what the playbook says to do, with boxes to tick off."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, CheckboxesElement
from slack_sdk.models.blocks.basic_components import Option, PlainTextObject

from handlers.language import _
from handlers.views.mrkdwn import escape
from playbooks.advice import steps_done
from playbooks.cards import CaseFile

BOX = 75
ACTION = "case_steps"


@dataclass(frozen=True)
class Ticks:
    """A click on a checklist: the boxes that are ticked now, and those that were when the card was drawn."""

    case: int
    playbook: str
    ticked: Collection[int]
    seen: Collection[int]


def checklist(file: CaseFile) -> ActionsBlock | None:
    """The boxes of the case's checklist, or None where there is none. Its `block_id` says what was ticked when it was
    drawn; a new one makes Slack forget what it showed before."""
    playbook = file.advice.checklist
    if playbook is None:
        return None
    done = steps_done(file.events)
    boxes = [Option(text=_words(_(step)), value=str(place)) for place, step in enumerate(playbook.steps)]
    ticked = [box for box, step in zip(boxes, playbook.steps, strict=True) if step in done]
    places = ",".join(str(box.value) for box in ticked)
    return ActionsBlock(
        block_id=f"{ACTION}:{file.case.id}:{playbook.name}:{places}",
        elements=[CheckboxesElement(action_id=ACTION, options=boxes, initial_options=ticked or None)],
    )


def spoken_steps(file: CaseFile) -> str | None:
    """What is left of the checklist, in plain words, escaped."""
    playbook = file.advice.checklist
    if playbook is None:
        return None
    done = steps_done(file.events)
    left = [escape(_(step)) for step in playbook.steps if step not in done]
    if not left:
        return _("To do: all done")
    return _("To do: {steps}").format(steps="; ".join(left))


def read_ticks(action: Mapping[str, Any]) -> Ticks | None:
    """Reads a click on a checklist; None for one that is not ours."""
    name, case, playbook, places = (str(action.get("block_id")).split(":") + [""] * 4)[:4]
    if name != ACTION or not case.isdecimal():
        return None
    chosen = [str(option.get("value")) for option in action.get("selected_options") or []]
    return Ticks(int(case), playbook, _places(chosen), _places(places.split(",")))


def _places(written: Collection[str]) -> frozenset[int]:
    return frozenset(int(one) for one in written if one.isdecimal())


def _words(text: str) -> PlainTextObject:
    return PlainTextObject(text=text[:BOX], emoji=False)
