"""A customer who answers a survey: each delivery is built and signed as the provider would."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from practice.providers.answer import Answer
from practice.surveys import PROVIDERS, Delivery, Survey

Json = dict[str, Any]
Deliver = Callable[[Delivery], Awaitable[Json]]


class Sent:
    """A survey that a customer has answered. `answers` is what the bot said to each delivery, `{status, body}`."""

    def __init__(self, deliver: Deliver, now: Callable[[], datetime], survey: Survey) -> None:
        self._deliver = deliver
        self._now = now
        self._survey = survey
        self._provider = PROVIDERS[survey.source.provider]
        asked = now()
        self._answer = Answer(
            response=self._provider.new_response(),
            event=self._provider.new_event(),
            score=survey.score,
            comment=survey.comment,
            email=survey.email,
            name=survey.name,
            account=survey.account,
            language=survey.language,
            asked=asked,
            answered=asked,
            stage="complete",
        )
        self._last = survey.deliver(self._answer)
        self.answers: list[Json] = []

    async def again(self) -> Sent:
        """The provider delivers the very same once more, as after a lost answer."""
        self.answers.append(await self._deliver(self._last))
        return self

    async def comments(self, words: str) -> Sent:
        """The customer writes something after the score."""
        return await self._changed(comment=words)

    async def scores(self, score: int) -> Sent:
        """The customer comes back and gives another score."""
        return await self._changed(score=score)

    async def _changed(self, **change: Any) -> Sent:
        event = self._provider.new_event()
        self._answer = replace(self._answer, event=event, answered=self._now(), stage="changed", **change)
        self._last = self._survey.deliver(self._answer)
        return await self.again()
