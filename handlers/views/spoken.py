"""A case in plain words: what a screen reader reads, and what is left when Slack takes no blocks."""

import re
from collections.abc import Iterator

from handlers.language import _
from handlers.views.answers import and_older, before_that
from handlers.views.lines import Lines
from handlers.views.mails import mail_lines
from handlers.views.moved import moved
from handlers.views.mrkdwn import WORD_JOINER, literal, units, written
from handlers.views.readings import reading_words
from handlers.views.scores import change, latest, verdict
from handlers.views.steps import spoken_steps
from playbooks.cards import CaseFile
from playbooks.responses import Response

LONGEST = 4000
QUOTE = 1500
OLDER_QUOTE = 250
OLDER_SHOWN = 3
READING = 500
_DATE = re.compile(r"<!date\^[^|<>]*\|([^<>]*)>")


def spoken(file: CaseFile, told: Lines) -> str:
    """All that a card shows, escaped, never longer than an update of a message may be."""
    newest = latest(file.responses)
    head = _("{score} from {customer}").format(score=verdict(newest, ", "), customer=told.who)
    about = [head, *filter(None, [change(newest)])]
    rest = [
        *reading_words(file, READING),
        *_older(file.responses[:-1]),
        "; ".join(told.facts),
        "; ".join(told.standing),
        *mail_lines(file),
    ]
    if file.moved_from:
        rest.append(moved(file.moved_from, file.moved_why))
    rest += filter(None, [told.suggested, spoken_steps(file)])
    opening = "; ".join(about)
    room = LONGEST - units("\n".join([opening, *rest])) - 100
    said = _said(file.responses[-1] if file.responses else None, min(QUOTE, room))
    return "\n".join([opening, said, *rest])


def without_dates(text: str) -> str:
    """`text` with each date token as words, and unescaped: for plain_text, which knows neither."""
    plain = _DATE.sub(r"\1", text).replace(WORD_JOINER, "")
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _said(response: Response | None, limit: int) -> str:
    if response is None or not written(response.comment):
        return _("No comment.")
    return _("They wrote: “{comment}”").format(comment=literal(response.comment or "", limit))


def _older(responses: tuple[Response, ...]) -> Iterator[str]:
    for response in reversed(responses[-OLDER_SHOWN:]):
        heading = before_that(response)
        if response.comment and written(response.comment):
            said = literal(response.comment, OLDER_QUOTE)
            yield _("{heading}: “{comment}”").format(heading=heading, comment=said)
        else:
            yield heading
    if (more := len(responses) - OLDER_SHOWN) > 0:
        yield and_older(more)
