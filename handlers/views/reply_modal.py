"""The reply modal: what they wrote, a template to start from, and the words to send."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock, StaticSelectElement

from handlers.language import _
from handlers.views.modal_parts import Modal, about, field, modal, option, text_input, words
from handlers.views.mrkdwn import cut, isolate, line, one_line, quote, written
from handlers.views.pen import Pen
from playbooks.cards import CaseFile

COMMENT, COMMENT_LINES = 600, 8
EMAIL, SUBJECT, CONTEXT = 300, 300, 1000
MOST_TEMPLATES = 100


@dataclass(frozen=True)
class TemplateOption:
    """A playbook to choose: its name, what people call it, and why it fits."""

    name: str
    title: str
    why: str


def reply_modal(file: CaseFile, options: Sequence[TemplateOption], chosen: str, subject: str, text: str) -> Modal:
    """An answer to the customer, drafted from the `chosen` template and free to be rewritten."""
    blocks = [*_customer(file), *_templates(options, chosen)]
    if written(subject):
        about_mail = _("Subject: {subject}").format(subject=_to_copy(subject, SUBJECT))
        blocks.append(ContextBlock(elements=[words(about_mail, CONTEXT)], block_id="subject"))
    draft = text_input("text", multiline=True, initial=text)
    hint = _("Copy this into your mail, then mark it as sent. Sending from here comes later.")
    blocks.append(field(f"text:{chosen}", _("Your reply"), draft, hint=hint))
    return modal(file, "reply", _("Reply"), blocks, _("Mark as sent"))


def _customer(file: CaseFile) -> Iterator[Block]:
    yield about(file)
    comment = next((r.comment for r in reversed(file.responses) if written(r.comment)), None)
    if comment:
        yield quote(Pen().comment(comment, COMMENT, COMMENT_LINES))
    email = file.customer.email or ""
    known = _to_copy(email, EMAIL) if written(email) else _("not known")
    facts = [_("E-mail: {email}").format(email=known)]
    if file.customer.do_not_contact:
        facts.append(_("🚫 Wants no contact"))
    yield ContextBlock(elements=[words(" · ".join(facts), CONTEXT)])


def _to_copy(text: str, limit: int) -> str:
    """Text that people copy into their mail: as it came, for plain text."""
    return isolate(cut(one_line(text), limit))


def _templates(options: Sequence[TemplateOption], chosen: str) -> Iterator[Block]:
    choices = [option(o.name, o.title, o.why) for o in options[:MOST_TEMPLATES]]
    if not choices:
        return
    select = StaticSelectElement(
        action_id="reply_template",
        options=choices,
        initial_option=next((choice for choice in choices if choice.value == chosen), None),
    )
    yield SectionBlock(text=line(_("Start from")), accessory=select)
