"""Mailing messages: what the message of a mailing shows now. Drawn whole from what is true."""

from dataclasses import dataclass
from datetime import datetime

from handlers.outreach import figures_of
from handlers.views.mailing_message import MailingView, mailing_message
from handlers.views.message import Message
from handlers.views.outreach import since_line
from playbooks.mailings import FIGURES_FOR, MailingState
from playbooks.policy import Mailings, Policy
from playbooks.replies import Playbook
from storage import mailings, people, recipients
from storage.database import Connection
from storage.mailings import Mailing


@dataclass(frozen=True)
class Drawn:
    """A message that is due, and what it is to show now."""

    mailing: Mailing
    view: MailingView
    rules: Mailings

    @property
    def message(self) -> Message:
        return mailing_message(self.view, self.rules, plain=self.mailing.plain)


def draw(db: Connection, policy: Policy, library: tuple[Playbook, ...], channel: str, now: datetime) -> Drawn | None:
    """The message of this channel that is out of date and may be tried."""
    mailing = mailings.due(db, channel, now)
    if mailing is None:
        return None
    playbook = next((one for one in library if one.name == mailing.playbook), None)
    view = MailingView(
        mailing=mailing.id,
        by=mailing.by,
        title=playbook.title if playbook else mailing.playbook,
        state=mailing.state,
        progress=recipients.progress(db, mailing.id),
        stopped_by=mailing.stopped_by,
        names=people.names(db, [mailing.by, mailing.stopped_by]),
        waits=recipients.waits(db, mailing.id),
        since=_since(db, mailing),
    )
    return Drawn(mailing, view, policy.mailings)


def follow(db: Connection, now: datetime) -> int:
    """The messages of mailings that are over follow what customers do, for a month; returns how many have news."""
    news = 0
    for mailing in mailings.ended_since(db, now - FIGURES_FOR):
        told = _since(db, mailing) or ""
        if told != (mailing.told or ""):
            mailings.tell(db, mailing.id, told)
            news += 1
    return news


def _since(db: Connection, mailing: Mailing) -> str | None:
    if mailing.state is MailingState.GOING:
        return None
    figures = figures_of(db, mailing)
    return since_line(figures) if figures else None
