"""Asking: one call to the model, within the month's budget, and what it has cost."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.metrics import Metrics
from bot.openai_client import OpenAi, Unanswered
from handlers.ai_use import Use, reserve
from playbooks.policy import Policy
from playbooks.prompts import Prompt, Unusable, Why
from storage.database import Store

log = logging.getLogger("loopwell.ai")


@dataclass(frozen=True)
class Said:
    """What came back, and what it cost. Without a `use` nothing was asked. Who gets this settles the use."""

    answer: str | Unusable
    use: Use | None


class Asking:
    def __init__(
        self, openai: OpenAi, store: Store, clock: Clock, policy: Callable[[], Policy], metrics: Metrics
    ) -> None:
        self._openai = openai
        self._store = store
        self._clock = clock
        self._policy = policy
        self._metrics = metrics

    @property
    def model(self) -> str:
        return self._openai.model

    async def ask(self, prompt: Prompt) -> Said:
        """Asks the model. The cost is reserved before, so that calls at the same moment cannot overrun together; what
        is never settled, because we were stopped, stays counted in full. Raises StoreUnavailable."""
        use = await self._store.write(reserve, self._policy(), prompt.most, self._clock.now())
        if use is None:
            return Said(Unusable(Why.BUDGET), None)
        try:
            answer = await self._openai.answer(prompt)
        except Unanswered as none:
            log.warning("the model gave no answer: %s", none)
            return Said(Unusable(none.why, none.detail), replace(use, tokens=None if none.billed else 0, failed=True))
        return Said(answer.text, replace(use, tokens=answer.tokens))

    def count(self, purpose: str, outcome: object, use: Use | None) -> None:
        """For the metrics: what the call was for, and what came of it."""
        name = outcome.why.value if isinstance(outcome, Unusable) else "made"
        self._metrics.ai_calls.labels(purpose, name).inc()
        self._metrics.ai_tokens.inc(use.cost if use else 0)
        if isinstance(outcome, Unusable):
            log.info("no %s: %s %s", purpose, outcome.why.value, outcome.detail)
