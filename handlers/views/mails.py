"""Mails as colleagues see them: where the latest one stands, and what is left to decide."""

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, SectionBlock
from slack_sdk.models.blocks.basic_components import PlainTextObject

from handlers.language import _
from handlers.views.mrkdwn import line, literal, when
from playbooks.cards import CaseFile
from playbooks.mails import Mail, MailState, NoMail, Way

ADDRESS, PROBLEM = 120, 200


def mail_lines(file: CaseFile) -> list[str]:
    """What there is to say of the mails of a case: of the latest, and of each that waits for a decision. Escaped, and
    without marks for the eye."""
    return [_filled(_shape(mail).replace("*", ""), mail) for mail in _telling(file)]


def mail_blocks(file: CaseFile) -> Iterator[Block]:
    """The same for the card, with the buttons to decide."""
    for mail in _telling(file):
        if mail.state is not MailState.UNCERTAIN:
            yield ContextBlock(elements=[line(mail_line(mail))])
            continue
        yield SectionBlock(text=line(mail_line(mail)))
        value = f"{mail.case_id}:{mail.id}"
        yield ActionsBlock(
            elements=[
                ButtonElement(text=_plain(_("It arrived")), action_id="mail_arrived", value=value),
                ButtonElement(text=_plain(_("Send again")), action_id="mail_send_again", value=value),
            ]
        )


def _telling(file: CaseFile) -> list[Mail]:
    return [mail for mail in file.mails if mail is file.mails[-1] or mail.state is MailState.UNCERTAIN]


def mail_line(mail: Mail) -> str:
    """Where one mail stands, and what to do about it. Escaped."""
    return _filled(_shape(mail), mail)


def _filled(shape: str, mail: Mail) -> str:
    return shape.format(
        address=literal(mail.to_address, ADDRESS),
        problem=literal(mail.problem or "", PROBLEM).rstrip("."),
        when=when(mail.sent_at or mail.next_try_at),
    )


def _shape(mail: Mail) -> str:
    match mail.state:
        case MailState.WAITING | MailState.SENDING if mail.problem:
            return _("✉️ Mail to {address} was not taken yet ({problem}). Next try {when}.")
        case MailState.WAITING | MailState.SENDING:
            return _("✉️ Mail to {address} is on its way")
        case MailState.SENT if mail.way is Way.WEBHOOK:
            return _("✉️ Reply to {address} handed to the helpdesk {when}")
        case MailState.SENT:
            return _("✉️ Mail to {address} sent {when}")
        case MailState.UNCERTAIN:
            return _(
                "❓ *It is not certain whether the mail to {address} arrived.* The connection broke after it was handed"
                " over. Ask the customer or look into your mail server, then choose."
            )
        case MailState.STOPPED if mail.mailing_id is not None:
            return _("🚫 Mail to {address} was stopped before it was sent.")
        case MailState.STOPPED:
            return _("🚫 Mail to {address} was not sent: no contact is wanted at this address.")
        case MailState.GIVEN_UP:
            return _("⚠️ *Mail to {address} was not taken for a whole day* ({problem}). Write or call another way.")
    return _("⚠️ *Mail to {address} was refused* ({problem}). Check the address, or get in touch another way.")


def no_mail(reason: NoMail) -> str:
    """Why a customer cannot be written to, and what to do instead. Escaped."""
    return {
        NoMail.NO_WAY: _("No mail is set up here, so you send this from your own mail program."),
        NoMail.DO_NOT_CONTACT: _("This customer wants no contact. Please do not write to them."),
        NoMail.UNSUBSCRIBED: _(
            "This customer has unsubscribed, and has not written to us since. Please do not write to them."
        ),
        NoMail.SAME_ADDRESS: _("Another customer with this address wants no contact. Please write to neither of them."),
        NoMail.NO_ADDRESS: _("We know no e-mail address of this customer, so you reach them another way."),
        NoMail.BAD_ADDRESS: _("What we have as this customer's e-mail address is none, so you reach them another way."),
        NoMail.FOREIGN_ADDRESS: _("This address has letters that mail servers do not take, so you send this yourself."),
        NoMail.EMPTY: _("There is nothing to send yet. Please write a few words."),
    }[reason]


def _plain(text: str) -> PlainTextObject:
    return PlainTextObject(text=text, emoji=False)
