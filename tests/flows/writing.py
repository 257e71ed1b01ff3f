"""Writing to customers, and hearing from them: the mail of a case, their answer, their page."""

from typing import Any

from practice.mailbox import Letter
from tests.flows.waiting import until
from tests.loop import Json, Loop
from tests.workspace import Card, Person

TOM = "tom@baker.example"


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


async def check_in_mail(loop: Loop, to: str = TOM) -> Letter:
    """The mail that asks this customer whether it is solved, once it is in their mailbox."""

    async def look() -> Letter | None:
        return next((letter for letter in loop.server.mailbox.letters if letter.to == to and link_in(letter)), None)

    return await until(look)


def asked(loop: Loop) -> list[str]:
    """Who has been asked so far."""
    return [letter.to for letter in loop.server.mailbox.letters if link_in(letter)]


def link_in(letter: Letter) -> str:
    return next((link for link in letter.links if "/feedback/" in link), "")


async def reply_mail(loop: Loop) -> Letter:
    """Our latest reply, in the customer's mailbox."""

    async def look() -> Letter | None:
        return loop.server.mailbox.letters[-1] if loop.server.mailbox.letters else None

    return await until(look)


async def page(loop: Loop, link: str, **press: str) -> tuple[int, str]:
    """Opens a page; with `word` and so on, presses its button."""
    asked = loop.http.post(link, data=press) if press else loop.http.get(link)
    async with asked as answer:
        assert "script" not in (await answer.text()).casefold()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        return answer.status, await answer.text()
