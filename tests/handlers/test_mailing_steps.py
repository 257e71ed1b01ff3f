"""A mailing goes on step by step: each customer in their own language, nobody twice, and stopped when it is stopped."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from handlers import people
from handlers.feedback import Link, look, press
from handlers.inbound_mails import receive
from handlers.mailing_messages import draw, follow
from handlers.mailing_steps import Means, due_at, go_on
from handlers.mailings import on_ask, on_send, on_stop
from handlers.mails import Queued, queue
from handlers.moment import Moment
from handlers.outreach import figures_of, on_outreach
from handlers.views.outreach import figures_line
from playbooks.cases import Case, CaseKind, CaseState, Changed, Event, What
from playbooks.check_ins import CheckIn, CheckInState, Word
from playbooks.customers import Customer
from playbooks.inbound import Became, InboundMail
from playbooks.links import Purpose, sign
from playbooks.mailings import IN_HAND, MailingState
from playbooks.mails import MailKind, MailState, Outgoing, Post
from playbooks.outreach import Did, Figures
from playbooks.recipients import LeftOut, RecipientState
from playbooks.replies import Playbook, Say
from playbooks.roles import Person
from storage import cases, check_ins, customers, inbound_mails, mailings, mails, outreach, recipients, unsubscribes
from storage.inbound_mails import InboundMailRow
from storage.people import Known
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA = "U0ANA"
NAMES = ("Ada", "Bjarne", "Catalina", "Dariush", "Esther", "Frida")
HELLO = {"en": "Hello $first_name", "nb": "Hei $first_name", "ro": "Salut $first_name", "fa": "سلام $first_name"}
SORRY = Playbook("sorry", "Sorry", {tag: Say("Acme", words) for tag, words in HELLO.items()}, steps=("Read it",))
MEANS = Means(POLICY, (SORRY,), Post(address="care@acme.example"))
NONE = Figures(0, 0, None, 0, 0, 0)
SECRET = "a-secret-for-links-of-tests"
LANGUAGES = ("en", "nb", "ro", "fa", "sw", None)


def wait_for(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def case_of(db: Connection, number: int, language: str | None) -> Case:
    customer = Customer(0, f"{NAMES[number % len(NAMES)]} Family", f"c{number}@many.example", language=language)
    whose = customers.add(db, customer, [], NOW).id
    case = Case(0, whose, "support", CaseKind.RESCUE, CaseState.OPEN, NOW)
    return cases.add(db, case, Event(NOW, None, What.OPENED))


def begun(db: Connection, languages: Iterable[str | None] = LANGUAGES) -> tuple[int, list[Case]]:
    """A mailing of Ana's that was confirmed just now."""
    people.remember(db, Known(ANA, "Ana Popescu", None, stranger=False, seen_at=NOW))
    chosen = [case_of(db, number, language) for number, language in enumerate(languages)]
    draft = mailings.draft(db, ANA, "sorry", "#support", NOW)
    recipients.add(db, draft, [case.id for case in chosen])
    on_send(db, moment(), {"mailing": draft}, {})
    return draft, chosen


def moment(who: str = ANA, now: datetime = NOW) -> Moment:
    return Moment(now, Person(who, "Ana Popescu", teams=frozenset({"support"})), POLICY)


def test_who_answers_the_same_customers_a_moment_later_is_told_that_they_hear_already(db: Connection) -> None:
    """Two colleagues look at one list: nobody is written to twice, and the second one reaches the next customers."""
    begun(db, ["en", "nb"])
    case_of(db, 2, "en")
    jonas = replace(moment("U0JONAS"), post=MEANS.post, library=MEANS.library)
    window = str(on_ask(db, jonas, "open").modal)
    assert "2 in a mailing that is under way" in window
    assert "Catalina" in window


def taken(db: Connection, state: MailState = MailState.SENT, now: datetime = NOW) -> None:
    """The mail server takes, or refuses, what waits."""
    for mailing in mailings.going(db):
        for case_id in recipients.of_mailing(db, mailing.id):
            for mail in mails.of_case(db, case_id):
                if mail.state is MailState.WAITING:
                    mails.settle(db, mail.id, state, None, sent_at=now if state is MailState.SENT else None)


def steps(db: Connection, count: int, *, begin: float = 0) -> None:
    for minute in range(count):
        go_on(db, MEANS, wait_for(begin + minute))
        taken(db, now=wait_for(begin + minute))


def test_each_customer_reads_their_own_name_in_their_own_language(db: Connection) -> None:
    draft, chosen = begun(db)
    steps(db, 8)
    written = {case.id: mails.of_case(db, case.id) for case in chosen}
    assert [len(of_case) for of_case in written.values()] == [1] * 6
    assert [of_case[0].language for of_case in written.values()] == ["en", "nb", "ro", "fa", "en", "en"]
    for number, of_case in enumerate(written.values()):
        assert NAMES[number] in of_case[0].text
        assert of_case[0].from_name == "Ana Popescu from Acme"
    mailing = mailings.find(db, draft)
    assert mailing is not None
    assert mailing.state is MailingState.DONE
    for case in cases.get_many(db, [case.id for case in chosen]):
        assert (case.state, case.owner) == (CaseState.CONTACTED, ANA)
        replied = [event for event in cases.events_of(db, [case.id])[case.id] if event.what is What.REPLIED]
        assert [event.details["mailing"] for event in replied] == [str(draft)]


