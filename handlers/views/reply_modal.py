"""The reply modal: what they wrote, a template to start from, the words to send, and the way they go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock, StaticSelectElement

from handlers.language import _
from handlers.views.mails import no_mail
from handlers.views.modal_parts import Modal, about, field, modal, option, text_input, words
from handlers.views.mrkdwn import cut, isolate, line, one_line, quote, written
from handlers.views.pen import Pen
from handlers.views.reply_parts import Writing, also, another_way, languages, preview_button
from playbooks.cards import CaseFile
from playbooks.mails import SILENT

COMMENT, COMMENT_LINES = 600, 8
EMAIL, SUBJECT, CONTEXT = 300, 300, 1000
SUBJECT_INPUT = 200
MOST_TEMPLATES = 100
BY_HAND = Writing()


@dataclass(frozen=True)
class TemplateOption:
    """A playbook to choose: its name, what people call it, and why it fits."""

    name: str
    title: str
    why: str


def reply_modal(
    file: CaseFile,
    options: Sequence[TemplateOption],
    chosen: str,
    subject: str,
    text: str,
    writing: Writing = BY_HAND,
) -> Modal:
    """An answer to the customer, drafted from the `chosen` template and free to be rewritten.

    The names of the two fields say which template, language and version of the case they were drafted for: another
    draft is another field, so that Slack shows its words and not what was typed before.
    """
    if writing.no_mail in SILENT:
        refused = ContextBlock(elements=[words(no_mail(writing.no_mail), 300)])
        return modal(file, "reply", _("Reply"), [*_customer(file), refused], None)
    blocks = [*_customer(file), *_templates(options, chosen), *languages(chosen, writing)]
    draft = text_input("text", multiline=True, initial=text)
    about_draft = f"{chosen}:{writing.language}:{file.case.version}"
    if writing.no_mail:
        blocks += another_way(file, writing, subject, text)
        if written(subject):
            about_mail = _("Subject: {subject}").format(subject=_to_copy(subject, SUBJECT))
            blocks.append(ContextBlock(elements=[words(about_mail, CONTEXT)], block_id="subject"))
        hint = _("Copy this and send it your own way, then say here that you did. The words stay with the case.")
        blocks.append(field(f"text:{about_draft}", _("Your reply"), draft, hint=hint))
        return modal(file, "reply", _("Reply"), blocks, _("I sent it another way"))
    title = text_input("subject", longest=SUBJECT_INPUT, initial=one_line(subject))
    blocks.append(field(f"subject:{about_draft}", _("Subject"), title))
    blocks.append(field(f"text:{about_draft}", _("Your reply"), draft))
    blocks.append(preview_button(one_line(file.customer.name or "")[:100]))
    blocks.append(also(writing))
    return modal(file, "reply", _("Reply"), blocks, _("Send"))


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
    elif file.customer.unsubscribed_at:
        facts.append(_("🚫 Unsubscribed; what they wrote to us since may be answered"))
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
