"""Set aside: the list of what could not be read, what came of trying it again, and one body in full."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock
from slack_sdk.models.views import View

from handlers.language import _, ngettext
from handlers.views.message import Message
from handlers.views.modal_parts import Modal, words
from handlers.views.mrkdwn import clean, cut, escape, line, literal, one_line, pieces, quote, units, when, written
from handlers.views.states import case_name
from playbooks.set_aside import Came, Glimpse, Tally, Tried

SHOWN = 10  # in an answer to the command, and on a page of the modal
PREVIEW = 300
REASON = 300
BODY, PIECE = 20_000, 2500  # characters of a body that its modal shows; in the worst case 12 bytes each
LONGEST = 4000


@dataclass(frozen=True)
class Aside:
    """One page of what is set aside, newest first; `counts` says how many each source has in all."""

    shown: Sequence[Glimpse]
    counts: Mapping[str, int]
    page: int = 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def notice(source: str, reason: str) -> str:
    """What admins are told the first time that something could not be read."""
    return _(
        "A survey from *{source}* could not be read, so I set it aside. Nothing is lost.\n"
        "What is wrong: {reason}\n`/loop set-aside` shows it and can try it again."
    ).format(source=escape(source), reason=_reason(reason))


def counted(n: int) -> str:
    """How many wait to be read."""
    said = ngettext("{n} survey answer could not be read", "{n} survey answers could not be read", n)
    return said.format(n=f"{n:,}")


def show_list() -> ButtonElement:
    """Opens the list in a modal."""
    return ButtonElement(text=_("Show"), action_id="aside_list", value="1", accessibility_label=_("Show what it is"))


def aside_list(aside: Aside) -> Message:
    """The answer to `/loop set-aside`."""
    blocks = list(_list(aside))
    rest = aside.total - len(aside.shown)
    said = [_heading(aside), *(f"{_about(one)}\n{escape(_preview(one))}" for one in aside.shown)]
    if rest > 0:
        more = ngettext("and {n} more", "and {n} more", rest).format(n=f"{rest:,}")
        button = ButtonElement(text=_("Show all"), action_id="aside_list", value="1")
        blocks.append(SectionBlock(text=line(more), accessory=button))
        said.append(more)
    text = "\n".join(said)
    if units(text) > LONGEST:
        text = "\n".join([said[0], *(_about(one) for one in aside.shown[: SHOWN // 2])])
    return Message(text, tuple(block.to_dict() for block in blocks))


def aside_modal(aside: Aside, said: str = "") -> Modal:
    """One page of the list; `said` is what came of the button that was pressed in it."""
    blocks: list[Block] = [SectionBlock(text=line(said))] if said else []
    blocks += _list(aside)
    pages = max(1, -(-aside.total // SHOWN))
    if pages > 1:
        blocks.append(ContextBlock(elements=[line(_("Page {page} of {pages}").format(page=aside.page, pages=pages))]))
        turns = [(_("Previous"), aside.page - 1)] if aside.page > 1 else []
        turns += [(_("Next"), aside.page + 1)] if aside.page < pages else []
        buttons = [
            ButtonElement(text=label, action_id=f"aside_page_{'next' if to > aside.page else 'back'}", value=f":{to}")
            for label, to in turns
        ]
        blocks.append(ActionsBlock(elements=buttons))
    return _modal(_("Set aside"), blocks)


def body_modal(whole: Glimpse) -> Modal:
    """One delivery in full, as far as a modal can hold it."""
    text = clean(whole.head.decode("utf-8", "replace")).strip()
    shown = text[:BODY]
    about = _("*{source}*, {when}").format(source=escape(whole.source), when=when(whole.received_at))
    blocks: list[Block] = [SectionBlock(text=line(f"{about}\n{_reason(whole.reason)}".strip()))]
    blocks += [quote(piece) for piece in pieces(shown, PIECE) if written(piece)]
    if len(blocks) == 1:
        blocks.append(ContextBlock(elements=[line(_nothing_to_read(whole.size))]))
    if len(text) > len(shown):
        cut_short = _("The first {shown} of {total} characters.")
        short = cut_short.format(shown=f"{len(shown):,}", total=f"{len(text):,}")
        blocks.append(ContextBlock(elements=[line(short)]))
    return _modal(_("What came in"), blocks)


def read_button(value: str) -> tuple[str, int]:
    """What a button is about (a delivery or a source) and the page of the list that it stands on."""
    what, _colon, page = value.rpartition(":")
    return what, max(1, int(page[:6])) if page.isascii() and page.isdecimal() else 1


def came_of_it(tried: Tried) -> str:
    """What came of trying one again."""
    names = ", ".join(case_name(case) for case in tried.cases).casefold()
    match tried.came:
        case Came.READ:
            return _("Read: {cases}.").format(cases=names) if names else _("Read. This answer needs no case.")
        case Came.TWICE:
            return _("Read: it had come in a second time meanwhile, so nothing was to be done.")
        case Came.NO_ANSWER:
            why = literal(tried.reason, REASON)
            return _("Read: there is no answer in it ({why}), so nothing was to be done.").format(why=why)
        case Came.ALREADY:
            return _("This one has been read already.")
        case Came.UNREADABLE:
            return _("Still not readable: {reason}").format(reason=_reason(tried.reason))


def tally_words(source: str, tally: Tally) -> str:
    """What came of trying all of a source again."""
    if not tally.read and not tally.unreadable:
        return _("Nothing from *{source}* is set aside any more.").format(source=escape(source))
    read = ngettext("{n} was read", "{n} were read", tally.read).format(n=f"{tally.read:,}")
    if not tally.unreadable:
        return _("*{source}*: {read}, and none is left.").format(source=escape(source), read=read)
    left = ngettext("{n} is still not readable", "{n} are still not readable", tally.unreadable)
    return _("*{source}*: {read}; {left}. The last one: {reason}").format(
        source=escape(source), read=read, left=left.format(n=f"{tally.unreadable:,}"), reason=_reason(tally.reason)
    )


def gone() -> str:
    """The answer to a button whose delivery is not there."""
    return _("There is no such delivery.")


def _list(aside: Aside) -> Iterator[Block]:
    yield SectionBlock(text=line(f"*{_heading(aside)}*" if aside.shown else _heading(aside)))
    seen: set[str] = set()
    for one in aside.shown:
        yield SectionBlock(text=line(_about(one)))
        yield quote(_preview(one))
        buttons = [
            _button("aside_again", _("Try again"), f"{one.id}:{aside.page}"),
            _button("aside_show", _("Show"), f"{one.id}:{aside.page}"),
        ]
        if one.source not in seen and aside.counts.get(one.source, 0) > 1:
            label = _("Try all of this source again")
            buttons.append(_button("aside_again_source", label, f"{one.source}:{aside.page}"))
        seen.add(one.source)
        yield ActionsBlock(elements=buttons)


def _heading(aside: Aside) -> str:
    return counted(aside.total) if aside.shown else _("Nothing is set aside: every survey answer could be read.")


def _about(one: Glimpse) -> str:
    shape = _("{id}: *{source}*, {when}\n{reason}")
    return shape.format(id=one.id, source=escape(one.source), when=when(one.received_at), reason=_reason(one.reason))


def _preview(one: Glimpse) -> str:
    text = one_line(one.head.decode("utf-8", "replace"))
    return cut(text, PREVIEW) if written(text) else _nothing_to_read(one.size)


def _nothing_to_read(size: int) -> str:
    return ngettext("({n} byte, no text)", "({n} bytes, no text)", size).format(n=f"{size:,}")


def _reason(reason: str) -> str:
    """Ours in words, but with values from the body in it."""
    return escape(cut(one_line(reason), REASON))


def _button(action: str, label: str, value: str) -> ButtonElement:
    return ButtonElement(text=label, action_id=action, value=value)


def _modal(title: str, blocks: Sequence[Block]) -> Modal:
    named, close = words(title, 24), words(_("Done"), 24)
    drawn: Modal = View(type="modal", callback_id="set_aside", title=named, close=close, blocks=blocks).to_dict()
    return drawn
