"""What a model made of a comment, under the comment: always said to be its work, always literal."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ContextBlock

from handlers.language import _
from handlers.views.mrkdwn import line, literal, quote, written
from handlers.views.pen import Pen
from playbooks.cards import CaseFile
from playbooks.readings import LONGEST_LINE, Kind, Reading, mark_of

TRANSLATION, TRANSLATION_LINES = 1500, 20


def reading_blocks(file: CaseFile, pen: Pen) -> Iterator[Block]:
    """The summary and the translation of the newest comment, as far as there are any."""
    for reading in current(file):
        if reading.kind is Kind.SUMMARY:
            said = pen.say(reading.text, 2 * LONGEST_LINE)
            yield ContextBlock(elements=[line(_("Summary by AI: {summary}").format(summary=said))])
        else:
            yield ContextBlock(elements=[line(_("Translated by AI:"))])
            yield quote(pen.comment(reading.text, TRANSLATION, TRANSLATION_LINES))


def reading_words(file: CaseFile, limit: int) -> list[str]:
    """The same for a screen reader, escaped, each at most so long."""
    said = []
    for reading in current(file):
        words = literal(reading.text, limit)
        if reading.kind is Kind.SUMMARY:
            said.append(_("Summary by AI: {summary}").format(summary=words))
        else:
            said.append(_("Translated by AI: “{comment}”").format(comment=words))
    return said


def current(file: CaseFile) -> list[Reading]:
    """What was made of the newest comment as it is now, the summary first."""
    if not file.responses:
        return []
    response = file.responses[-1]
    made = [one for one in file.readings.get(response.id, ()) if written(one.text)]
    fresh = [one for one in made if one.of == mark_of(response.comment or "")]
    return sorted(fresh, key=lambda one: one.kind.value)
