"""The "show all" modal: everything that a card had to cut, as far as a modal can hold it."""

import json
from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from handlers.language import _, ngettext
from handlers.views.actions import provider_link
from handlers.views.answers import and_older
from handlers.views.events import event_line
from handlers.views.facts import facts, who
from handlers.views.links import open_label
from handlers.views.modal_parts import Modal, modal
from handlers.views.mrkdwn import clean, escape, line, pieces, quote, units, when, written
from handlers.views.pen import Pen
from handlers.views.scores import change, verdict
from handlers.views.states import case_name, standing
from playbooks.cards import CaseFile
from playbooks.cases import Event
from playbooks.responses import Response

BLOCKS, SIZE = 100, 230_000
HISTORY_BLOCKS, HISTORY_SIZE = 20, 50_000
SECTION = 3000
PIECE = 2500
NOTES = 3
LONGEST_LINK = 2000


class Room:
    """The room that a modal has left, in blocks and in bytes."""

    def __init__(self, blocks: int, size: int) -> None:
        self.blocks = blocks
        self.size = size

    def take(self, block: Block) -> bool:
        """Whether `block` still finds room; if so, the room is taken."""
        needed = len(escape(json.dumps(block.to_dict()))) + 2
        if self.blocks < 1 or self.size < needed:
            return False
        self.blocks -= 1
        self.size -= needed
        return True


def show_all_modal(file: CaseFile) -> Modal:
    """All answers in full, all facts, and the case's history."""
    room = Room(BLOCKS - NOTES, SIZE)
    blocks = [block for block in _head(file) if room.take(block)]
    history = list(_history(file, Room(HISTORY_BLOCKS, HISTORY_SIZE)))
    for block in history:
        room.take(block)
    blocks += _answers(file, room)
    return modal(file, "show_all", case_name(file.case.id), [*blocks, *history], submit=None)


def _head(file: CaseFile) -> Iterator[Block]:
    pen = Pen(thorough=True)
    yield SectionBlock(text=line(f"*{who(file.customer, pen)}*"))
    for words in _joined([*facts(file, pen), *standing(file, pen)], " · "):
        yield ContextBlock(elements=[line(words)])


def _answers(file: CaseFile, room: Room) -> Iterator[Block]:
    newest_first = list(reversed(file.responses))
    for place, response in enumerate(newest_first):
        heading = ContextBlock(elements=[line(_heading(response))])
        if not room.take(heading):
            yield ContextBlock(elements=[line(and_older(len(newest_first) - place))])
            return
        yield heading
        yield from _comment(file, response, room)


def _heading(response: Response) -> str:
    said = [when(response.answered_at), verdict(response), change(response)]
    return " · ".join(part for part in said if part)


def _comment(file: CaseFile, response: Response, room: Room) -> Iterator[Block]:
    text = clean(response.comment or "").strip()
    if not written(text):
        return
    shown = 0
    for piece in pieces(text, PIECE):
        block = quote(piece)
        if piece.strip() and not room.take(block):
            room.blocks = 0
            yield ContextBlock(elements=[line(_rest(shown, len(text), provider_link(file)))])
            return
        shown += len(piece)
        if piece.strip():
            yield block


def _rest(shown: int, total: int, link: str | None) -> str:
    said = _("The first {shown} of {total} characters. The rest is in the survey tool.").format(
        shown=f"{shown:,}", total=f"{total:,}"
    )
    if link is None or len(link) > LONGEST_LINK:
        return said
    return f"{said} <{escape(link)}|{escape(open_label(link))}>"


def _history(file: CaseFile, room: Room) -> Iterator[Block]:
    newest_first: Sequence[Event] = file.events[::-1]
    if not newest_first:
        return
    yield ContextBlock(elements=[line(_("What happened, newest first"))])
    lines = [event_line(event, file.names) for event in newest_first]
    told = 0
    for words in _joined(lines, "\n"):
        block = SectionBlock(text=line(words))
        if not room.take(block):
            earlier = len(lines) - told
            said = ngettext("And {n} earlier step.", "And {n} earlier steps.", earlier).format(n=earlier)
            yield ContextBlock(elements=[line(said)])
            return
        told += words.count("\n") + 1
        yield block


def _joined(parts: Iterable[str], joint: str) -> Iterator[str]:
    """`parts` joined into texts that each fit into one section."""
    text = ""
    for part in parts:
        if text and units(text) + units(joint) + units(part) > SECTION:
            yield text
            text = part
        else:
            text = f"{text}{joint}{part}" if text else part
    if text:
        yield text
