"""Lists of cases: one line each, in an answer to a command or page by page in a modal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock
from slack_sdk.models.views import View

from handlers.language import _, ngettext
from handlers.views.case_lines import case_line, case_section, case_text
from handlers.views.list_keys import ListKey, write_key, write_page
from handlers.views.list_titles import nothing, short_title, title
from handlers.views.mailing_lines import answer_many
from handlers.views.message import Message
from handlers.views.mrkdwn import cut, line, units
from playbooks.cards import CaseFile

SHOWN = 10  # cases in an answer to a command
PAGE = 20  # cases on a page of the modal
LONGEST = 4000  # Slack's advice for the text of a message


def case_list(
    key: ListKey,
    files: Sequence[CaseFile],
    total: int,
    now: datetime,
    viewer: str | None = None,
    heading: str | None = None,
) -> Message:
    """The answer to `/loop mine`, `open` and `find`: the first of `total` cases, and the way to the others. `heading`
    stands above a list that others are to read: there a case is opened by its number."""
    if not files:
        return Message(nothing(key), (SectionBlock(text=line(nothing(key))).to_dict(),))
    shown = files[:SHOWN]
    above = _("{title}: {n}").format(title=heading or title(key), n=total)
    blocks: list[Block] = [SectionBlock(text=line(f"*{above}*"))]
    blocks += [case_section(file, now, viewer) for file in shown]
    left = _and_more(total - len(shown))
    if left:
        blocks.append(SectionBlock(text=line(left[0]), accessory=show_all(key)))
    if key in ("mine", "open") and total > 1:
        blocks.append(ActionsBlock(elements=[answer_many(key, _("Answer these ..."))]))
    way = [_by_number(shown[0])] if heading else []
    blocks += [ContextBlock(elements=[line(words)]) for words in way]
    whole = [case_text(file, now, viewer) for file in shown]
    brief = [case_line(file, now, viewer) for file in shown]
    few = brief[: SHOWN // 2]
    fewest = [above, *few, *_and_more(total - len(few)), *way]
    said = _first_that_fits([above, *whole, *left, *way], [above, *brief, *left, *way], fewest)
    return Message(said, tuple(block.to_dict() for block in blocks))


def _and_more(count: int) -> list[str]:
    return [ngettext("and {n} more", "and {n} more", count).format(n=count)] if count > 0 else []


def _by_number(file: CaseFile) -> str:
    """How a case is opened where there is no button for it."""
    return _("`/loop case {id}` shows the first of them, to those who may see it.").format(id=file.case.id)


def list_modal(
    key: ListKey,
    files: Sequence[CaseFile],
    total: int,
    page: int,
    now: datetime,
    viewer: str | None = None,
    owner_name: str | None = None,
) -> dict[str, Any]:
    """One page of a list; `files` are those of this page, which the modal's private metadata names.

    `owner_name` is whose cases a report's list holds.
    """
    pages = max(1, -(-total // PAGE))
    heading = _("{title}: {n}").format(title=title(key, owner_name), n=total)
    back = _turn(_("Previous"), key, page - 1) if page > 1 else None
    blocks: list[Block] = [SectionBlock(text=line(f"*{heading}*" if files else nothing(key)), accessory=back)]
    blocks += [case_section(file, now, viewer) for file in files[:PAGE]]
    if pages > 1:
        place = _("Page {page} of {pages}").format(page=page, pages=pages)
        forth = _turn(_("Next"), key, page + 1) if page < pages else None
        blocks.append(SectionBlock(text=line(place), accessory=forth))
    view = View(
        type="modal",
        callback_id="case_list",
        private_metadata=write_page(key, page),
        title=cut(short_title(key), 24),
        close=cut(_("Done"), 24),
        blocks=blocks,
    )
    shown: dict[str, Any] = view.to_dict()
    return shown


def _first_that_fits(*drafts: list[str]) -> str:
    """The fullest draft that Slack takes as a message's text; ten cases nearly always fit with their comments."""
    said = ["\n".join(draft) for draft in drafts]
    return next((text for text in said if units(text) <= LONGEST), said[-1])


def show_all(key: ListKey) -> ButtonElement:
    """Opens the whole list in a modal."""
    return ButtonElement(text=_("Show all"), action_id="list_more", value=write_key(key))


def _turn(label: str, key: ListKey, page: int) -> ButtonElement:
    return ButtonElement(text=label, action_id="list_page", value=write_page(key, page))
