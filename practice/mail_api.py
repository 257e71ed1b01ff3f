"""`/practice/mails`: reads the customers' mailbox, answers a mail, and says that no more is wanted."""

from __future__ import annotations

import json
from email.utils import make_msgid
from typing import Any

import aiohttp
from aiohttp import web

from practice.mailbox import MOODS, Letter, Mailbox, shown
from practice.workspace import Workspace

Json = dict[str, Any]
# The mail of a stranger: no script, nothing from elsewhere, and its links open beside the page.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
PATIENCE = aiohttp.ClientTimeout(total=20)


class MailApi:
    def __init__(self, workspace: Workspace, mailbox: Mailbox) -> None:
        self._workspace = workspace
        self._mailbox = mailbox

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/practice/mails", self._all),
            web.get("/practice/mails/{id}/html", self._html),
            web.post("/practice/mails/{id}/answer", self._answer),
            web.post("/practice/mails/{id}/unsubscribe", self._unsubscribe),
            web.post("/practice/mails/mood", self._mood),
        ]

    async def _all(self, request: web.Request) -> web.Response:
        """Newest first."""
        letters = [shown(one) for one in reversed(self._mailbox.letters)]
        return web.json_response({"ok": True, "mood": self._mailbox.mood, "mails": letters})

    async def _html(self, request: web.Request) -> web.Response:
        letter = self._mailbox.find(request.match_info["id"])
        if letter is None:
            return _refusal("There is no such mail.")
        page = letter.html.replace("<head>", '<head><base target="_blank">', 1)
        headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
        return web.Response(text=page, content_type="text/html", charset="utf-8", headers=headers)

    async def _answer(self, request: web.Request) -> web.Response:
        """`{"text": ..., "automatic"?: true}`: the customer answers, by the company's inbound mail address."""
        letter = self._mailbox.find(request.match_info["id"])
        if letter is None:
            return _refusal("There is no such mail.")
        told = json.loads(await request.text() or "{}")
        answer = answer_to(letter, str(told.get("text") or ""), automatic=bool(told.get("automatic")))
        if letter.reply_to:
            # it goes to the colleague's own mailbox, which is none of ours
            return web.json_response({"ok": True, "status": 0, "went_to": letter.reply_to})
        config = self._workspace.config
        headers = {"Authorization": f"Bearer {config.api_token}"}
        return await self._post(f"{config.bot_url}/mail/inbound", json=answer, headers=headers)

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        """What a mail program does when its own "Unsubscribe" is pressed (RFC 8058)."""
        letter = self._mailbox.find(request.match_info["id"])
        if letter is None or not letter.unsubscribe:
            return _refusal("This mail has no way to unsubscribe.")
        return await self._post(letter.unsubscribe, data={"List-Unsubscribe": "One-Click"})

    async def _mood(self, request: web.Request) -> web.Response:
        """`{"mood": ...}`: how the mail server takes what comes next."""
        mood = str(json.loads(await request.text() or "{}").get("mood"))
        if mood not in MOODS:
            return _refusal(f"A mood is one of: {', '.join(MOODS)}.")
        self._mailbox.mood = mood
        self._workspace.changed()
        return web.json_response({"ok": True})

    async def _post(self, url: str, **what: Any) -> web.Response:
        try:
            async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.post(url, **what) as answer:
                said = (await answer.text())[:2000]
                return web.json_response({"ok": True, "status": answer.status, "body": said})
        except (aiohttp.ClientError, TimeoutError) as error:
            return _refusal(f"The bot does not answer: {error}")


def answer_to(letter: Letter, text: str, *, automatic: bool = False) -> Json:
    """The customer's answer in the generic JSON shape of `POST /mail/inbound`."""
    message_id = make_msgid(domain=letter.to.rpartition("@")[2] or "customer.example")
    subject = letter.subject if letter.subject.casefold().startswith("re:") else f"Re: {letter.subject}"
    headers = {"Message-ID": message_id, "In-Reply-To": f"<{letter.message_id}>"}
    if automatic:
        subject = f"Automatic reply: {letter.subject}"
        headers["Auto-Submitted"] = "auto-replied"
    return {
        "from": letter.to,
        "to": letter.sender,
        "subject": subject,
        "text": text,
        "message_id": message_id.strip("<>"),
        "in_reply_to": letter.message_id,
        "references": [*letter.references, letter.message_id],
        "headers": headers,
    }


def _refusal(message: str) -> web.Response:
    return web.json_response({"ok": False, "error": "not_possible", "message": message}, status=409)
