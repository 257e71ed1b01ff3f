"""Builds, signs and sends survey deliveries exactly as the providers do; a signature is never left out."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import aiohttp

from practice.providers import delighted, formbricks, generic, typeform
from practice.providers.answer import Answer, Stage
from practice.providers.signatures import SIGNERS
from practice.sources import SOURCES, Source

PROVIDERS: dict[str, ModuleType] = {
    "delighted": delighted,
    "typeform": typeform,
    "formbricks": formbricks,
    "generic": generic,
}
PATIENCE = aiohttp.ClientTimeout(total=10)


class BadSurveyError(ValueError):
    """The panel asked for something that no provider could send; the text is for the person at the panel."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the panel asks for: one customer's answer and how its deliveries behave."""

    source: Source
    score: int
    comment: str = ""
    email: str = ""
    name: str = ""
    account: str = ""
    language: str = ""
    late_comment: bool = False  # the score comes first, the comment in a second delivery
    change_score_to: int | None = None  # the customer comes back and changes the score
    twice: bool = False  # the last delivery is repeated exactly, as after a lost answer
    bad_signature: bool = False  # signed over other bytes than were sent

    @classmethod
    def read(cls, wish: dict[str, Any]) -> "Survey":
        """Reads the panel's JSON; raises BadSurveyError with a sentence for what cannot be sent."""
        source = SOURCES.get(str(wish.get("source")))
        if source is None:
            raise BadSurveyError(f"There is no source named {wish.get('source')!r}; there are {', '.join(SOURCES)}.")
        change = wish.get("change_score_to")
        return cls(
            source=source,
            score=_score(source, wish.get("score")),
            change_score_to=None if change is None else _score(source, change),
            comment=str(wish.get("comment") or ""),
            email=str(wish.get("email") or "").strip(),
            name=str(wish.get("name") or "").strip(),
            account=str(wish.get("account") or "").strip(),
            language=str(wish.get("language") or ""),
            late_comment=wish.get("late_comment") is True,
            twice=wish.get("twice") is True,
            bad_signature=wish.get("bad_signature") is True,
        )

    def afterwards(self) -> list[tuple[Stage, dict[str, Any]]]:
        """What the customer does after the first answer, in order."""
        steps: list[tuple[Stage, dict[str, Any]]] = []
        if self.late_comment:
            steps.append(("complete", {"comment": self.comment}))
        if self.change_score_to is not None:
            steps.append(("changed", {"score": self.change_score_to}))
        return steps

    def deliver(self, answer: Answer) -> "Delivery":
        """The POST that tells the bot this state of the answer."""
        body = encode(PROVIDERS[self.source.provider].body(self.source, answer))
        return Delivery(self.source, answer.event, body, self.bad_signature)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST: ``event`` names it (the same over retries), ``body`` is what is signed, byte for byte."""

    source: Source
    event: str
    body: bytes
    spoiled: bool = False

    def headers(self, at: datetime) -> dict[str, str]:
        """The provider's headers for an attempt now; a spoiled delivery is signed over other bytes."""
        signed = self.body + b" " if self.spoiled else self.body
        signature = SIGNERS[self.source.signature](self.source, self.event, signed, at)
        return {"Content-Type": "application/json", **signature}


def _score(source: Source, score: object) -> int:
    low, high = source.scale
    if isinstance(score, bool) or not isinstance(score, int) or not low <= score <= high:
        raise BadSurveyError(f"A score of {source.name} is a whole number from {low} to {high}, not {score!r}.")
    return score


def encode(body: dict[str, object]) -> bytes:
    """UTF-8 JSON as JavaScript's ``JSON.stringify`` writes it: a lone surrogate becomes its escape."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def deliveries(survey: Survey, now: Callable[[], datetime]) -> Iterator[Delivery]:
    """All POSTs that the provider makes for this survey, in their order; a repeat is the same object again.

    Lazy: each one carries the time at which it is asked for, so whoever waits between them sets the pace.
    """
    provider = PROVIDERS[survey.source.provider]
    asked = now()
    answer = Answer(
        response=provider.new_response(),
        event=provider.new_event(),
        score=survey.score,
        comment="" if survey.late_comment else survey.comment,
        email=survey.email,
        name=survey.name,
        account=survey.account,
        language=survey.language,
        asked=asked,
        answered=asked,
        stage="partial" if survey.late_comment else "complete",
    )
    delivery = survey.deliver(answer)
    yield delivery
    for stage, change in survey.afterwards():
        later = max(now(), answer.answered + timedelta(seconds=1))
        answer = replace(answer, event=provider.new_event(), answered=later, stage=stage, **change)
        delivery = survey.deliver(answer)
        yield delivery
    if survey.twice:
        yield delivery


async def post(session: aiohttp.ClientSession, bot_url: str, delivery: Delivery, at: datetime) -> dict[str, Any]:
    """Sends one delivery; the bot's answer as ``{status, body}``, status 0 when there was none."""
    url = f"{bot_url.rstrip('/')}/surveys/{delivery.source.name}"
    try:
        async with session.post(url, data=delivery.body, headers=delivery.headers(at), timeout=PATIENCE) as answer:
            text = await answer.text(errors="replace")
            return {"status": answer.status, "body": _parsed(text)}
    except (aiohttp.ClientError, TimeoutError) as problem:
        return {
            "status": 0,
            "body": f"The bot did not answer at {bot_url}: {problem or type(problem).__name__}",
        }


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


async def send(survey: Survey, bot_url: str, now: Callable[[], datetime], pause: float = 1.5) -> list[dict[str, Any]]:
    """Sends all deliveries of a survey, ``pause`` real seconds apart: a person sees the card follow."""
    answers = []
    async with aiohttp.ClientSession() as session:
        for number, delivery in enumerate(deliveries(survey, now)):
            if number:
                await asyncio.sleep(pause)
            answers.append(await post(session, bot_url, delivery, now()))
    return answers
