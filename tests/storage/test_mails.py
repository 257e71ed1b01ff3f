"""The outbox: nothing is written twice, and a reply does not wait behind a mailing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.mails import Queued, begin, heard, queue, recover
from playbooks.cases import Case, CaseKind, CaseState, Event, What
from playbooks.customers import Customer
from playbooks.mails import Mail, MailKind, MailState, NoMail, Outgoing, Post, Way
from playbooks.outbox import Answer, Heard
from storage import cases, customers, mailings, mails
from storage.database import Connection, Store
from tests.loop import policy_with

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
POST = Post(address="care@acme.example")
TOM = Customer(id=0, name="Tom", email="tom@tidewater.example")


def outgoing(db: Connection, customer: Customer = TOM) -> Outgoing:
    whose = customers.add(db, customer, [], NOW).id
    case = cases.add(db, Case(0, whose, "support", CaseKind.RESCUE, CaseState.OPEN, NOW), Event(NOW, None, What.OPENED))
    return Outgoing("reply:1:2", MailKind.REPLY, case.id, whose, "Your score", "Hello Tom", "en", "Ana from Acme")


def mail(queued: Queued | NoMail) -> Mail:
    assert isinstance(queued, Queued)
    return queued.mail


async def test_the_same_mail_is_written_once_whoever_asks_again(store: Store) -> None:
    asked = await store.write(outgoing)
    first = await store.write(queue, POST, asked, NOW)
    second = await store.write(queue, POST, asked, NOW + timedelta(hours=1))
    assert mail(first) == mail(second)
    assert isinstance(second, Queued)
    assert not second.is_new
    assert await store.read(mails.counts) == {MailState.WAITING: 1}


async def test_of_two_senders_one_gets_it(store: Store) -> None:
    one = mail(await store.write(queue, POST, await store.write(outgoing), NOW))
    assert [await store.write(mails.begin, one.id) for _ in range(2)] == [True, False]
    assert await store.read(mails.due, NOW, Way.MAIL) is None
    left = await store.read(mails.left_sending)
    assert [each.id for each in left] == [one.id]


async def test_a_reply_goes_before_a_mailing_that_began_earlier(store: Store) -> None:
    asked = await store.write(outgoing)
    many = replace(asked, key="mailing:1:1", kind=MailKind.OUTREACH, mailing_id=1)
    await store.write(queue, POST, many, NOW)
    await store.write(queue, POST, asked, NOW + timedelta(minutes=1))
    due = await store.read(mails.due, NOW + timedelta(minutes=2), Way.MAIL)
    assert due is not None
    assert due.key == asked.key
    assert await store.write(mails.stop_mailing, 1) == 1
    assert await store.read(mails.counts) == {MailState.STOPPED: 1, MailState.WAITING: 1}


async def test_a_later_mail_of_a_case_follows_the_one_that_was_sent(store: Store) -> None:
    asked = await store.write(outgoing)
    first = mail(await store.write(queue, POST, asked, NOW))
    await store.write(mails.sent, first.id, NOW)
    second = mail(await store.write(queue, POST, replace(asked, key="reply:1:3"), NOW))
    assert second.in_reply_to == first.message_id != second.message_id
    assert await store.read(mails.by_message_id, ["nobody@nowhere", second.message_id]) == [second]


async def test_a_mail_waits_until_its_time(store: Store) -> None:
    one = mail(await store.write(queue, POST, await store.write(outgoing), NOW))
    later = NOW + timedelta(hours=1)
    await store.write(mails.retry, one.id, "452 mailbox full", later, 1)
    assert await store.read(mails.next_due, Way.MAIL) == later
    assert await store.read(mails.due, NOW, Way.MAIL) is None
    assert await store.read(mails.due, later, Way.WEBHOOK) is None
    due = await store.read(mails.due, later, Way.MAIL)
    assert due is not None
    assert due.problem == "452 mailbox full"


@pytest.mark.parametrize(
    ("customer", "why"),
    [
        (replace(TOM, do_not_contact=True), NoMail.DO_NOT_CONTACT),
        (replace(TOM, email=None), NoMail.NO_ADDRESS),
        (replace(TOM, email="tom@tide water"), NoMail.BAD_ADDRESS),
        (replace(TOM, email="تام@tidewater.example"), NoMail.FOREIGN_ADDRESS),
    ],
)
@pytest.mark.parametrize("kind", ["sqlite"])
async def test_who_cannot_be_written_to_is_not(store: Store, customer: Customer, why: NoMail) -> None:
    assert await store.write(queue, POST, await store.write(outgoing, customer), NOW) is why
    assert await store.read(mails.counts) == {}


async def test_what_was_on_the_line_when_we_were_killed_waits_for_a_person(store: Store) -> None:
    """Sent again by itself, the customer might read it twice; forgotten, they might never."""
    policy = policy_with({})
    one = mail(await store.write(queue, POST, await store.write(outgoing), NOW))
    assert await store.write(begin, policy, one, NOW)
    assert await store.write(recover, policy, NOW) == 1
    assert await store.read(mails.due, NOW + timedelta(days=2), Way.MAIL) is None
    (left,) = await store.read(mails.of_case, one.case_id)
    assert left.state is MailState.UNCERTAIN
    assert await store.write(recover, policy, NOW) == 0


async def test_a_customer_who_asks_for_silence_meanwhile_is_not_written_to(store: Store) -> None:
    """It waited in the outbox while they pressed the button."""
    one = mail(await store.write(queue, POST, await store.write(outgoing), NOW))
    await store.write(silence, one.customer_id)
    assert not await store.write(begin, policy_with({}), one, NOW)
    assert await store.read(mails.counts) == {MailState.STOPPED: 1}


def silence(db: Connection, customer_id: int) -> None:
    customers.save(db, replace(customers.get(db, customer_id), do_not_contact=True))


@pytest.mark.parametrize("on_the_line", [False, True])
async def test_what_is_stopped_while_the_mail_server_thinks_is_not_tried_again(store: Store, on_the_line: bool) -> None:
    """Who presses "Stop" has seen a mistake in what goes to many. "Later" from the server must not undo that."""
    mailing = await store.write(mailings.draft, "U0ANA", "price", "#feedback", NOW)
    await store.write(mailings.begin, mailing, NOW)
    asked = replace(await store.write(outgoing), key="mailing:1:1", kind=MailKind.OUTREACH, mailing_id=mailing)
    one = mail(await store.write(queue, POST, asked, NOW))
    if on_the_line:
        assert await store.write(mails.begin, one.id)
    await store.write(mailings.stop, mailing, "U0ANA", NOW)
    await store.write(mails.stop_mailing, mailing)
    after = await store.write(heard, policy_with({}), one, Heard(Answer.LATER, "452 later"), NOW)
    assert after is not None
    assert after.state is MailState.STOPPED
