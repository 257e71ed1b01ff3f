"""Traffic: what customers' survey tools send. Signed, repeated, late, out of order, and sometimes junk."""

from __future__ import annotations

import asyncio
import hmac
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp

from tests.crashes.program import SECRET

CUSTOMERS = 25
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
COMMENTS = ("slow", "rude", "nobody answers", "wrong <invoice> & *twice*", "ødelagt 💥", "")


@dataclass(frozen=True)
class Letter:
    """One delivery. `expected`: the codes that it may get when nothing is wrong with the bot."""

    body: bytes
    signed: bool = True
    source: str = "nps"
    expected: tuple[int, ...] = (200, 202)
    response: str | None = None
    happened: datetime | None = None
    comment: str = ""


@dataclass
class Ledger:
    """What was answered to what. A letter that got a 2xx is promised to be kept."""

    answers: list[tuple[Letter, int]] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def note(self, letter: Letter, code: int) -> None:
        async with self.news:
            self.answers.append((letter, code))
            self.news.notify_all()

    async def reaches(self, count: int) -> None:
        async with self.news:
            await self.news.wait_for(lambda: len(self.answers) >= count)

    @property
    def promised(self) -> set[Letter]:
        return {letter for letter, code in self.answers if 200 <= code < 300}

    @property
    def open(self) -> list[Letter]:
        """What a survey tool would send again: it got no answer, or was told to come back."""
        settled = {letter for letter, code in self.answers if code in letter.expected}
        return list(dict.fromkeys(letter for letter, _ in self.answers if letter not in settled))


class Writer:
    """Makes letters, the same for the same dice."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._sent: list[Letter] = []
        self._versions: dict[int, int] = {}
        self._number = 0

    def burst(self, count: int) -> list[Letter]:
        """So many letters, in the order in which they are sent. Versions of one answer may be out of order."""
        letters = [self._letter() for _ in range(count)]
        self._dice.shuffle(letters)
        self._sent += letters
        return letters

    def _letter(self) -> Letter:
        roll = self._dice.random()
        if roll < 0.15 and self._sent:
            return self._dice.choice(self._sent)
        if roll < 0.22:
            return self._junk()
        if roll < 0.45 and self._versions:
            return self._answer(self._dice.choice(list(self._versions)))
        self._number += 1
        return self._answer(self._number)

    def _answer(self, number: int) -> Letter:
        """The next version of an answer: its score first, words later."""
        version = self._versions[number] = self._versions.get(number, 0) + 1
        happened = LONG_AGO + timedelta(minutes=number, seconds=version)
        comment = f"{self._dice.choice(COMMENTS)} ({number}.{version})" if version > 1 else ""
        customer = number % CUSTOMERS
        said = {
            "id": f"r{number}",
            "score": 9 if number % 7 == 0 else number % 6,
            "comment": comment,
            "email": f"c{customer}@many.example",
            "touch": "high" if customer % 5 == 0 else "low",
            "answered_at": (LONG_AGO + timedelta(minutes=number)).isoformat(),
            "happened_at": happened.isoformat(),
        }
        body = json.dumps(said).encode()
        return Letter(body, response=f"r{number}", happened=happened, comment=comment)

    def _junk(self) -> Letter:
        number = self._dice.randrange(10**6)
        kind = self._dice.randrange(5)
        if kind == 0:
            return Letter(b'{"id": %d' % number)
        if kind == 1:
            return Letter(json.dumps({"score": 3, "unnamed": number}).encode())
        if kind == 2:
            return Letter(json.dumps({"id": f"x{number}", "score": 999}).encode())
        if kind == 3:
            return Letter(json.dumps({"id": f"forged{number}", "score": 0}).encode(), signed=False, expected=(401,))
        return Letter(b"{}", source="nobody", expected=(404,))


def headers_of(letter: Letter) -> dict[str, str]:
    secret = SECRET if letter.signed else "another"
    return {"X-Signature": hmac.digest(secret.encode(), letter.body, "sha256").hex()}


async def send(session: aiohttp.ClientSession, url: str, letter: Letter, ledger: Ledger) -> int:
    """Delivers one letter; 0 when there was no answer."""
    try:
        address = f"{url}/surveys/{letter.source}"
        async with session.post(address, data=letter.body, headers=headers_of(letter)) as reply:
            await reply.read()
            code = reply.status
    except (aiohttp.ClientError, ConnectionError, TimeoutError):
        code = 0
    await ledger.note(letter, code)
    return code
