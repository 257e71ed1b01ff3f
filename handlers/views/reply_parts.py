"""Reply parts: what the reply modal says of languages and of the ways out, and the preview that opens over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    CheckboxesElement,
    ContextBlock,
    DividerBlock,
    InputBlock,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import Option

from handlers.language import _
from handlers.views.customer_words import direction
from handlers.views.letters import one_line
from handlers.views.mails import no_mail
from handlers.views.modal_parts import Modal, about, field, modal, option, words
from handlers.views.mrkdwn import clean, cut, line
from playbooks.cards import CaseFile
from playbooks.mails import NoMail, sendable

LONGEST_LINK = 2500
AS_ME, CLOSE = "as_me", "close"
RIGHT_TO_LEFT_MARK = "\u200f"


@dataclass(frozen=True)
class Writing:
    """How a reply is written and leaves. `no_mail` says why we cannot send it ourselves, None when we can; `wanted` is
    the customer's language where the template has no words in it; `own_address` the agent's, where Slack told it."""

    no_mail: NoMail | None = NoMail.NO_WAY
    languages: Sequence[str] = ("en",)
    language: str = "en"
    wanted: str | None = None
    own_address: str | None = None
    helpdesk: bool = False


def language_name(tag: str) -> str:
    """A language in words; one that we have no word for by its code."""
    names = {
        "ar": _("Arabic"),
        "da": _("Danish"),
        "de": _("German"),
        "en": _("English"),
        "es": _("Spanish"),
        "fa": _("Persian"),
        "fi": _("Finnish"),
        "fr": _("French"),
        "it": _("Italian"),
        "nb": _("Norwegian"),
        "nl": _("Dutch"),
        "no": _("Norwegian"),
        "pl": _("Polish"),
        "pt": _("Portuguese"),
        "ro": _("Romanian"),
        "ru": _("Russian"),
        "sv": _("Swedish"),
        "tr": _("Turkish"),
        "uk": _("Ukrainian"),
    }
    return names.get(tag.replace("_", "-").split("-")[0].casefold(), tag)


def languages(chosen: str, writing: Writing) -> Iterator[Block]:
    """The languages that the template has, and a word where it lacks the customer's."""
    if len(writing.languages) > 1:
        choices = [option(f"{chosen}:{tag}", language_name(tag)) for tag in writing.languages]
        select = StaticSelectElement(
            action_id="reply_language",
            options=choices,
            initial_option=next((one for one in choices if one.value == f"{chosen}:{writing.language}"), None),
        )
        yield SectionBlock(text=line(_("In this language")), accessory=select)
    if writing.wanted:
        said = _("This template has no {wanted} text; this is the {language} one.")
        shown = said.format(wanted=language_name(writing.wanted), language=language_name(writing.language))
        yield ContextBlock(elements=[words(shown, 300)])


def preview_button(name: str) -> SectionBlock:
    """Opens the preview over the modal."""
    button = ButtonElement(text=words(_("Preview"), 75), action_id="reply_preview", value="preview")
    shown = _("See it as {name} will.").format(name=name) if name else _("See it as the customer will.")
    return SectionBlock(text=words(shown, 300), accessory=button)


def also(writing: Writing) -> InputBlock:
    """What may be done with it: answers to the agent's own mailbox, and closing."""
    options: list[Option] = []
    if writing.own_address and not writing.helpdesk:
        where = _("Their answer goes to {address}, not to this card.").format(address=writing.own_address)
        options.append(option(AS_ME, _("Send as me"), where))
    options.append(option(CLOSE, _("Send and close"), _("Asks for the cause next, as closing does.")))
    return field("also", _("Also"), CheckboxesElement(action_id="also", options=options), optional=True)


def another_way(file: CaseFile, writing: Writing, subject: str, text: str) -> Iterator[Block]:
    """Why we cannot send it, and the ways that are left."""
    assert writing.no_mail
    yield ContextBlock(elements=[words(no_mail(writing.no_mail), 300)])
    if writing.no_mail is NoMail.NO_WAY and (address := sendable(file.customer.email)):
        link = mailto(address, subject, text).replace("&", "&amp;")
        yield SectionBlock(text=line(f"<{link}|{_('Write it in your mail program')}>"))


def mailto(address: str, subject: str, text: str) -> str:
    """A link that opens a mail program with the draft, or as much of it as fits into a link (RFC 6068)."""
    start = f"mailto:{percent(address, safe='@+')}?subject={percent(one_line(subject))}"
    body = f"&body={percent(clean(text).replace(chr(10), chr(13) + chr(10)))}"
    return start + body if len(start + body) <= LONGEST_LINK else start


def preview(file: CaseFile, sender: str, subject: str, text: str, language: str) -> Modal:
    """The mail as the customer will see it, in plain words; a right-to-left language keeps its direction."""
    blocks: list[Block] = [
        about(file),
        ContextBlock(elements=[words(_("From: {sender}").format(sender=sender), 300)]),
        ContextBlock(elements=[words(_("To: {address}").format(address=file.customer.email or ""), 300)]),
        SectionBlock(text=words(_directed(subject, language) or _("(no subject)"), 300)),
        DividerBlock(),
        SectionBlock(text=words(_directed(text, language) or _("(no words yet)"), 3000)),
    ]
    return modal(file, "preview", _("Preview"), blocks, None)


def _directed(text: str, language: str) -> str:
    if direction(language) == "ltr":
        return cut(text, 2900).strip()
    return "\n".join(RIGHT_TO_LEFT_MARK + one for one in cut(text, 2500).strip().splitlines())
