"""Outreach: the mails to customers, and what these did afterwards, as rows for the figures."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from playbooks.cases import What
from playbooks.mails import MailKind, MailState
from playbooks.outreach import Did, Happening, Sent
from storage.cases import cases, events
from storage.mails import mails

BY_PEOPLE = (MailKind.REPLY, MailKind.OUTREACH)
NOT_DELIVERED = (MailState.REFUSED, MailState.GIVEN_UP)
DID = {what: Did(what.value) for what in What if what.value in set(Did)}
"""The case events that are a customer's doing, or their mail server's."""


def sent_since(db: Connection, teams: Iterable[str], start: datetime) -> list[Sent]:
    """The mails of people and of mailings to customers of these teams' cases that left, or were refused, after
    `start`."""
    at = func.coalesce(mails.c.sent_at, mails.c.made_at, type_=mails.c.made_at.type)
    what = (mails.c.id, mails.c.case_id, mails.c.customer_id, mails.c.playbook, mails.c.mailing_id, mails.c.state)
    chosen = select(*what, at.label("at")).join(cases, cases.c.id == mails.c.case_id)
    tried = mails.c.state.in_((MailState.SENT, *NOT_DELIVERED))
    chosen = chosen.where(tried, mails.c.kind.in_(BY_PEOPLE), cases.c.team.in_(set(teams)), at > start)
    return [
        Sent(row.id, row.case_id, row.customer_id, row.playbook, row.mailing_id, row.at, row.state in NOT_DELIVERED)
        for row in db.execute(chosen)
    ]


def happened_since(db: Connection, teams: Iterable[str], start: datetime) -> list[Happening]:
    """What customers of these teams' cases did after `start`."""
    chosen = select(events.c.what, events.c.at, cases.c.customer_id, cases.c.id)
    chosen = chosen.join(cases, cases.c.id == events.c.case_id)
    rows = db.execute(chosen.where(events.c.what.in_(DID), cases.c.team.in_(set(teams)), events.c.at > start))
    return [Happening(DID[row.what], row.customer_id, row.at, row.id) for row in rows]


def clicks_are_known(db: Connection, start: datetime) -> bool:
    """Whether customers got links to pages of ours in this time, so that visits could be counted at all."""
    return False
