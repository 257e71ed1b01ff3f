"""Outreach: the mails to customers, and what these did afterwards, as rows for the figures."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from playbooks.cases import What
from playbooks.inbound import Became
from playbooks.mails import MailKind, MailState
from playbooks.outreach import Did, Happening, Sent
from storage.cases import cases, events
from storage.check_ins import check_ins
from storage.inbound_mails import inbound_mails as inbound
from storage.mails import mails
from storage.recipients import recipients
from storage.unsubscribes import unsubscribes

BY_PEOPLE = (MailKind.REPLY, MailKind.OUTREACH)
NOT_DELIVERED = (MailState.REFUSED, MailState.GIVEN_UP)
Rows = tuple[list[Sent], list[Happening]]


def since(db: Connection, teams: Iterable[str], start: datetime) -> Rows:
    """The mails of people and of mailings, about these teams' cases, that left or were refused after `start`; and what
    their customers did after it."""
    return _rows(db, cases.c.team.in_(set(teams)), start)


def of_mailing(db: Connection, mailing_id: int, start: datetime) -> Rows:
    """The same for the customers of one mailing, with what else was written to them after it began."""
    theirs = select(cases.c.customer_id).join(recipients, recipients.c.case_id == cases.c.id)
    return _rows(db, cases.c.customer_id.in_(theirs.where(recipients.c.mailing_id == mailing_id)), start)


def clicks_are_known(db: Connection, start: datetime) -> bool:
    """Whether customers got links to pages of ours in this time, so that there was something to click on."""
    asked = select(check_ins.c.id).where(check_ins.c.asked_at > start).limit(1)
    return db.execute(asked).first() is not None


def _rows(db: Connection, whose: ColumnElement[bool], start: datetime) -> Rows:
    return _sent(db, whose, start), _happened(db, whose, start)


def _sent(db: Connection, whose: ColumnElement[bool], start: datetime) -> list[Sent]:
    at = func.coalesce(mails.c.sent_at, mails.c.made_at, type_=mails.c.made_at.type)
    what = (mails.c.id, mails.c.case_id, mails.c.customer_id, mails.c.playbook, mails.c.mailing_id, mails.c.state)
    chosen = select(*what, at.label("at")).join(cases, cases.c.id == mails.c.case_id)
    tried = mails.c.state.in_((MailState.SENT, *NOT_DELIVERED))
    rows = db.execute(chosen.where(tried, mails.c.kind.in_(BY_PEOPLE), whose, at > start))
    return [
        Sent(row.id, row.case_id, row.customer_id, row.playbook, row.mailing_id, row.at, row.state in NOT_DELIVERED)
        for row in rows
    ]


def _happened(db: Connection, whose: ColumnElement[bool], start: datetime) -> list[Happening]:
    """A mail that came back is marked itself. An answer belongs to the case of the mail that it answers, wherever it
    was taken since."""
    of_case = (cases.c.customer_id, cases.c.id.label("case_id"))
    at = {
        Did.RECOVERED: select(events.c.at.label("at"), *of_case)
        .join(cases, cases.c.id == events.c.case_id)
        .where(events.c.what == What.RECOVERED, events.c.at > start),
        Did.CLICKED: select(check_ins.c.pressed_at.label("at"), *of_case)
        .join(cases, cases.c.id == check_ins.c.case_id)
        .where(check_ins.c.pressed_at > start),
        Did.ANSWERED: select(inbound.c.received_at.label("at"), *of_case)
        .join(mails, mails.c.id == inbound.c.mail_id)
        .join(cases, cases.c.id == mails.c.case_id)
        .where(inbound.c.became == Became.ANSWER, inbound.c.received_at > start),
    }
    theirs = select(cases.c.customer_id).where(whose)
    gone = select(unsubscribes).where(unsubscribes.c.customer_id.in_(theirs), unsubscribes.c.at > start)
    happened = [Happening(Did.UNSUBSCRIBED, row.customer_id, row.at) for row in db.execute(gone)]
    for did, chosen in at.items():
        happened += [Happening(did, row.customer_id, row.at, row.case_id) for row in db.execute(chosen.where(whose))]
    return happened
