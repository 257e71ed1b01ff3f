"""Cards: the one Slack message that shows a case. Drawn whole from the case file, whenever it is out of date."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock
from slack_sdk.models.blocks.basic_components import PlainTextObject

from handlers.language import _
from handlers.views.actions import actions
from handlers.views.answers import and_older, before_that
from handlers.views.facts import facts, who
from handlers.views.mails import mail_blocks
from handlers.views.message import Message
from handlers.views.metadata import of_case
from handlers.views.mrkdwn import cut, line, quote, written
from handlers.views.pen import Pen
from handlers.views.scores import change, dot, latest, verdict
from handlers.views.spoken import spoken, without_dates
from handlers.views.states import moved, standing
from playbooks.cards import CaseFile
from playbooks.responses import Response

QUOTE, QUOTE_LINES = 1500, 20
OLDER_QUOTE, OLDER_LINES = 300, 4
OLDER_SHOWN = 3
SECTION = 3000


def card(file: CaseFile) -> Message:
    """The card of a case: who, what they said, what we know, where it stands, what can be done."""
    pen = Pen()
    blocks = [*_body(file, pen)]
    if buttons := actions(file, show_all=pen.has_cut):
        blocks.append(buttons)
    return Message(spoken(file), tuple(block.to_dict() for block in blocks), of_case(file.case.id))


def plain_card(file: CaseFile) -> Message:
    """The card in plain words, with its buttons, for when Slack refuses the other."""
    text = spoken(file)
    words = PlainTextObject(text=cut(without_dates(text), SECTION), emoji=False)
    buttons = actions(file, show_all=len(text) > SECTION)
    blocks = [SectionBlock(text=words), *([buttons] if buttons else [])]
    return Message(text, tuple(block.to_dict() for block in blocks), of_case(file.case.id))


def bare_card(file: CaseFile) -> Message:
    """The card in words alone, for when Slack refuses every block."""
    return Message(spoken(file), (), of_case(file.case.id))


def _body(file: CaseFile, pen: Pen) -> Iterator[Block]:
    yield SectionBlock(text=line(headline(file, pen)))
    yield from _newest(file.responses, pen)
    yield from _older(file.responses[:-1], pen)
    yield ContextBlock(elements=[line(" · ".join(facts(file, pen)))])
    if file.moved_from:
        yield ContextBlock(elements=[line(moved(file.moved_from))])
    yield ContextBlock(elements=[line(_mark(file) + " · ".join(standing(file, pen)))])
    yield from mail_blocks(file)


def _mark(file: CaseFile) -> str:
    if not file.case.is_open:
        return "✅ "
    return "💤 " if file.case.snoozed_until else ""


def headline(file: CaseFile, pen: Pen) -> str:
    """The score in colour and words, and whose it is. For mrkdwn."""
    newest = latest(file.responses)
    score = f"{dot(newest)} *{verdict(newest)}*"
    if changed := change(newest):
        score = f"{score} · {changed}"
    return f"{score}\n*{who(file.customer, pen)}*"


def _newest(responses: tuple[Response, ...], pen: Pen) -> Iterator[Block]:
    comment = responses[-1].comment if responses else None
    if comment and written(comment):
        yield quote(pen.comment(comment, QUOTE, QUOTE_LINES))
    else:
        yield ContextBlock(elements=[line(_("No comment."))])


def _older(responses: tuple[Response, ...], pen: Pen) -> Iterator[Block]:
    for response in reversed(responses[-OLDER_SHOWN:]):
        yield ContextBlock(elements=[line(before_that(response))])
        if response.comment and written(response.comment):
            yield quote(pen.comment(response.comment, OLDER_QUOTE, OLDER_LINES))
    if (more := len(responses) - OLDER_SHOWN) > 0:
        pen.leave_out()
        yield ContextBlock(elements=[line(and_older(more))])
