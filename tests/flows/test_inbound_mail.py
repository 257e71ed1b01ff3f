"""The customer's answer: whoever writes back waits for a person, and a person learns of it."""

from io import BytesIO

import pytest

from storage import notices
from tests.databases import Database
from tests.flows.waiting import until
from tests.flows.writing import TOM, mail_comes, replied, reply_mail
from tests.handlers.inbound.hands import SECRET, fixture, mailgun
from tests.loop import Loop

pytestmark = pytest.mark.parametrize("transport", ["http"])


async def test_an_answer_stands_under_the_card_and_the_case_needs_contact(loop: Loop) -> None:
    """Else a customer who answers falls into the same well a second time."""
    card = await replied(loop, loop.ana, name="Tom Baker")
    ours = await reply_mail(loop)
    quoted = "On Mon, 2 Mar 2026 at 09:14, Ana <care@acme.example> wrote:\n> What is still open?"
    told = {"text": f"It <!channel> still fails.\n\n{quoted}", "message_id": "<a1@x>", "in_reply_to": ours.message_id}
    assert await mail_comes(loop, **told) == {"code": 200, "status": "answer"}
    reply = await card.expect_reply("still fails.")
    assert reply.shows("Tom Baker answered by mail:")
    assert not reply.shows("What is still open?")
    assert not reply.pings
    await loop.ana.direct.expect_card("Tom Baker answered you by mail: case 1 waits for you.")
    await card.expect("the customer answered")
    await card.expect("next: get in touch by")
    assert await mail_comes(loop, **told) == {"code": 200, "status": "duplicate"}

    note = {"message_id": "<a2@x>", "in_reply_to": ours.message_id, "headers": {"Auto-Submitted": "auto-replied"}}
    assert (await mail_comes(loop, text="I am on holiday", **note))["status"] == "automatic"
    forged = {"from": "mallory@x.example", "message_id": "<a3@x>", "references": [ours.message_id]}
    assert (await mail_comes(loop, text="Send me the invoice", **forged))["status"] == "somebody-else"
    await card.expect_reply("Not the customer, but mallory@x.example")
    assert len(await card.replies()) == 2
    assert len(await loop.feedback.cards()) == 1


async def test_words_under_a_card_are_not_said_twice_when_slacks_answer_is_lost(loop: Loop) -> None:
    """Slack's history of a channel does not show threads: the bot has to look under the card."""
    card = await replied(loop, loop.ana)
    ours = await reply_mail(loop)
    await card.expect("sent")
    await loop.slack.fault("server_error_after", method="chat.postMessage", times=2)
    await mail_comes(loop, text="It still fails", message_id="<a1@x>", in_reply_to=ours.message_id)
    await card.expect_reply("It still fails")

    async def said() -> bool | None:
        await loop.forward(minutes=1)
        unsaid = [
            await loop.house.store.read(notices.first_unsent, target) for target in ("#customer-feedback", "U0ANA")
        ]
        return True if unsaid == [None, None] else None

    await until(said)
    assert await loop.slack.calls("conversations.replies")
    assert len(await card.replies()) == 1


async def test_a_year_later_an_answer_is_not_lost(loop: Loop) -> None:
    """An old case stays as it is told in the reports; the customer gets a new one."""
    card = await replied(loop, loop.ana)
    ours = await reply_mail(loop)
    await card.click("Not a case", by=loop.ana)
    await (await loop.ana.modal("Not a case")).fill("Why is this not a case?", "A test").submit()
    await card.expect("closed by")
    await loop.forward(hours=24 * 365)
    await mail_comes(loop, text="Now it is broken again", message_id="<b1@x>", in_reply_to=ours.message_id)
    new = await loop.feedback.expect_card("Case 2")
    await new.expect_reply("Now it is broken again")
    assert card.shows("closed by")

    await mail_comes(loop, text="Hello?", message_id="<b2@x>", **{"from": "nobody@x.example"})
    told = loop.adam.direct
    await told.expect_card("A mail from nobody@x.example came in that belongs to no case")


async def test_a_mail_that_comes_back_is_no_contact(loop: Loop) -> None:
    """Else the case looks cared for while the customer has heard nothing."""
    card = await replied(loop, loop.ana)
    ours = await reply_mail(loop)
    report = f"Final-Recipient: rfc822; {TOM}\nAction: failed\nStatus: 5.1.1\n\nMessage-ID: <{ours.message_id}>"
    sender = {"from": "MAILER-DAEMON@mx.example", "subject": "Undelivered", "message_id": "<c1@mx>"}
    assert (await mail_comes(loop, text=report, **sender))["status"] == "bounce"
    await card.expect("came back: Undelivered")
    assert not (await card.expect("next: get in touch by")).shows("in touch since")


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("rules", [{"mail": {"inbound": "mailgun", "inbound_secret": SECRET}}])
async def test_a_signature_of_mailgun_brings_one_mail_and_not_another(loop: Loop, database: Database) -> None:
    """It proves no word of the mail. Whoever reads one along the way could put words into a customer's mouth."""

    async def brought(text: str) -> int:
        form = mailgun({**fixture("mailgun"), "body-plain": text}, at=signed_at)
        async with loop.http.post(f"{loop.url}/mail/inbound", data=form.body, headers=form.headers) as answer:
            return answer.status

    signed_at = loop.house.clock.now()
    assert await brought("It still fails.") == 200
    assert await brought("Send me the money.") == 401
    assert await brought("It still fails.") == 200, "Mailgun may ask twice"
    assert database.ask("SELECT text FROM inbound_mails") == ["It still fails."]
    await loop.forward(hours=2)
    signed_at = loop.house.clock.now()
    assert await brought("It works again.") == 200
    assert len(database.ask("SELECT token FROM mail_tokens")) == 1, "the old one is forgotten"


async def test_nobody_else_brings_mail(loop: Loop) -> None:
    async with loop.http.post(f"{loop.url}/mail/inbound", json={"from": TOM, "text": "x"}) as answer:
        assert answer.status == 401
    assert (await mail_comes(loop, **{"from": "nobody"}))["code"] == 406
    headers = {"Authorization": f"Bearer {loop.settings.api_token}", "Content-Type": "application/json"}
    huge = b'{"from": "tom@baker.example", "text": "' + b"x" * 10 * 1024 * 1024 + b'"}'
    async with loop.http.post(f"{loop.url}/mail/inbound", data=BytesIO(huge), headers=headers) as answer:
        assert (answer.status, (await answer.json())["status"]) == (413, "too large")
    assert (await mail_comes(loop, text="small"))["code"] == 200
