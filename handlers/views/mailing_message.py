"""The message of a mailing in the channel: how far it is while it goes, and what came of it. It pings nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject, ContextBlock, SectionBlock

from handlers.language import _, ngettext
from handlers.views.mailing_lines import counts_line, left_out_line
from handlers.views.message import Message
from handlers.views.metadata import of_mailing
from handlers.views.mrkdwn import line, literal
from handlers.views.people import name_of
from playbooks.mailings import MailingState
from playbooks.policy import Mailings
from playbooks.recipients import Progress

TITLE = 80


@dataclass(frozen=True)
class MailingView:
    """All that the message shows. `title` is the playbook's; `waits`: the mail server has put some off; `since`
    says what has come of the mails, in words."""

    mailing: int
    by: str
    title: str
    state: MailingState
    progress: Progress
    stopped_by: str | None
    names: Mapping[str, str]
    waits: bool = False
    since: str | None = None


def mailing_message(view: MailingView, rules: Mailings, *, plain: bool = False) -> Message:
    """One message for many mails; `plain` without blocks, where Slack does not take them."""
    heading = _("{what}: {counts}").format(what=_what(view), counts=counts_line(view.progress))
    left_out = left_out_line(view.progress.left_out, rules)
    about = [said for said in (_stopped(view), left_out, _waits(view), view.since) if said]
    blocks: list[Block] = [SectionBlock(text=line(f"✉️ *{heading}*"))]
    blocks += [ContextBlock(elements=[line(words)]) for words in about]
    if view.state is MailingState.GOING and view.progress.to_go:
        blocks.append(_stop(view))
    shown = () if plain else tuple(block.to_dict() for block in blocks)
    return Message("\n".join([heading, *about]), shown, of_mailing(view.mailing))


def _what(view: MailingView) -> str:
    going = view.progress.to_go > 0
    shape = (
        ngettext(
            "{name} is answering {n} customer with “{title}”",
            "{name} is answering {n} customers with “{title}”",
            view.progress.total,
        )
        if going
        else ngettext(
            "{name} answered {n} customer with “{title}”",
            "{name} answered {n} customers with “{title}”",
            view.progress.total,
        )
    )
    name = name_of(view.by, view.names)
    return shape.format(name=name, n=view.progress.total, title=literal(view.title, TITLE))


def _stopped(view: MailingView) -> str | None:
    if view.state is not MailingState.STOPPED:
        return None
    return _("{name} stopped it. What was on its way already is counted as sent.").format(
        name=name_of(view.stopped_by, view.names)
    )


def _waits(view: MailingView) -> str | None:
    return _("The mail server does not take them just now. They are tried again.") if view.waits else None


def _stop(view: MailingView) -> ActionsBlock:
    sure = ConfirmObject(
        title=_("Stop sending?"),
        text=_("Who has not been written to yet gets no mail. What is sent stays sent."),
        confirm=_("Stop"),
        deny=_("Go on"),
    )
    stop = ButtonElement(
        text=_("Stop"), action_id="mailing_stop", value=str(view.mailing), style="danger", confirm=sure
    )
    return ActionsBlock(elements=[stop])
