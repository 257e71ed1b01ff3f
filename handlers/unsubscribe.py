"""Unsubscribe: a customer says that they want no more mail. Looking changes nothing; only the pressed button does."""

from dataclasses import replace
from datetime import datetime

from handlers.cards import want_card
from playbooks.customers import Customer
from playbooks.links import Purpose, Signed, read
from playbooks.mails import MailKind, silence
from playbooks.names import LAST_NUMBER
from playbooks.policy import Policy
from storage import cases, contacts, customers, unsubscribes
from storage.database import Connection


def whose(db: Connection, secret: str | None, token: str, now: datetime) -> Customer | None:
    """The customer whose link this is; None when it is none of ours, or they are known no more."""
    found = read(secret, Purpose.UNSUBSCRIBE, token, now) if secret else None
    if not isinstance(found, Signed) or not found.subject.isascii() or not found.subject.isdigit():
        return None
    number = int(found.subject)
    return customers.get_many(db, [number]).get(number) if number <= LAST_NUMBER else None


def is_silent(db: Connection, customer: Customer) -> bool:
    """Whether they have unsubscribed, and nothing of theirs has come since that anybody would answer."""
    wrote_at = contacts.last_word(db, customer.id)
    return silence(replace(customer, do_not_contact=False), MailKind.REPLY, wrote_at) is not None


def stop(db: Connection, policy: Policy, secret: str | None, token: str, now: datetime) -> Customer | None:
    """From now on they get nothing but answers to what they write to us after it; what waits in the outbox does not go.
    Twice is as good as once. What the company has said of them is another matter, and is left as it is."""
    customer = whose(db, secret, token, now)
    if customer is None or is_silent(db, customer):
        return customer
    silent = replace(customer, unsubscribed_at=now)
    customers.save(db, silent)
    unsubscribes.add(db, customer.id, now)
    if case := cases.open_case_of(db, customer.id):
        want_card(db, policy, case, silent)
    return silent
