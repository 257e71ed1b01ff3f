"""Customers: the company's own word reaches whoever answers, and silence holds for an address, whoever has it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from handlers.customers import look_up, tell
from handlers.mails import Queued, begin, queue
from handlers.responses import hear
from handlers.views.mails import mail_line, no_mail
from playbooks.cases import Case, CaseKind, CaseState, Event, What
from playbooks.customers import Customer, Identity, Touch
from playbooks.mails import MailKind, MailState, NoMail, Outgoing, Post
from playbooks.responses import Answer
from storage import cases, customers, mails
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
POST = Post(address="care@acme.example")
OLD, NEW = "old@big.example", "new@big.example"
BIG = Identity(external_id="C-9", email=OLD, touch=Touch.HIGH, value=900_000, owner="U0LEILA")


def answered(db: Connection, key: str, email: str) -> Customer:
    """Whoever this survey was from."""
    hear(db, POLICY, POLICY.sources[0], Answer(key, Identity(email=email), score=2), NOW)
    found = look_up(db, email)
    assert found is not None
    return found


def case_of(db: Connection, customer: Customer) -> Case:
    if found := cases.open_case_of(db, customer.id):
        return found
    opened = Case(0, customer.id, "support", CaseKind.RESCUE, CaseState.OPEN, NOW)
    return cases.add(db, opened, Event(NOW, None, What.OPENED))


def written(db: Connection, customer: Customer, kind: MailKind) -> Queued | NoMail:
    case = case_of(db, customer)
    words = Outgoing(f"{kind}:{case.id}", kind, case.id, customer.id, "Your score", "Hello", "en", "Ana from Acme")
    return queue(db, POST, words, NOW)


def test_what_the_company_says_of_a_customer_holds_for_whoever_answers_from_their_new_address(db: Connection) -> None:
    """The CRM says "important, and do not contact" and reads "200". Their next survey would be a stranger's, and a
    mail would go out to them."""
    tell(db, BIG, NOW)
    stranger = answered(db, "a-1", NEW)
    assert (stranger.touch, case_of(db, stranger).team) == (Touch.LOW, "support")
    tell(db, Identity(external_id="C-9", email=NEW, do_not_contact=True), NOW)
    after = customers.get(db, stranger.id)
    assert (after.touch, after.value, after.owner, after.do_not_contact) == (Touch.HIGH, 900_000, "U0LEILA", True)
    assert after.external_id is None, "they are not made one: each keeps what they are known by"
    assert written(db, after, MailKind.REPLY) is NoMail.DO_NOT_CONTACT

    tell(db, Identity(external_id="C-9", do_not_contact=False, owner="U0MIRA"), NOW)
    after = customers.get(db, stranger.id)
    assert (after.owner, after.do_not_contact) == ("U0MIRA", False)
    assert isinstance(written(db, after, MailKind.REPLY), Queued)


def test_the_company_s_word_about_one_customer_overrules_no_other_of_the_company_s(db: Connection) -> None:
    """Two people of one household share a mailbox; that one of them is important says nothing of the other."""
    tell(db, BIG, NOW)
    tell(db, Identity(external_id="C-10", email=NEW, touch=Touch.LOW), NOW)
    tell(db, replace(BIG, email=NEW), NOW)
    other = look_up(db, "C-10")
    assert other is not None
    assert (other.touch, other.value) == (Touch.LOW, None)


@pytest.mark.parametrize("kind", MailKind)
def test_nothing_goes_to_an_address_at_which_anybody_wants_no_contact(db: Connection, kind: MailKind) -> None:
    """It is one mailbox: who asked for silence there would read the mail all the same."""
    tell(db, BIG, NOW)
    other, _new = tell(db, Identity(external_id="C-10", email=NEW), NOW)
    waiting = written(db, other, kind)
    assert isinstance(waiting, Queued)
    tell(db, replace(BIG, email=f"  {NEW.upper()}", do_not_contact=True), NOW)
    assert not begin(db, POLICY, waiting.mail, NOW)
    (stopped,) = mails.of_case(db, waiting.mail.case_id)
    assert stopped.state is MailState.STOPPED
    assert "no contact is wanted at this address" in mail_line(stopped) or kind is MailKind.OUTREACH

    tell(db, Identity(external_id="C-11"), NOW)
    third, _new = tell(db, Identity(external_id="C-11", email=NEW), NOW)
    refused = written(db, third, kind)
    assert refused is NoMail.SAME_ADDRESS
    assert "Another customer with this address wants no contact" in no_mail(refused)


def test_an_address_that_the_company_has_changed_since_counts_until_the_mail_is_out(db: Connection) -> None:
    """It waits in the outbox for the old address, at which somebody has asked for silence meanwhile."""
    one, _new = tell(db, Identity(external_id="C-10", email=NEW), NOW)
    waiting = written(db, one, MailKind.REPLY)
    assert isinstance(waiting, Queued)
    tell(db, Identity(external_id="C-10", email="elsewhere@big.example"), NOW)
    tell(db, Identity(external_id="C-11"), NOW)
    tell(db, Identity(external_id="C-11", email=NEW, do_not_contact=True), NOW)
    assert not begin(db, POLICY, waiting.mail, NOW)


def test_who_writes_from_a_mailbox_that_unsubscribed_gets_an_answer_and_nothing_else(db: Connection) -> None:
    """Their link was for the customer of last year. What they write now waits for a person."""
    tell(db, BIG, NOW)
    gone, _new = tell(db, replace(BIG, email=NEW), NOW)
    stranger = answered(db, "a-1", "shared@big.example")
    customers.save(db, replace(gone, email="shared@big.example", unsubscribed_at=NOW + timedelta(days=1)))
    assert written(db, stranger, MailKind.REPLY) is NoMail.SAME_ADDRESS
    customers.save(db, replace(gone, email="shared@big.example", unsubscribed_at=NOW - timedelta(days=1)))
    assert written(db, stranger, MailKind.OUTREACH) is NoMail.SAME_ADDRESS
    assert written(db, stranger, MailKind.CHECK_IN) is NoMail.SAME_ADDRESS
    assert isinstance(written(db, stranger, MailKind.REPLY), Queued)
