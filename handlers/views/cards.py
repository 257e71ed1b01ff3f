"""Cards: the one Slack message that shows a case. Drawn whole from the case file, whenever it is out of date."""

from collections.abc import Iterator

from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.blocks.basic_components import PlainTextObject

from handlers.language import _
from handlers.views.actions import actions
from handlers.views.answers import and_older, before_that
from handlers.views.lines import Lines, lines
from handlers.views.mails import mail_blocks
from handlers.views.message import Message
from handlers.views.metadata import of_case
from handlers.views.moved import moved
from handlers.views.mrkdwn import cut, quoted, written
from handlers.views.pen import Pen
from handlers.views.readings import reading_blocks
from handlers.views.scores import change, dot, latest, verdict
from handlers.views.spoken import spoken, without_dates
from handlers.views.steps import checklist
from handlers.views.wire import Part, context, quote, section, wire
from playbooks.cards import CaseFile
from playbooks.responses import Response

QUOTE, QUOTE_LINES = 1500, 20
OLDER_QUOTE, OLDER_LINES = 300, 4
OLDER_SHOWN = 3
SECTION = 3000


def card(file: CaseFile) -> Message:
    """The card of a case: who, what they said, what we know, where it stands, what can be done."""
    pen = Pen()
    told = lines(file, pen)
    blocks = [*_body(file, told, pen), *_advice(file, told)]
    if buttons := actions(file, show_all=pen.has_cut):
        blocks.append(buttons)
    return Message(spoken(file, told), tuple(blocks), of_case(file.case.id))


def plain_card(file: CaseFile) -> Message:
    """The card in plain words, with its buttons, for when Slack refuses the other."""
    text = spoken(file, lines(file, Pen()))
    words = PlainTextObject(text=cut(without_dates(text), SECTION), emoji=False)
    buttons = actions(file, show_all=len(text) > SECTION)
    blocks = [wire(SectionBlock(text=words)), *([buttons] if buttons else [])]
    return Message(text, tuple(blocks), of_case(file.case.id))


def bare_card(file: CaseFile) -> Message:
    """The card in words alone, for when Slack refuses every block."""
    return Message(spoken(file, lines(file, Pen())), (), of_case(file.case.id))


def _body(file: CaseFile, told: Lines, pen: Pen) -> Iterator[Part]:
    yield section(headline(file, told))
    yield from _newest(file.responses, pen)
    yield from map(wire, reading_blocks(file, pen))
    yield from _older(file.responses[:-1], pen)
    yield context(" · ".join(told.facts))
    if file.moved_from:
        yield context(moved(file.moved_from, file.moved_why))
    yield context(_mark(file) + " · ".join(told.standing))
    yield from map(wire, mail_blocks(file))


def _advice(file: CaseFile, told: Lines) -> Iterator[Part]:
    """What the playbooks suggest: while nobody has the case, which of them; then the steps of one, to tick off."""
    if told.suggested:
        yield context(told.suggested)
    if boxes := checklist(file):
        yield wire(boxes)


def _mark(file: CaseFile) -> str:
    if not file.case.is_open:
        return "✅ "
    return "💤 " if file.case.snoozed_until else ""


def headline(file: CaseFile, told: Lines) -> str:
    """The score in colour and words, and whose it is. For mrkdwn."""
    newest = latest(file.responses)
    score = f"{dot(newest)} *{verdict(newest)}*"
    if changed := change(newest):
        score = f"{score} · {changed}"
    return f"{score}\n*{told.who}*"


def _newest(responses: tuple[Response, ...], pen: Pen) -> Iterator[Part]:
    comment = responses[-1].comment if responses else None
    if comment and written(comment):
        yield quote(quoted(pen.comment(comment, QUOTE, QUOTE_LINES)))
    else:
        yield context(_("No comment."))


def _older(responses: tuple[Response, ...], pen: Pen) -> Iterator[Part]:
    for response in reversed(responses[-OLDER_SHOWN:]):
        yield context(before_that(response))
        if response.comment and written(response.comment):
            yield quote(quoted(pen.comment(response.comment, OLDER_QUOTE, OLDER_LINES)))
    if (more := len(responses) - OLDER_SHOWN) > 0:
        pen.leave_out()
        yield context(and_older(more))
