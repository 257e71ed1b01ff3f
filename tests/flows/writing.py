"""Writing to customers, and hearing from them: the mail of a case, their answer, their page."""

import re
from dataclasses import replace
from typing import Any

from handlers.outbox import Queued, queue
from playbooks.mails import Mail, MailKind, Outgoing
from storage import mails as outbox
from storage.database import Connection
from tests.loop import Json, Loop
from tests.workspace import Card, Person

TOM = "tom@baker.example"


def with_mail(loop: Loop) -> None:
    """From now on the house can write mails, and its pages have an address."""
    told = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "Acme <care@acme.example>"}
    loop.house.settings = replace(
        loop.house.settings, **told, public_url=loop.url, secret="a-secret-for-the-links-of-the-tests"
    )


async def wrote(loop: Loop, case_id: int = 1, text: str = "What is still open?") -> Mail:
    """A mail of ours to the customer of a case, sent."""

    def write(db: Connection) -> Mail:
        reply = Outgoing(f"reply:{case_id}:{text}", MailKind.REPLY, case_id, case_id, "Sorry", text, "en", "Ana")
        queued = queue(db, loop.house.post(), reply, loop.now())
        assert isinstance(queued, Queued)
        outbox.sent(db, queued.mail.id, loop.now())
        return queued.mail

    return await loop.house.store.write(write)


async def mail_comes(loop: Loop, **told: Any) -> Json:
    """A mail comes in, as the generic way brings it."""
    headers = {"Authorization": f"Bearer {loop.settings.api_token}"}
    mail = {"from": f"Tom Baker <{TOM}>", "to": "care@acme.example", "subject": "Re: Sorry", **told}
    async with loop.http.post(f"{loop.url}/mail/inbound", json=mail, headers=headers) as answer:
        return {"code": answer.status, **await answer.json()}


async def replied(loop: Loop, by: Person, email: str = TOM, score: int = 3, **customer: Any) -> Card:
    """The card of a case that this person has claimed and answered."""
    card = await loop.claimed(by, score, email=email, **customer)
    await card.click("Reply", by=by)
    reply = await by.modal("Reply")
    assert await reply.fill("Your reply", "What is still open?").submit() == {"ok": True}
    return await card.expect("in touch since")


async def closed(loop: Loop, by: Person, email: str = TOM, score: int = 3, **customer: Any) -> Card:
    """The card of a case that was claimed, answered, and closed as solved."""
    card = await replied(loop, by, email, score, **customer)
    await card.click("Close", by=by)
    closing = await by.modal("Close the case")
    await closing.pick("How did it end?", "Solved").fill("What caused it?", "one-off").submit()
    return await card.expect("closed by")


async def check_in_mail(loop: Loop, case_id: int = 1) -> Mail | None:
    """The mail that asks whether this case is solved, if there is one."""
    of_case = await loop.house.store.read(outbox.of_case, case_id)
    return next((mail for mail in of_case if mail.kind is MailKind.CHECK_IN), None)


def link_in(mail: Mail) -> str:
    found = re.search(r"http\S+/feedback/\S+", mail.text)
    assert found, mail.text
    return found[0]


async def page(loop: Loop, link: str, **press: str) -> tuple[int, str]:
    """Opens a page; with `word` and so on, presses its button."""
    asked = loop.http.post(link, data=press) if press else loop.http.get(link)
    async with asked as answer:
        assert "script" not in (await answer.text()).casefold()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        return answer.status, await answer.text()