def test_a_second_click_and_a_second_look_send_nothing_twice(db: Connection) -> None:
    draft, chosen = begun(db)
    on_send(db, moment(), {"mailing": draft}, {})
    for _again in range(3):
        go_on(db, MEANS, NOW)
    assert sum(len(mails.of_case(db, case.id)) for case in chosen) == 1
    assert due_at(db, NOW) == NOW + timedelta(seconds=1)


def test_who_asked_for_silence_meanwhile_or_was_taken_is_left_out(db: Connection) -> None:
    draft, (first, second, third) = begun(db, ["en"] * 3)
    silent = customers.get(db, first.customer_id)
    customers.save(db, Customer(**{**vars(silent), "do_not_contact": True}))
    taken_by = Case(**{**vars(second), "owner": "U0JONAS", "state": CaseState.CLAIMED, "claimed_at": NOW})
    cases.save(db, Changed(taken_by, Event(NOW, "U0JONAS", What.CLAIMED)))
    steps(db, 3)
    progress = recipients.progress(db, draft)
    assert progress.left_out == {LeftOut.NO_CONTACT: 1, LeftOut.OTHERS: 1}
    assert progress.states == {RecipientState.LEFT_OUT: 2, RecipientState.SENT: 1}
    assert len(mails.of_case(db, third.id)) == 1


def test_a_refused_mail_is_no_contact_and_the_case_is_the_senders_to_see_to(db: Connection) -> None:
    draft, (case,) = begun(db, ["en"])
    go_on(db, MEANS, NOW)
    taken(db, MailState.REFUSED)
    go_on(db, MEANS, NOW)
    (after,) = cases.get_many(db, [case.id])
    assert (after.state, after.owner, after.contacted_at) == (CaseState.CLAIMED, ANA, None)
    assert recipients.progress(db, draft).states == {RecipientState.REFUSED: 1}


def test_a_mail_that_comes_back_later_counts_as_not_delivered_wherever_it_is_counted(db: Connection) -> None:
    """The channel would read "2 sent" and the report "1 not delivered", of the same mailing."""
    draft, (case, _other) = begun(db, ["en", "nb"])
    steps(db, 4)
    (mail,) = mails.of_case(db, case.id)
    assert cases.get_many(db, [case.id])[0].state is CaseState.CONTACTED
    report = f"Final-Recipient: rfc822; c0@many.example\nAction: failed\n\nMessage-ID: <{mail.message_id}>"
    daemon = InboundMail("back@mx.example", "mailer-daemon@mx.example", "Undelivered", report)
    assert receive(db, POLICY, daemon, wait_for(9)).became is Became.BOUNCE
    go_on(db, MEANS, wait_for(10))

    drawn = draw(db, POLICY, (SORRY,), "#support", wait_for(10))
    mailing = mailings.find(db, draft)
    assert drawn is not None
    assert mailing is not None
    assert "1 sent, 1 not delivered" in drawn.message.text
    assert figures_line(figures_of(db, mailing) or NONE).startswith("1 sent, 1 not delivered, 0 answered")
    (after,) = cases.get_many(db, [case.id])
    assert (after.state, after.contacted_at) == (CaseState.CLAIMED, None), "nobody has got in touch with them"


def test_who_never_got_the_question_was_not_asked(db: Connection) -> None:
    """A recovery of "1 of 2" is wrong where the second mail was refused."""
    asked = []
    for number in range(3):
        case = case_of(db, number, "en")
        planned = CheckIn(0, case.id, case.customer_id, "support", None, NOW, wait_for(1), CheckInState.PLANNED)
        check_ins.add(db, planned)
        (due,) = check_ins.due(db, wait_for(2), 5)
        check_ins.asked(db, due.id, wait_for(2))
        words = Outgoing(
            f"{check_ins.KEY}{due.id}", MailKind.CHECK_IN, case.id, case.customer_id, "Solved?", "Is it?", "en", "Acme"
        )
        queued = queue(db, MEANS.post, words, wait_for(2))
        assert isinstance(queued, Queued)
        asked.append((due, queued.mail))
    assert check_ins.asked_since(db, ["support"], NOW) == [], "they are still in the outbox"
    for (_due, mail), state in zip(asked, (MailState.SENT, MailState.REFUSED, MailState.GIVEN_UP), strict=True):
        mails.settle(db, mail.id, state, None)
    assert [one.case_id for one in check_ins.asked_since(db, ["support"], NOW)] == [asked[0][0].case_id]
    check_ins.hear(db, replace(asked[1][0], word=Word.YES, word_at=wait_for(9)))
    assert len(check_ins.asked_since(db, ["support"], NOW)) == 2, "who answers was reached after all"


def test_a_mail_that_may_have_arrived_is_counted_when_a_person_knows(db: Connection) -> None:
    draft, (case,) = begun(db, ["en"])
    go_on(db, MEANS, NOW)
    taken(db, MailState.UNCERTAIN)
    go_on(db, MEANS, NOW)
    assert recipients.progress(db, draft).states == {RecipientState.DOUBT: 1}
    mails.settle(db, mails.of_case(db, case.id)[0].id, MailState.SENT, None, sent_at=NOW)
    assert due_at(db, NOW) == NOW
    go_on(db, MEANS, NOW)
    assert recipients.progress(db, draft).states == {RecipientState.SENT: 1}
    assert cases.get_many(db, [case.id])[0].state is CaseState.CONTACTED


def test_while_the_mail_server_is_away_few_wait_in_the_outbox_and_all_can_be_stopped(db: Connection) -> None:
    draft, _chosen = begun(db, ["en"] * (IN_HAND + 5))
    for minute in range(IN_HAND + 5):
        go_on(db, MEANS, wait_for(minute))
    assert recipients.in_hand(db, draft) == IN_HAND
    assert due_at(db, wait_for(60)) is None
    on_stop(db, moment("U0STRANGER"), draft)
    assert [one.id for one in mailings.going(db)] == [draft]
    on_stop(db, moment(), draft)
    go_on(db, MEANS, wait_for(60))
    assert recipients.progress(db, draft).states == {RecipientState.STOPPED: IN_HAND + 5}
    assert mails.counts(db) == {MailState.STOPPED: IN_HAND}
    drawn = draw(db, POLICY, (SORRY,), "#support", wait_for(60))
    assert drawn is not None
    assert f"0 sent, {IN_HAND + 5} not sent" in drawn.message.text


def test_what_came_of_it_is_told_on_its_message_once(db: Connection) -> None:
    draft, (case, _other) = begun(db, ["en", "nb"])
    steps(db, 4)
    assert follow(db, wait_for(10)) == 0
    cases.record(db, case.id, Event(wait_for(11), None, What.RECOVERED))
    assert follow(db, wait_for(12)) == 1
    assert follow(db, wait_for(13)) == 0
    drawn = draw(db, POLICY, (SORRY,), "#support", wait_for(12))
    assert drawn is not None
    assert "Since then: 1 recovered." in drawn.message.text
    _mails, happened = outreach.of_mailing(db, draft, NOW - timedelta(days=1))
    assert [one.did for one in happened] == [Did.RECOVERED]
    unsubscribes.add(db, case.customer_id, wait_for(14))
    assert follow(db, wait_for(15)) == 1
    drawn = draw(db, POLICY, (SORRY,), "#support", wait_for(15))
    assert drawn is not None
    assert "Since then: 1 wants no more mail, 1 recovered." in drawn.message.text


def test_an_answer_and_a_pressed_button_count_for_the_mail_that_brought_them(db: Connection) -> None:
    """What a manager learns of a template must be what customers did, not what we hoped."""
    draft, (case, _other) = begun(db, ["en", "nb"])
    steps(db, 4)
    (mail,) = mails.of_case(db, case.id)
    answer = InboundMailRow(
        key="one",
        received_at=wait_for(9),
        from_address="c0@many.example",
        from_name="",
        to_address="",
        subject="",
        text="Thanks",
        answer="Thanks",
        became=Became.ANSWER,
        why="",
        mail_id=mail.id,
    )
    inbound_mails.add(db, answer)
    mailing = mailings.find(db, draft)
    assert mailing is not None
    assert figures_of(db, mailing) == Figures(sent=2, bounced=0, clicked=None, answered=1, unsubscribed=0, recovered=0)
    asked = CheckIn(0, case.id, case.customer_id, "support", None, wait_for(20), wait_for(30), CheckInState.PLANNED)
    check_ins.add(db, asked)
    (planned,) = check_ins.due(db, wait_for(31), 5)
    check_ins.asked(db, planned.id, wait_for(31))
    link = Link(sign(SECRET, Purpose.CHECK_IN, str(planned.id), None))
    post = Post(address="care@acme.example", public_url="https://acme.example", secret=SECRET)
    assert look(db, POLICY, post, link, wait_for(32)).status == 200
    seen = figures_of(db, mailing)
    assert seen is not None
    assert seen.clicked == 0, "mail scanners open pages too"
    press(db, POLICY, post, link, {"word": "no"}, wait_for(33))
    assert figures_of(db, mailing) == Figures(sent=2, bounced=0, clicked=1, answered=1, unsubscribed=0, recovered=0)
    leader = Person("U0MIRA", "Mira Holm", manages=frozenset({"support"}))
    report = on_outreach(db, Moment(wait_for(60), leader, POLICY, (SORRY,)), "week").message
    assert report is not None
    assert "Sorry: 2 sent, 0 not delivered, 1 clicked on our page, 1 answered" in report.text
    assert "managers" in (on_outreach(db, moment(), "week").message or report).text
